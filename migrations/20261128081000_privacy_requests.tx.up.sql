-- What people ask about their own data, with the answer they got.
CREATE TABLE privacy_requests (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   bigint      NOT NULL REFERENCES people (id),
    kind        text        NOT NULL,
    text        text        NOT NULL DEFAULT '',
    channel     text        NOT NULL,
    asked_at    timestamptz NOT NULL,
    asked_by    text        NOT NULL,
    -- The last day for the answer.
    due_on      date        NOT NULL,
    extended_at timestamptz,
    extended_by text        NOT NULL DEFAULT '',
    extension   text        NOT NULL DEFAULT '',
    state       text        NOT NULL DEFAULT 'open',
    answer      text        NOT NULL DEFAULT '',
    decided_at  timestamptz,
    decided_by  text        NOT NULL DEFAULT '',
    CONSTRAINT privacy_requests_kind_known CHECK (kind IN ('correct', 'object', 'restrict', 'erase')),
    CONSTRAINT privacy_requests_channel_known CHECK (channel IN ('area', 'desk', 'phone', 'paper')),
    CONSTRAINT privacy_requests_state_known CHECK (state IN ('open', 'done', 'partly', 'refused', 'withdrawn')),
    CONSTRAINT privacy_requests_text_length CHECK (char_length(text) <= 1000 AND char_length(answer) <= 1000 AND char_length(extension) <= 300),
    CONSTRAINT privacy_requests_said CHECK (kind = 'erase' OR text <> ''),
    CONSTRAINT privacy_requests_decided_whole CHECK ((state = 'open') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by = '')),
    CONSTRAINT privacy_requests_answered CHECK (answer <> '' OR state IN ('open', 'withdrawn') OR kind = 'erase' AND state = 'done'),
    CONSTRAINT privacy_requests_extended_whole CHECK ((extended_at IS NULL) = (extended_by = '') AND (extended_at IS NULL) = (extension = ''))
);
CREATE UNIQUE INDEX privacy_requests_erase_once ON privacy_requests (person_id) WHERE kind = 'erase' AND state = 'open';
CREATE INDEX privacy_requests_open ON privacy_requests (due_on, id) WHERE state = 'open';
CREATE INDEX privacy_requests_person ON privacy_requests (person_id, id);
CREATE INDEX privacy_requests_decided ON privacy_requests (decided_at DESC, id DESC) WHERE state <> 'open';

-- A copy of everything, made for the person: a stored file (owner "copy") for a few days.
CREATE TABLE privacy_copies (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint      NOT NULL REFERENCES people (id),
    lang       text        NOT NULL,
    asked_at   timestamptz NOT NULL,
    ready_at   timestamptz,
    expires_at timestamptz,
    taken_at   timestamptz,
    gone_at    timestamptz,
    CONSTRAINT privacy_copies_ready_whole CHECK ((ready_at IS NULL) = (expires_at IS NULL)),
    CONSTRAINT privacy_copies_order CHECK (ready_at IS NOT NULL OR taken_at IS NULL AND gone_at IS NULL)
);
CREATE INDEX privacy_copies_person ON privacy_copies (person_id, id);
CREATE INDEX privacy_copies_expires ON privacy_copies (expires_at) WHERE gone_at IS NULL;
