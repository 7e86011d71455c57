-- Forgetting a person: words and names go, rows that count stay. Triggers that keep what a
-- row said before step back in a transaction that says it forgets.
ALTER TABLE people
    ADD COLUMN forgotten_at timestamptz,
    ADD COLUMN forgotten_by text NOT NULL DEFAULT '',
    ADD CONSTRAINT people_forgotten_whole CHECK ((forgotten_at IS NULL) = (forgotten_by = ''));
CREATE INDEX people_forgotten ON people (id) WHERE forgotten_at IS NOT NULL;

CREATE FUNCTION privacy_forgetting() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_setting('approdo.forgetting', true) IS NOT DISTINCT FROM 'on'
$$;

CREATE OR REPLACE FUNCTION accesses_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF privacy_forgetting() THEN RETURN NEW; END IF;
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'accesses: version % follows %', NEW.version, OLD.version USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO access_versions (access_id, version, content) VALUES (OLD.id, OLD.version, to_jsonb(OLD));
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION deliveries_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF privacy_forgetting() THEN RETURN NEW; END IF;
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'deliveries: version % follows %', NEW.version, OLD.version USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO delivery_versions (delivery_id, version, content) VALUES (OLD.id, OLD.version, to_jsonb(OLD));
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION meetings_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb;
    now jsonb;
BEGIN
    IF privacy_forgetting() THEN RETURN COALESCE(NEW, OLD); END IF;
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - 'action_id'; END IF;
    IF TG_OP <> 'DELETE' THEN now := to_jsonb(NEW) - 'action_id'; END IF;
    IF (TG_OP = 'DELETE' AND pg_trigger_depth() > 1) OR was = now
        OR NOT EXISTS (SELECT FROM meetings WHERE id = (COALESCE(now, was) ->> 'meeting_id')::bigint AND state = 'closed') THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'meetings: the minutes are closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_kept';
END
$$;

-- An appointment with dashes for a name was forgotten.
ALTER TABLE appointments
    DROP CONSTRAINT appointments_contact,
    DROP CONSTRAINT appointments_place_whole,
    ADD CONSTRAINT appointments_contact CHECK (email <> '' OR phone <> '' OR channel = 'desk' OR name = '— —'),
    ADD CONSTRAINT appointments_place_whole CHECK (name = '— —' OR
        (place <> 'phone' OR phone <> '') AND (place <> 'home' OR address <> '') AND (place = 'video') = (video_link <> ''));

-- What the law asks to keep of who was forgotten, sealed: nobody at the desks sees it.
CREATE TABLE kept_records (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint      NOT NULL REFERENCES people (id),
    sealed     bytea       NOT NULL,
    until      date        NOT NULL,
    kept_at    timestamptz NOT NULL,
    kept_by    text        NOT NULL
);
CREATE INDEX kept_records_until ON kept_records (until);
CREATE INDEX kept_records_person ON kept_records (person_id);
