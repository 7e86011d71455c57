-- Files of people being imported. The rows hold what the file held; a batch is
-- deleted 30 days after it was uploaded.
CREATE TABLE import_batches (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    desk_id    bigint      NOT NULL REFERENCES desks (id),
    name       text        NOT NULL,
    head       jsonb       NOT NULL,
    fields     jsonb       NOT NULL DEFAULT '[]',
    state      text        NOT NULL DEFAULT 'mapping',
    user_id    bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT import_batches_state CHECK (state IN ('mapping', 'checking', 'checked', 'importing', 'undoing', 'undone', 'stopped')),
    CONSTRAINT import_batches_name_length CHECK (char_length(name) <= 200)
);
CREATE INDEX import_batches_desk ON import_batches (desk_id, id);
CREATE INDEX import_batches_created ON import_batches (created_at);

-- A row of a file, by its number there. person_id is who was opened by it.
CREATE TABLE import_rows (
    batch_id  bigint  NOT NULL REFERENCES import_batches (id) ON DELETE CASCADE,
    row       int     NOT NULL,
    cells     jsonb   NOT NULL,
    state     text    NOT NULL DEFAULT 'new',
    problems  jsonb   NOT NULL DEFAULT '[]',
    matches   jsonb   NOT NULL DEFAULT '[]',
    alike     text    NOT NULL DEFAULT '',
    checked   boolean NOT NULL DEFAULT false,
    distinct_ boolean NOT NULL DEFAULT false,
    person_id bigint,
    CONSTRAINT import_rows_once PRIMARY KEY (batch_id, row),
    CONSTRAINT import_rows_state CHECK (state IN ('new', 'bad', 'twin', 'good', 'opened', 'undone', 'kept')),
    CONSTRAINT import_rows_person CHECK ((state IN ('opened', 'kept')) = (person_id IS NOT NULL))
);
CREATE INDEX import_rows_state_row ON import_rows (batch_id, state, row);
CREATE INDEX import_rows_alike ON import_rows (batch_id, alike, row) WHERE alike <> '';

-- What an account made of a heading last time.
CREATE TABLE import_headings (
    user_id bigint NOT NULL,
    heading text   NOT NULL,
    field   text   NOT NULL,
    CONSTRAINT import_headings_once PRIMARY KEY (user_id, heading)
);
