-- What of special categories a referral lets the receiver read, with the person's consent.
CREATE TABLE referral_special (
    referral_id     bigint      PRIMARY KEY REFERENCES referrals (id) ON DELETE CASCADE,
    kinds           text[]      NOT NULL,
    -- sealed is why, encrypted: the reason says as much as the data.
    sealed          bytea       NOT NULL,
    consent_how     text        NOT NULL,
    consent_on      date        NOT NULL,
    consent_version text        NOT NULL,
    consent_lang    text        NOT NULL,
    shared_at       timestamptz NOT NULL,
    shared_by       text        NOT NULL,
    stopped_at      timestamptz,
    stopped_by      text        NOT NULL DEFAULT '',
    CONSTRAINT referral_special_kinds CHECK (kinds <> '{}' AND kinds <@ ARRAY['needs', 'disability', 'health', 'addiction', 'justice', 'minority', 'protection']),
    CONSTRAINT referral_special_consent CHECK (consent_how IN ('written', 'spoken', 'mediator') AND consent_version <> '' AND consent_lang <> ''),
    CONSTRAINT referral_special_stopped CHECK ((stopped_at IS NULL) = (stopped_by = ''))
);
