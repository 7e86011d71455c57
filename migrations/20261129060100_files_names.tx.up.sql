-- A deleted file is called nothing: what somebody called it tells of them.
UPDATE files SET name = '—' WHERE deleted_at IS NOT NULL AND name <> '—';
--bun:split
ALTER TABLE files ADD CONSTRAINT files_deleted_nameless CHECK (deleted_at IS NULL OR name = '—');
