-- What people agreed to, purpose by purpose, in the words they read; what they took back.
CREATE TABLE consents (
    id                bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The record under which it was given; it is read through the root.
    person_id         bigint      NOT NULL REFERENCES people (id),
    purpose           text        NOT NULL,
    -- With whom a CV is shared, '' for the other purposes.
    employer          text        NOT NULL DEFAULT '',
    employer_email    text        NOT NULL DEFAULT '',
    -- What was read: the version, the language, and the very words.
    text_version      int         NOT NULL,
    lang              text        NOT NULL,
    words             text        NOT NULL,
    channel           text        NOT NULL,
    given_at          timestamptz NOT NULL,
    given_by          text        NOT NULL,
    expires_at        timestamptz NOT NULL,
    withdrawn_at      timestamptz,
    withdrawn_by      text        NOT NULL DEFAULT '',
    withdrawn_channel text        NOT NULL DEFAULT '',
    expired_at        timestamptz,
    -- Given again before it ended: a later row goes on.
    renewed_at        timestamptz,
    CONSTRAINT consents_purpose_known CHECK (purpose IN ('matching', 'sharing', 'newsletter', 'survey')),
    CONSTRAINT consents_employer_named CHECK ((purpose = 'sharing') = (employer <> '') AND (purpose = 'sharing') = (employer_email <> '')),
    CONSTRAINT consents_employer_length CHECK (char_length(employer) <= 200 AND char_length(employer_email) <= 254),
    CONSTRAINT consents_email_lower CHECK (employer_email = lower(employer_email)),
    CONSTRAINT consents_text_version CHECK (text_version > 0 AND words <> ''),
    CONSTRAINT consents_channel_known CHECK (channel IN ('paper', 'voice', 'phone', 'own')),
    CONSTRAINT consents_withdrawn_channel_known CHECK (withdrawn_channel IN ('', 'paper', 'voice', 'phone', 'own', 'link', 'mail')),
    CONSTRAINT consents_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_by = '') AND (withdrawn_at IS NULL) = (withdrawn_channel = '')),
    CONSTRAINT consents_ended_once CHECK (num_nonnulls(withdrawn_at, expired_at, renewed_at) <= 1),
    CONSTRAINT consents_order CHECK (expires_at > given_at AND (withdrawn_at IS NULL OR withdrawn_at >= given_at))
);

-- The promise: one consent of a kind stands at a time.
CREATE UNIQUE INDEX consents_live ON consents (person_id, purpose, employer_email)
    WHERE withdrawn_at IS NULL AND expired_at IS NULL AND renewed_at IS NULL;
CREATE INDEX consents_person ON consents (person_id, given_at);
CREATE INDEX consents_due ON consents (expires_at) WHERE withdrawn_at IS NULL AND expired_at IS NULL AND renewed_at IS NULL;

-- What the desk asks somebody to agree to, in their own area.
CREATE TABLE consent_requests (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id      bigint      NOT NULL REFERENCES people (id),
    employer       text        NOT NULL,
    employer_email text        NOT NULL,
    asked_at       timestamptz NOT NULL,
    asked_by       text        NOT NULL,
    expires_at     timestamptz NOT NULL,
    answered_at    timestamptz,
    answer         text        NOT NULL DEFAULT '',
    withdrawn_at   timestamptz,
    CONSTRAINT consent_requests_employer CHECK (char_length(employer) BETWEEN 1 AND 200 AND char_length(employer_email) BETWEEN 3 AND 254),
    CONSTRAINT consent_requests_answer_known CHECK (answer IN ('', 'given', 'refused')),
    CONSTRAINT consent_requests_answered CHECK ((answered_at IS NULL) = (answer = '')),
    CONSTRAINT consent_requests_order CHECK (expires_at > asked_at)
);

-- The promise: nobody is asked the same twice at once.
CREATE UNIQUE INDEX consent_requests_open ON consent_requests (person_id, employer_email) WHERE answered_at IS NULL AND withdrawn_at IS NULL;
