DROP TABLE assessment_services, assessments;
