-- What a case puts in writing: the service pact and the action plan, version by version.
CREATE TABLE case_documents (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id    bigint      NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    kind       text        NOT NULL,
    version    int         NOT NULL,
    state      text        NOT NULL,
    -- The operator who answers for it, and the language its free text is written in.
    user_id    bigint      NOT NULL REFERENCES users (id),
    lang       text        NOT NULL,
    body       jsonb       NOT NULL,
    -- Counts the changes of a draft, so that two who write at once see each other.
    revision   int         NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text        NOT NULL,
    -- The day of the signature or refusal, who signed, why it is not signed.
    decided_on date,
    decided_at timestamptz,
    decided_by text        NOT NULL DEFAULT '',
    signer     text        NOT NULL DEFAULT '',
    reason     text        NOT NULL DEFAULT '',
    CONSTRAINT case_documents_kind_known CHECK (kind IN ('pact', 'plan')),
    CONSTRAINT case_documents_state_known CHECK (state IN ('draft', 'signed', 'refused', 'missing', 'superseded')),
    CONSTRAINT case_documents_version CHECK (version >= 1 AND revision >= 1),
    CONSTRAINT case_documents_decided_whole CHECK (
        (state = 'draft') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by = '') AND (decided_at IS NULL) = (decided_on IS NULL)),
    CONSTRAINT case_documents_signer CHECK (state <> 'signed' OR signer <> ''),
    CONSTRAINT case_documents_reason CHECK (state NOT IN ('refused', 'missing') OR reason <> ''),
    CONSTRAINT case_documents_lengths CHECK (char_length(signer) <= 200 AND char_length(reason) <= 300),
    CONSTRAINT case_documents_once UNIQUE (case_id, kind, version)
);
CREATE UNIQUE INDEX case_documents_one_draft ON case_documents (case_id, kind) WHERE state = 'draft';
CREATE UNIQUE INDEX case_documents_one_signed ON case_documents (case_id, kind) WHERE state = 'signed';
CREATE UNIQUE INDEX case_documents_one_unsigned ON case_documents (case_id, kind) WHERE state IN ('refused', 'missing');

-- How far an action of a plan is: the same through every version of the plan.
CREATE TABLE case_actions (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id  bigint      NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    state    text        NOT NULL,
    reason   text        NOT NULL DEFAULT '',
    moved_at timestamptz NOT NULL,
    moved_by text        NOT NULL,
    CONSTRAINT case_actions_state_known CHECK (state IN ('todo', 'doing', 'done', 'dropped')),
    CONSTRAINT case_actions_reason CHECK ((state = 'dropped') = (reason <> '')),
    CONSTRAINT case_actions_reason_length CHECK (char_length(reason) <= 300)
);
CREATE INDEX case_actions_case ON case_actions (case_id);

-- What one version of a plan says of an action.
CREATE TABLE case_document_lines (
    document_id bigint NOT NULL REFERENCES case_documents (id) ON DELETE CASCADE,
    action_id   bigint NOT NULL REFERENCES case_actions (id) ON DELETE CASCADE,
    position    int    NOT NULL,
    what        text   NOT NULL,
    doer        text   NOT NULL,
    who         text   NOT NULL DEFAULT '',
    due_on      date,
    PRIMARY KEY (document_id, action_id),
    CONSTRAINT case_document_lines_position UNIQUE (document_id, position),
    CONSTRAINT case_document_lines_doer_known CHECK (doer IN ('desk', 'partner', 'person')),
    CONSTRAINT case_document_lines_lengths CHECK (what <> '' AND char_length(what) <= 300 AND char_length(who) <= 200)
);
CREATE INDEX case_document_lines_action ON case_document_lines (action_id);
