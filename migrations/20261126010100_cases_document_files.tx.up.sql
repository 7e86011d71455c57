-- The files of a decided version: pages of the signed sheet, the picture of a signature.
CREATE TABLE case_document_files (
    file_id     text   PRIMARY KEY REFERENCES files (id),
    document_id bigint NOT NULL REFERENCES case_documents (id) ON DELETE CASCADE,
    kind        text   NOT NULL,
    -- The order in which they were added.
    number      bigint GENERATED ALWAYS AS IDENTITY,
    removed_at  timestamptz,
    removed_by  text   NOT NULL DEFAULT '',
    reason      text   NOT NULL DEFAULT '',
    CONSTRAINT case_document_files_kind_known CHECK (kind IN ('scan', 'signature')),
    CONSTRAINT case_document_files_removed_whole CHECK (
        (removed_at IS NULL) = (removed_by = '') AND (removed_at IS NULL) = (reason = '')),
    CONSTRAINT case_document_files_reason_length CHECK (char_length(reason) <= 300),
    -- A picture is part of what was signed; a scan added by mistake can go.
    CONSTRAINT case_document_files_signature_stays CHECK (kind = 'scan' OR removed_at IS NULL)
);
CREATE INDEX case_document_files_document ON case_document_files (document_id);
CREATE UNIQUE INDEX case_document_files_one_signature ON case_document_files (document_id) WHERE kind = 'signature';
