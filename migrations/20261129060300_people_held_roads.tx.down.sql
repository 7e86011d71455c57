DROP TRIGGER applications_held ON applications;
DROP TRIGGER enrolments_held ON enrolments;
DROP FUNCTION people_hold_road();
