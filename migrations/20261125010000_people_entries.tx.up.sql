-- The parts of a file that there may be many of: education, work, languages and so on.
-- A change ends a row and adds another, so that what was known when can be told.
CREATE TABLE person_entries (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind       text        NOT NULL,
    data       jsonb       NOT NULL,
    added_at   timestamptz NOT NULL,
    added_by   text        NOT NULL,
    removed_at timestamptz,
    removed_by text        NOT NULL DEFAULT '',
    -- The row that took this one's place, NULL where it was only taken away.
    next_id    bigint      REFERENCES person_entries (id),
    CONSTRAINT person_entries_kind CHECK (kind IN (
        'status', 'permit', 'education', 'job', 'language', 'licence', 'computer', 'constraint')),
    CONSTRAINT person_entries_removed_whole CHECK ((removed_at IS NULL) = (removed_by = '')),
    CONSTRAINT person_entries_data CHECK (jsonb_typeof(data) = 'object' AND pg_column_size(data) < 8000)
);
CREATE INDEX person_entries_person ON person_entries (person_id, kind) WHERE removed_at IS NULL;
-- Permits that expire soon.
CREATE INDEX person_entries_expiry ON person_entries ((data ->> 'expires')) WHERE removed_at IS NULL AND kind IN ('permit', 'licence');

-- Special categories (GDPR art. 9 and 10): apart, with a permission and a read log of
-- their own. What is written is encrypted by the program.
CREATE TABLE person_special (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind       text        NOT NULL,
    sealed     bytea       NOT NULL,
    added_at   timestamptz NOT NULL,
    added_by   text        NOT NULL,
    removed_at timestamptz,
    removed_by text        NOT NULL DEFAULT '',
    CONSTRAINT person_special_kind CHECK (kind IN ('disability', 'health', 'addiction', 'justice', 'minority', 'protection')),
    CONSTRAINT person_special_removed_whole CHECK ((removed_at IS NULL) = (removed_by = ''))
);
CREATE INDEX person_special_person ON person_special (person_id) WHERE removed_at IS NULL;
