CREATE SEQUENCE jobs_leases;
COMMENT ON SEQUENCE jobs_leases IS 'A new number at each claim: whoever finishes a job must still hold the number.';

CREATE TABLE jobs (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text        NOT NULL,
    payload      jsonb       NOT NULL DEFAULT '{}',
    unique_key   text        NOT NULL DEFAULT '',
    run_at       timestamptz NOT NULL,
    lease        bigint,
    attempts     integer     NOT NULL DEFAULT 0,
    max_attempts integer     NOT NULL,
    last_error   text        NOT NULL DEFAULT '',
    failed_at    timestamptz,
    dead_at      timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT jobs_kind_shape CHECK (kind ~ '^[a-z0-9_]+(\.[a-z0-9_]+)+$' AND char_length(kind) <= 60),
    CONSTRAINT jobs_unique_key_length CHECK (char_length(unique_key) <= 200),
    CONSTRAINT jobs_payload_size CHECK (octet_length(payload::text) <= 16384),
    CONSTRAINT jobs_attempts_range CHECK (attempts >= 0 AND max_attempts BETWEEN 1 AND 1000),
    CONSTRAINT jobs_error_length CHECK (char_length(last_error) <= 500),
    CONSTRAINT jobs_dead_rests CHECK (dead_at IS NULL OR lease IS NULL)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE dead_at IS NULL;
CREATE INDEX jobs_dead ON jobs (dead_at DESC, id DESC) WHERE dead_at IS NOT NULL;
CREATE UNIQUE INDEX jobs_pending_once ON jobs (kind, unique_key)
    WHERE unique_key <> '' AND lease IS NULL AND dead_at IS NULL;
COMMENT ON TABLE jobs IS 'Work to be done. A finished job is deleted; a dead one stays until an operator retries or drops it.';
COMMENT ON COLUMN jobs.run_at IS 'When the job is due; while somebody runs it, when their lease ends. 1970 means at once.';
COMMENT ON COLUMN jobs.last_error IS 'Kinds, keys and constraint names only: never personal data.';

CREATE TABLE job_ticks (
    kind text        PRIMARY KEY,
    tick timestamptz NOT NULL
);
COMMENT ON TABLE job_ticks IS 'The last tick of each scheduled kind for which a job was made.';
