-- Who may open their own area: one way at a time, given by an operator. The link is made
-- of the id and the program's secret, the code on paper of the nonce: neither stands here.
CREATE TABLE person_accesses (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id    bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    channel      text        NOT NULL,
    -- The address or number the link and every code go to, '' on paper.
    recipient    text        NOT NULL DEFAULT '',
    lang         text        NOT NULL,
    nonce        bytea       NOT NULL,
    given_at     timestamptz NOT NULL,
    given_by     text        NOT NULL,
    expires_at   timestamptz NOT NULL,
    -- The first and the last time it opened the area.
    opened_at    timestamptz,
    used_at      timestamptz,
    withdrawn_at timestamptz,
    withdrawn_by text        NOT NULL DEFAULT '',
    CONSTRAINT person_accesses_channel_known CHECK (channel IN ('mail', 'sms', 'paper')),
    CONSTRAINT person_accesses_recipient CHECK ((channel = 'paper') = (recipient = '') AND char_length(recipient) <= 254),
    CONSTRAINT person_accesses_order CHECK (expires_at > given_at),
    CONSTRAINT person_accesses_opened_whole CHECK ((opened_at IS NULL) = (used_at IS NULL)),
    CONSTRAINT person_accesses_withdrawn_whole CHECK ((withdrawn_at IS NULL) = (withdrawn_by = ''))
);
CREATE UNIQUE INDEX person_accesses_one ON person_accesses (person_id) WHERE withdrawn_at IS NULL;
CREATE INDEX person_accesses_person ON person_accesses (person_id, id);

-- A session belongs to an account, to an address, to a person or to nobody.
ALTER TABLE sessions ADD COLUMN person_id bigint REFERENCES people (id) ON DELETE CASCADE;
ALTER TABLE sessions ADD COLUMN access_id bigint REFERENCES person_accesses (id) ON DELETE CASCADE;
ALTER TABLE sessions DROP CONSTRAINT sessions_kind_known;
ALTER TABLE sessions ADD CONSTRAINT sessions_kind_known CHECK (kind IN ('office', 'area', 'person', 'visitor'));
ALTER TABLE sessions DROP CONSTRAINT sessions_owner;
ALTER TABLE sessions ADD CONSTRAINT sessions_owner CHECK ((kind = 'office') = (user_id IS NOT NULL)
    AND (kind = 'area') = (email IS NOT NULL) AND (kind = 'person') = (person_id IS NOT NULL) AND (kind = 'person') = (access_id IS NOT NULL));
CREATE INDEX sessions_access ON sessions (access_id) WHERE access_id IS NOT NULL;
CREATE INDEX sessions_person ON sessions (person_id) WHERE person_id IS NOT NULL;
