CREATE TABLE messages (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind          text        NOT NULL,
    subject       text        NOT NULL,
    subject_id    bigint      NOT NULL,
    version       integer     NOT NULL DEFAULT 0,
    channel       text        NOT NULL DEFAULT 'mail',
    recipient     text        NOT NULL,
    lang          text        NOT NULL,
    data          jsonb       NOT NULL DEFAULT '{}',
    state         text        NOT NULL DEFAULT 'queued',
    attempts      integer     NOT NULL DEFAULT 0,
    error         text        NOT NULL DEFAULT '',
    queued_at     timestamptz NOT NULL,
    due_at        timestamptz NOT NULL,
    tried_at      timestamptz,
    settled_at    timestamptz,
    sending       bigint      NOT NULL DEFAULT 0,
    sending_until timestamptz,
    CONSTRAINT messages_once UNIQUE (subject, subject_id, version, kind, channel, recipient),
    CONSTRAINT messages_kind_shape CHECK (kind ~ '^[a-z0-9_]+(\.[a-z0-9_]+)+$' AND char_length(kind) <= 60),
    CONSTRAINT messages_channel_known CHECK (channel IN ('mail')),
    CONSTRAINT messages_state_known CHECK (state IN ('queued', 'sent', 'failed', 'dropped')),
    CONSTRAINT messages_recipient_length CHECK (char_length(recipient) BETWEEN 3 AND 254),
    CONSTRAINT messages_error_length CHECK (char_length(error) <= 500),
    CONSTRAINT messages_data_size CHECK (octet_length(data::text) <= 4096),
    CONSTRAINT messages_settled_when CHECK ((state = 'queued') = (settled_at IS NULL)),
    CONSTRAINT messages_sending_queued CHECK (sending_until IS NULL OR state = 'queued')
);
CREATE INDEX messages_waiting ON messages (due_at) WHERE state = 'queued';
CREATE INDEX messages_failed ON messages (settled_at DESC) WHERE state = 'failed';
COMMENT ON TABLE messages IS 'The ledger of messages to people: one receipt per subject version, kind, channel and recipient.';
COMMENT ON COLUMN messages.error IS 'The provider''s reply codes: never its words, never personal data.';
COMMENT ON COLUMN messages.sending IS 'Counts the attempts begun; who settles the receipt must hold the last number.';
COMMENT ON COLUMN messages.data IS 'Ids the composer needs; emptied when the receipt is settled.';
