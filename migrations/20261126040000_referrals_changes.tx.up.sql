-- A draft is written again, what was sent is withdrawn, and silence climbs.
ALTER TABLE referrals
    -- revision counts the changes of a draft.
    ADD COLUMN revision     integer     NOT NULL DEFAULT 1,
    ADD COLUMN changed_at   timestamptz,
    ADD COLUMN changed_by   text,
    ADD COLUMN withdrawn_at timestamptz,
    -- due_at is when the answer is due, as the rules were when it was sent.
    ADD COLUMN due_at       timestamptz,
    -- escalated is set by the daily job once the coordinator has to look.
    ADD COLUMN escalated    boolean     NOT NULL DEFAULT false,
    DROP CONSTRAINT referrals_state,
    ADD CONSTRAINT referrals_state CHECK (state IN ('draft', 'sent', 'asked', 'accepted', 'proposed', 'revise', 'started', 'reported',
        'declined', 'expired', 'refused', 'withdrawn', 'closed')),
    ADD CONSTRAINT referrals_withdrawn CHECK (state <> 'withdrawn' OR withdrawn_at IS NOT NULL),
    ADD CONSTRAINT referrals_escalated CHECK (NOT escalated OR late);
UPDATE referrals SET changed_at = begun_at, changed_by = begun_by, due_at = sent_at + interval '7 days';
ALTER TABLE referrals ALTER COLUMN changed_at SET NOT NULL, ALTER COLUMN changed_by SET NOT NULL;
DROP INDEX referrals_once;
CREATE UNIQUE INDEX referrals_once ON referrals (case_id, to_desk_id) WHERE state NOT IN ('declined', 'expired', 'refused', 'withdrawn', 'closed');
CREATE INDEX referrals_silent ON referrals (id) WHERE escalated;

ALTER TABLE referral_steps DROP CONSTRAINT referral_steps_said;
ALTER TABLE referral_steps ADD CONSTRAINT referral_steps_said
    CHECK (state NOT IN ('asked', 'declined', 'proposed', 'revise', 'refused', 'reported', 'withdrawn') OR text <> '');

-- After how many days silence is late, climbs, and ends the waiting; one row at most.
CREATE TABLE referral_settings (
    one           boolean  PRIMARY KEY DEFAULT true,
    answer_days   smallint NOT NULL,
    escalate_days smallint NOT NULL,
    expire_days   smallint NOT NULL,
    CONSTRAINT referral_settings_one CHECK (one),
    CONSTRAINT referral_settings_days CHECK (answer_days BETWEEN 1 AND 60 AND escalate_days BETWEEN 1 AND 60 AND expire_days BETWEEN 3 AND 180),
    CONSTRAINT referral_settings_order CHECK (expire_days > answer_days + escalate_days)
);
