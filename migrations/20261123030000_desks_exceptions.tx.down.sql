DROP INDEX opening_rules_of;
DROP TABLE opening_exceptions;
ALTER TABLE closures DROP COLUMN from_time, DROP COLUMN to_time, DROP CONSTRAINT closures_reason_length;
