DROP TABLE enrolment_moves, enrolments;
