DROP TRIGGER accesses_kept ON accesses;
CREATE TRIGGER accesses_kept BEFORE UPDATE ON accesses FOR EACH ROW EXECUTE FUNCTION accesses_keep();
DROP INDEX accesses_person;
ALTER TABLE accesses DROP COLUMN person_id;
