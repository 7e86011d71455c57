-- Who asked that a file stays, and why: the person by the link ('' and ''), or staff.
ALTER TABLE retention_notices
    ADD COLUMN kept_by     text NOT NULL DEFAULT '',
    ADD COLUMN kept_reason text NOT NULL DEFAULT '',
    ADD CONSTRAINT retention_notices_kept_whole CHECK (kept_at IS NOT NULL OR (kept_by = '' AND kept_reason = '')),
    ADD CONSTRAINT retention_notices_reason_length CHECK (char_length(kept_reason) <= 500);

-- Files nobody touched for long are looked for by the day of their last change.
CREATE INDEX people_quiet ON people (changed_at, id) WHERE root_id IS NULL AND forgotten_at IS NULL;
