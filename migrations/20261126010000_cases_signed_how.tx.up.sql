-- How a version was signed, and for those not on paper the digest of the text the person read.
ALTER TABLE case_documents
    ADD COLUMN signed_how text NOT NULL DEFAULT '',
    ADD COLUMN signed_digest bytea;
UPDATE case_documents SET signed_how = 'paper' WHERE signer <> '';
ALTER TABLE case_documents
    ADD CONSTRAINT case_documents_signed_how CHECK (signed_how IN ('', 'paper', 'tablet', 'code')),
    ADD CONSTRAINT case_documents_signed_whole CHECK ((signed_how = '') = (signer = '')),
    ADD CONSTRAINT case_documents_signed_digest CHECK (
        (signed_how IN ('tablet', 'code')) = (signed_digest IS NOT NULL) AND (signed_digest IS NULL OR octet_length(signed_digest) = 32));
COMMENT ON COLUMN case_documents.signed_digest IS 'SHA-256 of the canonical text of the version (app/cases), as it was signed.';
