-- When an operator is busy elsewhere, read from a calendar of theirs. The address is
-- a secret and is kept sealed; of what the calendar holds only the times are kept.
CREATE TABLE external_calendars (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operator_id  bigint      NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    sealed       text        NOT NULL,
    host         text        NOT NULL,
    added_at     timestamptz NOT NULL,
    added_by     text        NOT NULL,
    etag         text        NOT NULL DEFAULT '',
    read_at      timestamptz,
    failed_since timestamptz,
    trouble      text        NOT NULL DEFAULT '',
    CONSTRAINT external_calendars_operator UNIQUE (operator_id),
    CONSTRAINT external_calendars_failed_whole CHECK ((failed_since IS NULL) = (trouble = ''))
);

CREATE TABLE external_busy (
    calendar_id bigint      NOT NULL REFERENCES external_calendars (id) ON DELETE CASCADE,
    operator_id bigint      NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    CONSTRAINT external_busy_length CHECK (ends_at > starts_at),
    CONSTRAINT external_busy_apart EXCLUDE USING gist (calendar_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
);
CREATE INDEX external_busy_operator ON external_busy (operator_id, ends_at);
