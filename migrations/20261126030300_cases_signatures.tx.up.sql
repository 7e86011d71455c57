-- A version sent to its person, to be signed from afar with a code.
CREATE TABLE signature_requests (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id  bigint      NOT NULL REFERENCES case_documents (id) ON DELETE CASCADE,
    asked_at     timestamptz NOT NULL,
    asked_by     text        NOT NULL,
    expires_at   timestamptz NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by text        NOT NULL DEFAULT '',
    answered_at  timestamptz,
    answer       text        NOT NULL DEFAULT '',
    CONSTRAINT signature_requests_order CHECK (expires_at > asked_at),
    CONSTRAINT signature_requests_withdrawn_whole CHECK ((withdrawn_at IS NULL) = (withdrawn_by = '')),
    CONSTRAINT signature_requests_answered_whole CHECK ((answered_at IS NULL) = (answer = '')),
    CONSTRAINT signature_requests_answer_known CHECK (answer IN ('', 'signed', 'refused')),
    CONSTRAINT signature_requests_ended_once CHECK (withdrawn_at IS NULL OR answered_at IS NULL)
);
CREATE UNIQUE INDEX signature_requests_one ON signature_requests (document_id) WHERE withdrawn_at IS NULL AND answered_at IS NULL;
CREATE INDEX signature_requests_document ON signature_requests (document_id, id);
