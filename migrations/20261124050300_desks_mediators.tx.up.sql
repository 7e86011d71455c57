-- Intercultural mediators: who they are, what they speak, where and when they are there.
CREATE TABLE mediators (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text        NOT NULL,
    email      text        NOT NULL DEFAULT '',
    phone      text        NOT NULL DEFAULT '',
    languages  text[]      NOT NULL,
    by_phone   boolean     NOT NULL DEFAULT false,
    retired_at timestamptz,
    retired_by text        NOT NULL DEFAULT '',
    CONSTRAINT mediators_name CHECK (char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT mediators_email_length CHECK (char_length(email) <= 254),
    CONSTRAINT mediators_phone_length CHECK (char_length(phone) <= 40),
    CONSTRAINT mediators_languages CHECK (languages <> '{}'),
    CONSTRAINT mediators_retired_whole CHECK ((retired_at IS NULL) = (retired_by = ''))
);

CREATE TABLE mediator_desks (
    mediator_id bigint NOT NULL REFERENCES mediators (id) ON DELETE CASCADE,
    desk_id     bigint NOT NULL REFERENCES desks (id) ON DELETE CASCADE,
    PRIMARY KEY (mediator_id, desk_id)
);
CREATE INDEX mediator_desks_desk ON mediator_desks (desk_id);

-- The usual week; weekday 0 is Sunday.
CREATE TABLE mediator_hours (
    mediator_id bigint   NOT NULL REFERENCES mediators (id) ON DELETE CASCADE,
    weekday     smallint NOT NULL,
    from_time   time     NOT NULL,
    to_time     time     NOT NULL,
    CONSTRAINT mediator_hours_weekday CHECK (weekday BETWEEN 0 AND 6),
    CONSTRAINT mediator_hours_order CHECK (from_time < to_time),
    PRIMARY KEY (mediator_id, weekday, from_time)
);

ALTER TABLE appointments
    ADD COLUMN mediator_id bigint REFERENCES mediators (id),
    ADD CONSTRAINT appointments_mediator_asked CHECK (mediator_id IS NULL OR mediator <> ''),
    -- One mediator never helps at two meetings at once; a group is one meeting.
    ADD CONSTRAINT appointments_mediator_no_overlap EXCLUDE USING gist (
        mediator_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&, (COALESCE(-group_id, id)) WITH <>)
        WHERE (cancelled_at IS NULL AND mediator_id IS NOT NULL);
-- The list of those who wait for a mediator to be found.
CREATE INDEX appointments_mediator_wanted ON appointments (starts_at)
    WHERE mediator <> '' AND mediator_id IS NULL AND cancelled_at IS NULL;
