-- Services delivered on a path, each held against the standard of its day.
ALTER TABLE cases ADD CONSTRAINT cases_id_desk UNIQUE (id, desk_id);

CREATE TABLE deliveries (
    id                  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_key           text        NOT NULL,
    case_id             bigint      NOT NULL,
    desk_id             bigint      NOT NULL,
    -- The version of the standard it was recorded under.
    standard_version_id bigint      NOT NULL REFERENCES standard_versions (id),
    state               text        NOT NULL,
    finished            boolean     NOT NULL,
    recorded            text[]      NOT NULL DEFAULT '{}',
    notes               text        NOT NULL DEFAULT '',
    -- Of all meetings together.
    started_at          timestamptz NOT NULL,
    ended_at            timestamptz NOT NULL,
    minutes             int         NOT NULL,
    -- In which ways it misses its standard, and why it counts all the same.
    findings            jsonb       NOT NULL DEFAULT '[]',
    override_reason     text        NOT NULL DEFAULT '',
    override_by         text        NOT NULL DEFAULT '',
    override_at         timestamptz,
    version             int         NOT NULL DEFAULT 0,
    written_at          timestamptz NOT NULL,
    written_by          text        NOT NULL,
    why                 text        NOT NULL DEFAULT '',
    CONSTRAINT deliveries_key UNIQUE (entry_key),
    CONSTRAINT deliveries_key_length CHECK (char_length(entry_key) BETWEEN 16 AND 120),
    CONSTRAINT deliveries_case FOREIGN KEY (case_id, desk_id) REFERENCES cases (id, desk_id) ON DELETE CASCADE,
    CONSTRAINT deliveries_state_known CHECK (state IN ('recorded', 'waiting', 'accepted', 'withdrawn')),
    -- The promise: what misses its standard waits, or has a reason and a name.
    CONSTRAINT deliveries_findings_list CHECK (jsonb_typeof(findings) = 'array'),
    CONSTRAINT deliveries_findings_answered CHECK (state = 'withdrawn' OR (state = 'recorded') = (findings = '[]')),
    CONSTRAINT deliveries_override_whole CHECK (
        (override_reason = '') = (override_by = '') AND (override_reason = '') = (override_at IS NULL)),
    CONSTRAINT deliveries_override_accepted CHECK (state = 'withdrawn' OR (state = 'accepted') = (override_reason <> '')),
    CONSTRAINT deliveries_override_length CHECK (char_length(override_reason) <= 300),
    CONSTRAINT deliveries_withdrawn_why CHECK (state <> 'withdrawn' OR why <> ''),
    CONSTRAINT deliveries_why_length CHECK (char_length(why) <= 300),
    CONSTRAINT deliveries_notes_length CHECK (char_length(notes) <= 2000),
    CONSTRAINT deliveries_order CHECK (ended_at > started_at),
    CONSTRAINT deliveries_minutes CHECK (minutes > 0)
);
CREATE INDEX deliveries_list ON deliveries (case_id, started_at DESC, id DESC);
CREATE INDEX deliveries_waiting ON deliveries (desk_id, started_at, id) WHERE state = 'waiting';

-- The meetings of a service as each version of it says they were; never rewritten.
CREATE TABLE delivery_meetings (
    delivery_id bigint      NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    version     int         NOT NULL,
    number      int         NOT NULL,
    mode        text        NOT NULL,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    -- The account of who held it.
    user_id     bigint      NOT NULL REFERENCES users (id),
    place       text        NOT NULL DEFAULT '',
    group_size  int         NOT NULL DEFAULT 0,
    CONSTRAINT delivery_meetings_once PRIMARY KEY (delivery_id, version, number),
    CONSTRAINT delivery_meetings_order CHECK (ends_at > starts_at),
    CONSTRAINT delivery_meetings_mode_known CHECK (mode IN ('individual', 'group', 'back_office')),
    CONSTRAINT delivery_meetings_group CHECK ((mode = 'group') = (group_size > 0)),
    CONSTRAINT delivery_meetings_group_size CHECK (group_size <= 500),
    CONSTRAINT delivery_meetings_place_length CHECK (char_length(place) <= 120)
);

-- What a service said before each change, as it stood.
CREATE TABLE delivery_versions (
    delivery_id bigint NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    version     int    NOT NULL,
    content     jsonb  NOT NULL,
    CONSTRAINT delivery_versions_once PRIMARY KEY (delivery_id, version)
);

-- The promise: no service is overwritten without a trace, whoever writes.
CREATE FUNCTION deliveries_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'deliveries: version % follows %', NEW.version, OLD.version USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO delivery_versions (delivery_id, version, content) VALUES (OLD.id, OLD.version, to_jsonb(OLD));
    RETURN NEW;
END
$$;
CREATE TRIGGER deliveries_kept BEFORE UPDATE ON deliveries FOR EACH ROW EXECUTE FUNCTION deliveries_keep();
