-- CVs that were sent to an employer their person agreed to, and what became of them.
CREATE TABLE cv_shares (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- NULL once the CV is gone: an employer may answer even then.
    cv_id      bigint      REFERENCES cvs (id) ON DELETE SET NULL,
    person_id  bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    consent_id bigint      NOT NULL REFERENCES consents (id) ON DELETE CASCADE,
    employer   text        NOT NULL,
    email      text        NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text        NOT NULL,
    expires_at timestamptz NOT NULL,
    -- The blind version was opened with a code; the whole file was taken.
    opened_at  timestamptz,
    taken_at   timestamptz,
    ended_at   timestamptz,
    ended_by   text        NOT NULL DEFAULT '',
    ended_why  text        NOT NULL DEFAULT '',
    -- The employer was asked to delete their copy, and answered that they did.
    told_at    timestamptz,
    cleared_at timestamptz,
    CONSTRAINT cv_shares_employer CHECK (char_length(employer) BETWEEN 1 AND 200 AND char_length(email) BETWEEN 3 AND 254 AND email = lower(email)),
    CONSTRAINT cv_shares_order CHECK (expires_at > created_at),
    CONSTRAINT cv_shares_cv CHECK (cv_id IS NOT NULL OR ended_at IS NOT NULL),
    CONSTRAINT cv_shares_ended_whole CHECK ((ended_at IS NULL) = (ended_by = '') AND (ended_at IS NULL) = (ended_why = '')),
    CONSTRAINT cv_shares_why_known CHECK (ended_why IN ('', 'consent', 'cv', 'staff', 'time')),
    CONSTRAINT cv_shares_told_ended CHECK (told_at IS NULL OR ended_at IS NOT NULL),
    CONSTRAINT cv_shares_cleared_ended CHECK (cleared_at IS NULL OR ended_at IS NOT NULL)
);
-- The promise: a CV goes to an employer once at a time.
CREATE UNIQUE INDEX cv_shares_live ON cv_shares (cv_id, email) WHERE ended_at IS NULL;
CREATE INDEX cv_shares_person ON cv_shares (person_id, id);
CREATE INDEX cv_shares_due ON cv_shares (expires_at) WHERE ended_at IS NULL;
-- A row of the index stands on a consent.
ALTER TABLE cv_index ADD CONSTRAINT cv_index_consent FOREIGN KEY (consent_id) REFERENCES consents (id) ON DELETE CASCADE;
CREATE INDEX cv_index_page ON cv_index (cv_id);
CREATE INDEX cv_index_under ON cv_index (consent_id);
