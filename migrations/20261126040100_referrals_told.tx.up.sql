-- Who cannot be written to is told in person: by whom and when.
ALTER TABLE referral_steps
    ADD COLUMN told_at timestamptz,
    ADD COLUMN told_by text NOT NULL DEFAULT '',
    ADD CONSTRAINT referral_steps_told CHECK ((told_at IS NULL) = (told_by = ''));
