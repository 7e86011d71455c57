-- A person taken in charge by a desk, from the intake to the end of the path.
CREATE TABLE cases (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id      bigint      NOT NULL REFERENCES people (id),
    desk_id        bigint      NOT NULL REFERENCES desks (id),
    -- The account of who follows the person.
    user_id        bigint      NOT NULL REFERENCES users (id),
    opened_at      timestamptz NOT NULL,
    opened_by      text        NOT NULL,
    -- The privacy notice handed over: which version, in which language.
    notice_version text        NOT NULL,
    notice_lang    text        NOT NULL,
    need           text        NOT NULL DEFAULT '',
    closed_at      timestamptz,
    closed_by      text        NOT NULL DEFAULT '',
    outcome        text        NOT NULL DEFAULT '',
    closing_note   text        NOT NULL DEFAULT '',
    CONSTRAINT cases_closed_whole CHECK ((closed_at IS NULL) = (closed_by = '') AND (closed_at IS NULL) = (outcome = '')),
    CONSTRAINT cases_closed_after CHECK (closed_at >= opened_at),
    CONSTRAINT cases_outcome_known CHECK (outcome IN (
        '', 'work', 'training', 'referred', 'goal', 'moved', 'withdrew', 'unreachable', 'mistake')),
    CONSTRAINT cases_need_length CHECK (char_length(need) <= 2000),
    CONSTRAINT cases_closing_note_length CHECK (char_length(closing_note) <= 2000),
    CONSTRAINT cases_notice CHECK (notice_version <> '' AND notice_lang <> '')
);
CREATE UNIQUE INDEX cases_one_open ON cases (person_id, desk_id) WHERE closed_at IS NULL;
CREATE INDEX cases_person ON cases (person_id, id);
CREATE INDEX cases_caseload ON cases (user_id, opened_at, id) WHERE closed_at IS NULL;
CREATE INDEX cases_desk ON cases (desk_id, opened_at, id);

-- Who followed a case, and until when; a hand-over ends one row and begins another.
CREATE TABLE case_holders (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id  bigint      NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    user_id  bigint      NOT NULL REFERENCES users (id),
    since    timestamptz NOT NULL,
    by       text        NOT NULL,
    until    timestamptz,
    reason   text        NOT NULL DEFAULT '',
    CONSTRAINT case_holders_order CHECK (until >= since),
    CONSTRAINT case_holders_reason_length CHECK (char_length(reason) <= 300)
);
CREATE UNIQUE INDEX case_holders_now ON case_holders (case_id) WHERE until IS NULL;
