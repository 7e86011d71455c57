DROP TABLE referral_settings;
ALTER TABLE referral_steps DROP CONSTRAINT referral_steps_said;
ALTER TABLE referral_steps ADD CONSTRAINT referral_steps_said
    CHECK (state NOT IN ('asked', 'declined', 'proposed', 'revise', 'refused', 'reported') OR text <> '') NOT VALID;
DROP INDEX referrals_silent;
DROP INDEX referrals_once;
UPDATE referrals SET state = 'closed' WHERE state = 'withdrawn';
CREATE UNIQUE INDEX referrals_once ON referrals (case_id, to_desk_id) WHERE state NOT IN ('declined', 'expired', 'refused', 'closed');
ALTER TABLE referrals
    DROP CONSTRAINT referrals_escalated,
    DROP CONSTRAINT referrals_withdrawn,
    DROP CONSTRAINT referrals_state,
    ADD CONSTRAINT referrals_state CHECK (state IN ('draft', 'sent', 'asked', 'accepted', 'proposed', 'revise', 'started', 'reported',
        'declined', 'expired', 'refused', 'closed')),
    DROP COLUMN escalated, DROP COLUMN due_at, DROP COLUMN withdrawn_at, DROP COLUMN changed_by, DROP COLUMN changed_at, DROP COLUMN revision;
