DROP TABLE person_past;
DROP TABLE import_numbers;
DELETE FROM import_batches WHERE kind <> 'people';
ALTER TABLE import_rows
    DROP CONSTRAINT import_rows_written,
    DROP CONSTRAINT import_rows_person,
    DROP CONSTRAINT import_rows_state,
    DROP COLUMN chosen,
    DROP COLUMN written_id,
    ADD CONSTRAINT import_rows_state CHECK (state IN ('new', 'bad', 'twin', 'good', 'opened', 'undone', 'kept')),
    ADD CONSTRAINT import_rows_person CHECK ((state IN ('opened', 'kept')) = (person_id IS NOT NULL));
ALTER TABLE import_batches DROP COLUMN kind, DROP COLUMN source;
