DROP INDEX appointments_person;
ALTER TABLE appointments DROP COLUMN person_id;
