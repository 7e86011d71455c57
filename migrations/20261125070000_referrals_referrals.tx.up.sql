-- A case handed from one desk to another, with what may be read of it.
CREATE TABLE referrals (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id      bigint      NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    from_desk_id bigint      NOT NULL REFERENCES desks (id),
    to_desk_id   bigint      NOT NULL REFERENCES desks (id),
    kind         text        NOT NULL,
    state        text        NOT NULL,
    reason       text        NOT NULL,
    goals        text        NOT NULL,
    items        text[]      NOT NULL DEFAULT '{}',
    begun_at     timestamptz NOT NULL,
    begun_by     text        NOT NULL,
    -- sent_at is when the receiver last got it; late is set by the daily job.
    sent_at      timestamptz,
    late         boolean     NOT NULL DEFAULT false,
    -- into_case_id is the case accepting it opened at the receiving desk.
    into_case_id bigint      REFERENCES cases (id),
    CONSTRAINT referrals_desks CHECK (from_desk_id <> to_desk_id),
    CONSTRAINT referrals_kind CHECK (kind IN ('defined', 'undefined')),
    CONSTRAINT referrals_state CHECK (state IN ('draft', 'sent', 'asked', 'accepted', 'proposed', 'revise', 'started', 'reported',
        'declined', 'expired', 'refused', 'closed')),
    CONSTRAINT referrals_sent CHECK ((state = 'draft') = (sent_at IS NULL)),
    CONSTRAINT referrals_into CHECK (state NOT IN ('accepted', 'proposed', 'revise', 'started', 'reported', 'refused') OR into_case_id IS NOT NULL),
    CONSTRAINT referrals_late CHECK (NOT late OR state IN ('sent', 'asked')),
    CONSTRAINT referrals_lengths CHECK (
        reason <> '' AND char_length(reason) <= 300 AND goals <> '' AND char_length(goals) <= 2000)
);
-- A case is referred to a desk once at a time.
CREATE UNIQUE INDEX referrals_once ON referrals (case_id, to_desk_id) WHERE state NOT IN ('declined', 'expired', 'refused', 'closed');
CREATE INDEX referrals_from ON referrals (from_desk_id, late DESC, id DESC);
CREATE INDEX referrals_to ON referrals (to_desk_id, late DESC, id DESC);
CREATE INDEX referrals_case ON referrals (case_id);
CREATE INDEX referrals_into_case ON referrals (into_case_id);
CREATE INDEX referrals_waiting ON referrals (sent_at) WHERE state IN ('sent', 'asked');

-- What happened to it, with what was said.
CREATE TABLE referral_steps (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    referral_id bigint      NOT NULL REFERENCES referrals (id) ON DELETE CASCADE,
    state       text        NOT NULL,
    side        text        NOT NULL,
    at          timestamptz NOT NULL,
    by          text        NOT NULL,
    text        text        NOT NULL DEFAULT '',
    CONSTRAINT referral_steps_side CHECK (side IN ('sender', 'receiver', 'committee', 'program')),
    CONSTRAINT referral_steps_said CHECK (state NOT IN ('asked', 'declined', 'proposed', 'revise', 'refused', 'reported') OR text <> ''),
    CONSTRAINT referral_steps_length CHECK (char_length(text) <= 4000)
);
CREATE INDEX referral_steps_referral ON referral_steps (referral_id, id);
