CREATE TABLE users (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email               text        NOT NULL,
    name                text        NOT NULL,
    lang                text        NOT NULL DEFAULT 'it',
    roles               text[]      NOT NULL DEFAULT '{}',
    desk_ids            bigint[]    NOT NULL DEFAULT '{}',
    demo                boolean     NOT NULL DEFAULT false,
    handle              bytea       NOT NULL,
    password_hash       text,
    password_changed_at timestamptz,
    totp_secret         bytea,
    totp_confirmed_at   timestamptz,
    totp_step           bigint      NOT NULL DEFAULT 0,
    signed_in_at        timestamptz,
    created_at          timestamptz NOT NULL,
    created_by          text        NOT NULL,
    disabled_at         timestamptz,
    disabled_by         text,
    CONSTRAINT users_email_taken UNIQUE (email),
    CONSTRAINT users_handle_taken UNIQUE (handle),
    CONSTRAINT users_email_shape CHECK (email = lower(email) AND email LIKE '%_@_%' AND char_length(email) <= 254),
    CONSTRAINT users_name_length CHECK (char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT users_lang_known CHECK (lang IN ('it', 'en')),
    CONSTRAINT users_roles_known CHECK (roles <@ ARRAY['reception', 'specialist', 'matching', 'scout', 'coordinator',
        'editor', 'referring', 'administrator', 'protection', 'auditor']),
    CONSTRAINT users_totp_whole CHECK ((totp_secret IS NULL) = (totp_confirmed_at IS NULL)),
    CONSTRAINT users_disabled_whole CHECK ((disabled_at IS NULL) = (disabled_by IS NULL))
);
COMMENT ON TABLE users IS 'Back-office accounts. Never deleted: the audit trail names them by id.';
COMMENT ON COLUMN users.totp_secret IS 'Sealed with a key derived from the program''s secret.';
COMMENT ON COLUMN users.totp_step IS 'Last time step whose code was accepted: the same code never passes twice.';

CREATE TABLE user_passkeys (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       bigint      NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id bytea       NOT NULL,
    name          text        NOT NULL,
    credential    jsonb       NOT NULL,
    created_at    timestamptz NOT NULL,
    used_at       timestamptz,
    CONSTRAINT user_passkeys_credential_taken UNIQUE (credential_id),
    CONSTRAINT user_passkeys_name_length CHECK (char_length(name) BETWEEN 1 AND 60)
);
CREATE INDEX user_passkeys_user ON user_passkeys (user_id);

CREATE TABLE user_recovery_codes (
    user_id    bigint      NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash       bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (user_id, hash)
);

CREATE TABLE user_password_links (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    bigint REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT user_password_links_order CHECK (expires_at > created_at)
);
CREATE INDEX user_password_links_user ON user_password_links (user_id);
CREATE INDEX user_password_links_expires ON user_password_links (expires_at);
COMMENT ON COLUMN user_password_links.user_id IS 'NULL where the address asked about has no account: both cases write the same rows.';

CREATE TABLE sessions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash  bytea       NOT NULL,
    kind        text        NOT NULL,
    stage       text        NOT NULL DEFAULT 'full',
    user_id     bigint REFERENCES users (id) ON DELETE CASCADE,
    email       text,
    csrf        bytea       NOT NULL,
    lang        text        NOT NULL,
    agent       text        NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    flash       jsonb,
    resume_path text,
    resume_form jsonb,
    CONSTRAINT sessions_token_taken UNIQUE (token_hash),
    CONSTRAINT sessions_kind_known CHECK (kind IN ('office', 'area', 'visitor')),
    CONSTRAINT sessions_stage_known CHECK (stage IN ('second', 'enrol', 'demo', 'full')),
    CONSTRAINT sessions_owner CHECK ((kind = 'office') = (user_id IS NOT NULL) AND (kind = 'area') = (email IS NOT NULL)),
    CONSTRAINT sessions_stage_office CHECK (kind = 'office' OR stage = 'full'),
    CONSTRAINT sessions_resume_whole CHECK ((resume_path IS NULL) = (resume_form IS NULL)),
    CONSTRAINT sessions_resume_size CHECK (resume_form IS NULL OR octet_length(resume_form::text) <= 131072)
);
CREATE INDEX sessions_user ON sessions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX sessions_expires ON sessions (expires_at);
COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the cookie: a copy of the table opens nothing.';

CREATE TABLE signin_guards (
    key          bytea       PRIMARY KEY,
    failures     integer     NOT NULL,
    failed_at    timestamptz NOT NULL,
    locked_until timestamptz
);
CREATE INDEX signin_guards_failed ON signin_guards (failed_at);
COMMENT ON TABLE signin_guards IS 'Failed attempts per account typed and per network. The key is a keyed hash: no address stands here.';

CREATE TABLE rate_limits (
    key       bytea       PRIMARY KEY,
    name      text        NOT NULL,
    hits      integer     NOT NULL,
    opened_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL
);
CREATE INDEX rate_limits_closes ON rate_limits (closes_at);

CREATE TABLE area_codes (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email      text        NOT NULL,
    lang       text        NOT NULL,
    nonce      bytea       NOT NULL,
    tries      integer     NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT area_codes_tries_limit CHECK (tries BETWEEN 0 AND 5),
    CONSTRAINT area_codes_email_shape CHECK (email = lower(email) AND char_length(email) <= 254)
);
CREATE INDEX area_codes_expires ON area_codes (expires_at);
COMMENT ON TABLE area_codes IS 'Requests to enter the citizen''s area. The code itself is derived from id, nonce and secret: it is stored nowhere.';
