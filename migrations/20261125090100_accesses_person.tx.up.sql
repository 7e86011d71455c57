-- Whose file a row of the register belongs to. Saying so changes nothing the row tells,
-- so it is no correction: the trigger keeps every other change as before.
ALTER TABLE accesses ADD COLUMN person_id bigint REFERENCES people (id) ON DELETE SET NULL;
CREATE INDEX accesses_person ON accesses (person_id, at, id) WHERE person_id IS NOT NULL;
DROP TRIGGER accesses_kept ON accesses;
CREATE TRIGGER accesses_kept BEFORE UPDATE ON accesses FOR EACH ROW
    WHEN ((to_jsonb(OLD) - 'person_id') IS DISTINCT FROM (to_jsonb(NEW) - 'person_id'))
    EXECUTE FUNCTION accesses_keep();
