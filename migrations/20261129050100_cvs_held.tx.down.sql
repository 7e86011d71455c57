UPDATE cvs SET file_id = NULL, words = NULL, name = '-', held_until = NULL WHERE held_until IS NOT NULL;
ALTER TABLE cvs
    DROP CONSTRAINT cvs_held_replaced,
    DROP CONSTRAINT cvs_file_whole,
    ADD CONSTRAINT cvs_file_whole CHECK ((file_id IS NULL) = (state = 'refused' OR replaced_at IS NOT NULL OR deleted_at IS NOT NULL)),
    DROP COLUMN held_until,
    DROP COLUMN held_for;
