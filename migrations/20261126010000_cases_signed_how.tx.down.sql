ALTER TABLE case_documents DROP COLUMN signed_how, DROP COLUMN signed_digest;
