-- Checks on how a person is doing: after the intake, and 28 days and six months after
-- the end of the path (Reg. (EU) 2021/1057 Annex I).
CREATE TABLE follow_ups (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id      bigint      NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    kind         text        NOT NULL,
    due_on       date        NOT NULL,
    planned_at   timestamptz NOT NULL,
    planned_by   text        NOT NULL,
    done_at      timestamptz,
    done_by      text        NOT NULL DEFAULT '',
    channel      text        NOT NULL DEFAULT '',
    result       text        NOT NULL DEFAULT '',
    note         text        NOT NULL DEFAULT '',
    dropped_at   timestamptz,
    CONSTRAINT follow_ups_kind CHECK (kind IN ('first', 'exit_28_days', 'exit_6_months', 'other')),
    CONSTRAINT follow_ups_done_whole CHECK (
        (done_at IS NULL) = (done_by = '') AND (done_at IS NULL) = (result = '') AND (done_at IS NULL) = (channel = '')),
    CONSTRAINT follow_ups_one_end CHECK (done_at IS NULL OR dropped_at IS NULL),
    CONSTRAINT follow_ups_channel CHECK (channel IN ('', 'phone', 'email', 'message', 'desk')),
    CONSTRAINT follow_ups_result CHECK (result IN (
        '', 'work', 'training', 'qualified', 'searching', 'not_searching', 'needs_help', 'unreachable')),
    CONSTRAINT follow_ups_note_length CHECK (char_length(note) <= 1000)
);
-- Each of the checks that plan themselves stands once.
CREATE UNIQUE INDEX follow_ups_once ON follow_ups (case_id, kind) WHERE dropped_at IS NULL AND kind <> 'other';
CREATE INDEX follow_ups_due ON follow_ups (due_on, id) WHERE done_at IS NULL AND dropped_at IS NULL;
CREATE INDEX follow_ups_case ON follow_ups (case_id, due_on);
