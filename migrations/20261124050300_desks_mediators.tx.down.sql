DROP INDEX appointments_mediator_wanted;
ALTER TABLE appointments DROP COLUMN mediator_id;
DROP TABLE mediator_hours;
DROP TABLE mediator_desks;
DROP TABLE mediators;
