-- Files of history: what a file holds, and the program it comes from.
ALTER TABLE import_batches
    ADD COLUMN kind   text NOT NULL DEFAULT 'people',
    ADD COLUMN source text NOT NULL DEFAULT '',
    ADD CONSTRAINT import_batches_kind CHECK (kind IN (
        'people', 'status', 'permit', 'education', 'job', 'language', 'licence', 'computer', 'constraint', 'past')),
    ADD CONSTRAINT import_batches_source_length CHECK (char_length(source) <= 60);

-- A row of history belongs to person_id, chosen by hand or found, and wrote written_id:
-- an entry of the file, or something past.
ALTER TABLE import_rows
    ADD COLUMN chosen     boolean NOT NULL DEFAULT false,
    ADD COLUMN written_id bigint,
    DROP CONSTRAINT import_rows_state,
    DROP CONSTRAINT import_rows_person,
    ADD CONSTRAINT import_rows_state CHECK (state IN ('new', 'bad', 'lost', 'twin', 'good', 'opened', 'undone', 'kept')),
    ADD CONSTRAINT import_rows_person CHECK (state NOT IN ('opened', 'kept') OR person_id IS NOT NULL),
    ADD CONSTRAINT import_rows_written CHECK (written_id IS NULL OR state IN ('opened', 'kept'));

-- The number another program had for a person: a later file finds them by it.
CREATE TABLE import_numbers (
    desk_id   bigint NOT NULL REFERENCES desks (id),
    source    text   NOT NULL,
    number    text   NOT NULL,
    person_id bigint NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    batch_id  bigint REFERENCES import_batches (id) ON DELETE SET NULL,
    CONSTRAINT import_numbers_once PRIMARY KEY (desk_id, source, number),
    CONSTRAINT import_numbers_length CHECK (char_length(number) BETWEEN 1 AND 60)
);
CREATE INDEX import_numbers_person ON import_numbers (person_id);
CREATE INDEX import_numbers_batch ON import_numbers (batch_id);

-- What happened with a person before this program was there, as another one tells it.
CREATE TABLE person_past (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    desk_id   bigint      NOT NULL REFERENCES desks (id),
    day       date        NOT NULL,
    type      text        NOT NULL,
    text      text        NOT NULL DEFAULT '',
    operator  text        NOT NULL DEFAULT '',
    source    text        NOT NULL DEFAULT '',
    added_at  timestamptz NOT NULL,
    added_by  text        NOT NULL,
    CONSTRAINT person_past_type CHECK (type IN ('contact', 'service', 'note')),
    CONSTRAINT person_past_length CHECK (char_length(text) <= 2000 AND char_length(operator) <= 300)
);
CREATE INDEX person_past_person ON person_past (person_id, day);
