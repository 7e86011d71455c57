-- One person in one edition of a course, as a desk records it or the person tells it.
CREATE TABLE enrolments (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_key    text        NOT NULL,
    person_id    bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    desk_id      bigint      NOT NULL REFERENCES desks (id),
    case_id      bigint,
    action_id    bigint      REFERENCES case_actions (id) ON DELETE SET NULL,
    -- How the person came to it: the desk sent them on a day, or on their own.
    road         text        NOT NULL,
    sent_on      date,
    kind         text        NOT NULL,
    course       text        NOT NULL,
    provider     text        NOT NULL DEFAULT '',
    place        text        NOT NULL DEFAULT '',
    mode         text        NOT NULL DEFAULT '',
    starts_on    date,
    ends_on      date,
    hours        int         NOT NULL DEFAULT 0,
    timetable    text        NOT NULL DEFAULT '',
    cost         text        NOT NULL DEFAULT '',
    note         text        NOT NULL DEFAULT '',
    -- Where it is, since which day, and why it ended so.
    state        text        NOT NULL,
    first_on     date        NOT NULL,
    moved_on     date        NOT NULL,
    moved_at     timestamptz NOT NULL,
    reason       text        NOT NULL DEFAULT '',
    why          text        NOT NULL DEFAULT '',
    certificate  text        NOT NULL DEFAULT '',
    certified_on date,
    -- The desk has not written on it yet; nor confirmed what the person told last.
    mine         boolean     NOT NULL,
    told         boolean     NOT NULL,
    -- The days that count, as the desk knows them.
    enrolled_on  date,
    completed_on date,
    -- The line of the person's file it became.
    entry_id     bigint      REFERENCES person_entries (id) ON DELETE SET NULL,
    from_on      date        GENERATED ALWAYS AS (COALESCE(starts_on, first_on)) STORED,
    -- The day on which it starts or ends, as far as nobody said so yet.
    due_on       date        GENERATED ALWAYS AS (CASE WHEN state = 'attending' THEN ends_on
                                 WHEN state IN ('requested', 'waiting_list', 'admitted') THEN starts_on END) STORED,
    version      int         NOT NULL DEFAULT 0,
    written_at   timestamptz NOT NULL,
    written_by   text        NOT NULL,
    removed_at   timestamptz,
    removed_by   text        NOT NULL DEFAULT '',
    CONSTRAINT enrolments_key UNIQUE (entry_key),
    CONSTRAINT enrolments_key_length CHECK (char_length(entry_key) BETWEEN 16 AND 64),
    CONSTRAINT enrolments_case FOREIGN KEY (case_id, desk_id) REFERENCES cases (id, desk_id) ON DELETE SET NULL (case_id),
    CONSTRAINT enrolments_road_known CHECK (road IN ('desk', 'own')),
    -- The promise: whom a desk sent has the day on which it did.
    CONSTRAINT enrolments_sent CHECK ((road = 'desk') = (sent_on IS NOT NULL)),
    CONSTRAINT enrolments_kind_known CHECK (kind IN ('vocational', 'short', 'italian', 'digital', 'school', 'licence', 'lab', 'other')),
    CONSTRAINT enrolments_mode_known CHECK (mode IN ('', 'presence', 'online', 'mixed')),
    CONSTRAINT enrolments_state_known CHECK (
        state IN ('requested', 'waiting_list', 'admitted', 'refused', 'attending', 'completed', 'dropped', 'withdrawn')),
    CONSTRAINT enrolments_order CHECK (ends_on >= starts_on),
    CONSTRAINT enrolments_moved_order CHECK (moved_on >= first_on),
    -- The promise: what ended without being completed says why, by a code.
    CONSTRAINT enrolments_reason CHECK (CASE
        WHEN state = 'refused' THEN reason IN ('full', 'requirements', 'late', 'test', 'other')
        WHEN state IN ('dropped', 'withdrawn') THEN reason IN ('work', 'health', 'distance', 'language', 'hours', 'cancelled', 'other')
        ELSE reason = '' END),
    CONSTRAINT enrolments_why CHECK (reason <> 'other' OR why <> ''),
    CONSTRAINT enrolments_certificate CHECK ((state = 'completed' OR certificate = '') AND (certified_on IS NULL OR certificate <> '')),
    CONSTRAINT enrolments_mine CHECK (told OR NOT mine),
    -- The promise: what only the person told counts in no figure.
    CONSTRAINT enrolments_counted CHECK (NOT mine OR enrolled_on IS NULL AND completed_on IS NULL),
    CONSTRAINT enrolments_completed CHECK (completed_on IS NULL OR state = 'completed'),
    CONSTRAINT enrolments_entry CHECK (entry_id IS NULL OR state = 'completed'),
    CONSTRAINT enrolments_hours_range CHECK (hours BETWEEN 0 AND 5000),
    CONSTRAINT enrolments_removed_whole CHECK ((removed_at IS NULL) = (removed_by = '')),
    CONSTRAINT enrolments_lengths CHECK (
        course <> '' AND char_length(course) <= 200 AND char_length(provider) <= 200 AND char_length(place) <= 200
        AND char_length(timetable) <= 300 AND char_length(cost) <= 300 AND char_length(note) <= 2000
        AND char_length(why) <= 300 AND char_length(certificate) <= 200)
);
CREATE INDEX enrolments_desk ON enrolments (desk_id, from_on DESC, id DESC) WHERE removed_at IS NULL;
CREATE INDEX enrolments_list ON enrolments (from_on DESC, id DESC) WHERE removed_at IS NULL;
CREATE INDEX enrolments_person ON enrolments (person_id, from_on DESC, id DESC);
CREATE INDEX enrolments_due ON enrolments (due_on, id) WHERE due_on IS NOT NULL AND removed_at IS NULL;
CREATE INDEX enrolments_told ON enrolments (moved_on, id) WHERE told AND removed_at IS NULL;
CREATE INDEX enrolments_of_case ON enrolments (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX enrolments_of_action ON enrolments (action_id) WHERE action_id IS NOT NULL;
CREATE INDEX enrolments_of_entry ON enrolments (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX enrolments_sent_on ON enrolments (sent_on) WHERE sent_on IS NOT NULL AND removed_at IS NULL;
CREATE INDEX enrolments_enrolled_on ON enrolments (enrolled_on) WHERE enrolled_on IS NOT NULL AND removed_at IS NULL;
CREATE INDEX enrolments_completed_on ON enrolments (completed_on) WHERE completed_on IS NOT NULL AND removed_at IS NULL;

-- What happened, in order; rows are added only.
CREATE TABLE enrolment_moves (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enrolment_id bigint      NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
    kind         text        NOT NULL,
    from_state   text        NOT NULL DEFAULT '',
    to_state     text        NOT NULL,
    day          date        NOT NULL,
    reason       text        NOT NULL DEFAULT '',
    note         text        NOT NULL DEFAULT '',
    -- The step that was a mistake.
    undoes_id    bigint      REFERENCES enrolment_moves (id),
    at           timestamptz NOT NULL,
    by           text        NOT NULL,
    CONSTRAINT enrolment_moves_kind CHECK (kind IN ('step', 'back', 'confirm', 'certificate')),
    CONSTRAINT enrolment_moves_undoes CHECK ((kind = 'back') = (undoes_id IS NOT NULL)),
    -- The promise: a step is taken back once.
    CONSTRAINT enrolment_moves_undone_once UNIQUE (undoes_id),
    CONSTRAINT enrolment_moves_note_length CHECK (char_length(note) <= 300)
);
CREATE INDEX enrolment_moves_enrolment ON enrolment_moves (enrolment_id, id);
