DROP INDEX people_quiet;
ALTER TABLE retention_notices DROP COLUMN kept_by, DROP COLUMN kept_reason;
