-- How long rows of a purpose are kept after it ended; of the file, after the last contact.
CREATE TABLE retention_settings (
    purpose    text        PRIMARY KEY,
    months     int         NOT NULL,
    changed_at timestamptz,
    changed_by text        NOT NULL DEFAULT '',
    CONSTRAINT retention_settings_months CHECK (months BETWEEN 1 AND 240),
    CONSTRAINT retention_settings_changed_whole CHECK ((changed_at IS NULL) = (changed_by = ''))
);
INSERT INTO retention_settings (purpose, months) VALUES
    ('file', 24), ('special', 12), ('visits', 24), ('register', 24), ('path', 60),
    ('cv', 24), ('sharing', 12), ('consent', 60), ('messages', 12), ('access', 6);

-- The notice before a file is forgotten, and what came of it.
CREATE TABLE retention_notices (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    given_at   timestamptz NOT NULL,
    -- The first day on which the file may go.
    due_on     date        NOT NULL,
    -- The channel of the message, '' where nobody could be reached.
    channel    text        NOT NULL DEFAULT '',
    -- The person asked to be kept, or came back.
    kept_at    timestamptz,
    done_at    timestamptz,
    CONSTRAINT retention_notices_channel_known CHECK (channel IN ('', 'mail', 'sms')),
    CONSTRAINT retention_notices_ended_once CHECK (num_nonnulls(kept_at, done_at) <= 1)
);
CREATE UNIQUE INDEX retention_notices_open ON retention_notices (person_id) WHERE kept_at IS NULL AND done_at IS NULL;
CREATE INDEX retention_notices_due ON retention_notices (due_on, id) WHERE kept_at IS NULL AND done_at IS NULL;
CREATE INDEX retention_notices_kept ON retention_notices (person_id, kept_at) WHERE kept_at IS NOT NULL;
