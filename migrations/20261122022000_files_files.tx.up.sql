CREATE TABLE files (
    id         text        PRIMARY KEY,
    owner      text        NOT NULL,
    owner_id   bigint      NOT NULL,
    name       text        NOT NULL,
    type       text        NOT NULL,
    size       bigint      NOT NULL,
    sha256     bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text        NOT NULL,
    deleted_at timestamptz,
    deleted_by text,
    erased_at  timestamptz,
    CONSTRAINT files_id_shape CHECK (id ~ '^[a-z2-7]{26}$'),
    CONSTRAINT files_owner_shape CHECK (owner ~ '^[a-z_]+$'),
    CONSTRAINT files_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT files_type_length CHECK (char_length(type) BETWEEN 3 AND 100),
    CONSTRAINT files_size_positive CHECK (size > 0),
    CONSTRAINT files_sha256_size CHECK (octet_length(sha256) = 32),
    CONSTRAINT files_deleted_whole CHECK ((deleted_at IS NULL) = (deleted_by IS NULL)),
    CONSTRAINT files_erased_after CHECK (erased_at IS NULL OR deleted_at IS NOT NULL)
);
CREATE INDEX files_owner ON files (owner, owner_id) WHERE deleted_at IS NULL;
CREATE INDEX files_to_erase ON files (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
COMMENT ON TABLE files IS 'What is known of each stored file; its content is an encrypted blob named by the id.';
COMMENT ON COLUMN files.erased_at IS 'When the blob was removed from the store; until then a deleted file still takes room.';
