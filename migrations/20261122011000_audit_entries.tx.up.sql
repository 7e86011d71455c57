CREATE TABLE audit_entries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    actor      text        NOT NULL,
    action     text        NOT NULL,
    subject    text        NOT NULL DEFAULT '',
    subject_id bigint      NOT NULL DEFAULT 0,
    desk_id    bigint      NOT NULL DEFAULT 0,
    data       jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT audit_entries_actor_shape CHECK (actor ~ '^(user:[0-9]+|citizen|anonymous|program:[a-z][a-z0-9._-]*)$'),
    CONSTRAINT audit_entries_action_shape CHECK (action ~ '^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$'),
    CONSTRAINT audit_entries_no_address CHECK (position('@' IN data::text) = 0),
    CONSTRAINT audit_entries_data_size CHECK (octet_length(data::text) <= 4096)
);
CREATE INDEX audit_entries_subject ON audit_entries (subject, subject_id, id DESC);
CREATE INDEX audit_entries_actor ON audit_entries (actor, id DESC);
CREATE INDEX audit_entries_desk ON audit_entries (desk_id, id DESC);
CREATE INDEX audit_entries_at ON audit_entries (at);

CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entries only grows: % refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER audit_entries_only_grows BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_refuse();
CREATE TRIGGER audit_entries_never_emptied BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse();
