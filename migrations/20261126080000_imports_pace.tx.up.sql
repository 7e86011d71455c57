-- When the work under way began and how many rows waited for it then.
ALTER TABLE import_batches
    ADD COLUMN begun_at timestamptz,
    ADD COLUMN begun    int NOT NULL DEFAULT 0;

-- By what a row is found as the twin of another: codice fiscale, day of birth, contacts.
CREATE TABLE import_keys (
    batch_id bigint NOT NULL REFERENCES import_batches (id) ON DELETE CASCADE,
    key      text   NOT NULL,
    row      int    NOT NULL,
    CONSTRAINT import_keys_once PRIMARY KEY (batch_id, key, row)
);
ALTER TABLE import_rows DROP COLUMN alike;
