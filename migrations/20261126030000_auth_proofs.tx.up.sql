-- Six digits sent to somebody who must prove who they are, for one purpose and one thing.
-- The digits are derived from id, nonce and secret: they are stored nowhere.
CREATE TABLE proof_codes (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose    text        NOT NULL,
    subject_id bigint      NOT NULL,
    nonce      bytea       NOT NULL,
    tries      integer     NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT proof_codes_tries_limit CHECK (tries BETWEEN 0 AND 5),
    CONSTRAINT proof_codes_purpose_shape CHECK (purpose ~ '^[a-z]+[.][a-z]+$')
);
CREATE INDEX proof_codes_expires ON proof_codes (expires_at);

-- A person who proved who they are acts under their own name.
ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_actor_shape;
ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_actor_shape
    CHECK (actor ~ '^(user:[0-9]+|person:[0-9]+|citizen|anonymous|program:[a-z][a-z0-9._-]*)$');
