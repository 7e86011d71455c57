-- Whose file an appointment belongs to, once somebody at the desk has said it.
ALTER TABLE appointments ADD COLUMN person_id bigint REFERENCES people (id) ON DELETE SET NULL;
CREATE INDEX appointments_person ON appointments (person_id, starts_at, id) WHERE person_id IS NOT NULL;
