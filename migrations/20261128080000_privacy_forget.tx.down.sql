DROP TABLE kept_records;
ALTER TABLE appointments
    DROP CONSTRAINT appointments_contact,
    DROP CONSTRAINT appointments_place_whole,
    ADD CONSTRAINT appointments_contact CHECK (email <> '' OR phone <> '' OR channel = 'desk') NOT VALID,
    ADD CONSTRAINT appointments_place_whole CHECK (
        (place <> 'phone' OR phone <> '') AND (place <> 'home' OR address <> '') AND (place = 'video') = (video_link <> '')) NOT VALID;

CREATE OR REPLACE FUNCTION meetings_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb;
    now jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - 'action_id'; END IF;
    IF TG_OP <> 'DELETE' THEN now := to_jsonb(NEW) - 'action_id'; END IF;
    IF (TG_OP = 'DELETE' AND pg_trigger_depth() > 1) OR was = now
        OR NOT EXISTS (SELECT FROM meetings WHERE id = (COALESCE(now, was) ->> 'meeting_id')::bigint AND state = 'closed') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'meetings: the minutes are closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_kept';
END
$$;
CREATE OR REPLACE FUNCTION deliveries_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'deliveries: version % follows %', NEW.version, OLD.version USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO delivery_versions (delivery_id, version, content) VALUES (OLD.id, OLD.version, to_jsonb(OLD));
    RETURN NEW;
END
$$;
CREATE OR REPLACE FUNCTION accesses_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'accesses: version % follows %', NEW.version, OLD.version USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO access_versions (access_id, version, content) VALUES (OLD.id, OLD.version, to_jsonb(OLD));
    RETURN NEW;
END
$$;
DROP FUNCTION privacy_forgetting();
ALTER TABLE people DROP COLUMN forgotten_at, DROP COLUMN forgotten_by;
