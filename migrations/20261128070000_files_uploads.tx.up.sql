-- A file on its way: it comes in parts, and goes on where the line broke. Each part is an
-- encrypted blob, so that any copy of the program takes the next one.
CREATE TABLE file_uploads (
    id         text        PRIMARY KEY,
    owner      text        NOT NULL,
    purpose    text        NOT NULL,
    name       text        NOT NULL,
    size       bigint      NOT NULL,
    stamp      text        NOT NULL,
    received   bigint      NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT file_uploads_id_shape CHECK (id ~ '^[a-z2-7]{26}$'),
    CONSTRAINT file_uploads_owner_shape CHECK (owner ~ '^(user|person|session):[0-9]+$'),
    CONSTRAINT file_uploads_purpose_shape CHECK (purpose ~ '^[a-z][a-z_-]{0,39}$'),
    CONSTRAINT file_uploads_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT file_uploads_stamp_length CHECK (char_length(stamp) <= 64),
    CONSTRAINT file_uploads_size_allowed CHECK (size BETWEEN 1 AND 10485760),
    CONSTRAINT file_uploads_received_within CHECK (received BETWEEN 0 AND size),
    CONSTRAINT file_uploads_life CHECK (expires_at > created_at)
);
CREATE UNIQUE INDEX file_uploads_same ON file_uploads (owner, purpose, name, size, stamp);
CREATE INDEX file_uploads_expiry ON file_uploads (expires_at);
COMMENT ON TABLE file_uploads IS 'Files on their way, in parts; gone when they are taken, given up or a day old.';
COMMENT ON COLUMN file_uploads.stamp IS 'What tells this content from another of the same name: its SHA-256 in hex, or when it was last changed.';

CREATE TABLE file_upload_parts (
    upload_id text   NOT NULL REFERENCES file_uploads (id) ON DELETE CASCADE,
    starts    bigint NOT NULL,
    size      bigint NOT NULL,
    blob_id   text   NOT NULL,
    sha256    bytea  NOT NULL,
    PRIMARY KEY (upload_id, starts),
    CONSTRAINT file_upload_parts_blob_shape CHECK (blob_id ~ '^[a-z2-7]{26}$'),
    CONSTRAINT file_upload_parts_starts CHECK (starts >= 0),
    CONSTRAINT file_upload_parts_size CHECK (size BETWEEN 1 AND 524288),
    CONSTRAINT file_upload_parts_sha256_size CHECK (octet_length(sha256) = 32)
);
CREATE UNIQUE INDEX file_upload_parts_blob ON file_upload_parts (blob_id);
