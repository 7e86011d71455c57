DELETE FROM sessions WHERE kind = 'person';
ALTER TABLE sessions DROP CONSTRAINT sessions_owner;
ALTER TABLE sessions ADD CONSTRAINT sessions_owner CHECK ((kind = 'office') = (user_id IS NOT NULL) AND (kind = 'area') = (email IS NOT NULL));
ALTER TABLE sessions DROP CONSTRAINT sessions_kind_known;
ALTER TABLE sessions ADD CONSTRAINT sessions_kind_known CHECK (kind IN ('office', 'area', 'visitor'));
ALTER TABLE sessions DROP COLUMN access_id;
ALTER TABLE sessions DROP COLUMN person_id;
DROP TABLE person_accesses;
