-- A CV that the desk replaced is held for a while: if what replaced it was handed in by
-- mistake, it comes back. Nobody opens it meanwhile; then its content is erased.
ALTER TABLE cvs
    -- The CV that took its place.
    ADD COLUMN held_for   bigint REFERENCES cvs (id) ON DELETE SET NULL,
    ADD COLUMN held_until timestamptz,
    DROP CONSTRAINT cvs_file_whole,
    ADD CONSTRAINT cvs_file_whole CHECK ((file_id IS NULL) = (state = 'refused' OR deleted_at IS NOT NULL OR (replaced_at IS NOT NULL AND held_until IS NULL))),
    ADD CONSTRAINT cvs_held_replaced CHECK (held_until IS NULL OR (replaced_at IS NOT NULL AND deleted_at IS NULL));
CREATE INDEX cvs_held ON cvs (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX cvs_held_for ON cvs (held_for) WHERE held_for IS NOT NULL;
