ALTER TABLE import_rows ADD COLUMN alike text NOT NULL DEFAULT '';
CREATE INDEX import_rows_alike ON import_rows (batch_id, alike, row) WHERE alike <> '';
DROP TABLE import_keys;
ALTER TABLE import_batches DROP COLUMN begun_at, DROP COLUMN begun;
