-- Who asked that the use of their data be limited (GDPR art. 18), or objected to being
-- proposed and sent to others (art. 21): from when, and until it is lifted.
CREATE TABLE people_restrictions (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The record it was written under; it holds for all of the same root.
    person_id   bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- What was asked, NULL where nobody asked.
    request_id  bigint      REFERENCES privacy_requests (id) ON DELETE SET NULL,
    -- The whole file, or only matching and sending.
    scope       text        NOT NULL,
    why         text        NOT NULL,
    since       timestamptz NOT NULL,
    set_by      text        NOT NULL,
    -- The desk may put the file right meanwhile.
    corrects_at timestamptz,
    corrects_by text        NOT NULL DEFAULT '',
    -- When it ends, told to the person before, and in what words.
    lifts_at    timestamptz,
    told_at     timestamptz,
    told_by     text        NOT NULL DEFAULT '',
    words       text        NOT NULL DEFAULT '',
    lifted_at   timestamptz,
    lifted_by   text        NOT NULL DEFAULT '',
    CONSTRAINT people_restrictions_scope_known CHECK (scope IN ('file', 'sharing')),
    CONSTRAINT people_restrictions_why_known CHECK (why IN ('correct', 'object', 'restrict')),
    CONSTRAINT people_restrictions_words_length CHECK (char_length(words) <= 1000),
    CONSTRAINT people_restrictions_corrects_whole CHECK ((corrects_at IS NULL) = (corrects_by = '')),
    CONSTRAINT people_restrictions_told_first CHECK (num_nonnulls(lifts_at, told_at) IN (0, 2) AND (told_at IS NULL) = (told_by = '') AND told_at < lifts_at),
    CONSTRAINT people_restrictions_lifted_whole CHECK ((lifted_at IS NULL) = (lifted_by = ''))
);
CREATE UNIQUE INDEX people_restrictions_one ON people_restrictions (person_id) WHERE lifted_at IS NULL;
CREATE INDEX people_restrictions_person ON people_restrictions (person_id, id);
CREATE INDEX people_restrictions_request ON people_restrictions (request_id) WHERE request_id IS NOT NULL;

-- Refuses what one of some records would be changed or sent by. Who restricts holds the
-- records (FOR UPDATE); a row that leads to one holds it too (its foreign key), so that one
-- of both waits for the other.
CREATE FUNCTION people_refuse(ids bigint[], sending boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF privacy_forgetting() THEN RETURN; END IF;
    IF EXISTS (SELECT FROM people_restrictions AS x JOIN people AS h ON h.id = x.person_id
            JOIN people AS p ON p.id = x.person_id OR COALESCE(p.root_id, p.id) = COALESCE(h.root_id, h.id)
            WHERE x.lifted_at IS NULL AND p.id = ANY(ids) AND (sending OR x.scope = 'file' AND x.corrects_at IS NULL)) THEN
        RAISE EXCEPTION 'people.error.restricted' USING ERRCODE = 'HELD1';
    END IF;
END
$$;

-- The rows of a statement, by the person they are about; the argument says that they send.
CREATE FUNCTION people_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM people_refuse((SELECT array_agg(DISTINCT t.person_id) FROM touched AS t), TG_ARGV[0] = 'sending');
    RETURN NULL;
END
$$;

CREATE FUNCTION people_hold_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'people' THEN
        PERFORM people_refuse(ARRAY[NEW.id, COALESCE(OLD.root_id, OLD.id), COALESCE(NEW.root_id, NEW.id)], false);
    ELSE
        PERFORM people_refuse(ARRAY[(to_jsonb(NEW) ->> 'person_id')::bigint], false);
    END IF;
    RETURN NULL;
END
$$;

-- Identity and contacts, the life at work, special categories, jobs looked for, CVs.
CREATE TRIGGER people_held AFTER UPDATE ON people FOR EACH ROW
    WHEN (NEW.version <> OLD.version OR NEW.root_id IS DISTINCT FROM OLD.root_id) EXECUTE FUNCTION people_hold_row();
CREATE TRIGGER person_entries_held AFTER INSERT ON person_entries REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER person_entries_held_as AFTER UPDATE ON person_entries REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER person_special_held AFTER INSERT ON person_special REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER person_special_held_as AFTER UPDATE ON person_special REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER preferences_held AFTER INSERT ON preferences REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER preferences_held_as AFTER UPDATE ON preferences REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER cv_drafts_held AFTER INSERT ON cv_drafts REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER cv_drafts_held_as AFTER UPDATE ON cv_drafts REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER cv_drafts_held_away AFTER DELETE ON cv_drafts REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER cvs_held AFTER INSERT ON cvs REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('file');
CREATE TRIGGER cvs_held_as AFTER UPDATE ON cvs FOR EACH ROW
    WHEN (NEW.renewed_at IS DISTINCT FROM OLD.renewed_at OR NEW.removed_at IS DISTINCT FROM OLD.removed_at
        OR NEW.deleted_at IS DISTINCT FROM OLD.deleted_at AND NEW.deleted_by NOT LIKE 'person:%') EXECUTE FUNCTION people_hold_row();

-- What leaves the house, and the yes that lets it: employers, bodies of the network.
CREATE TRIGGER cv_shares_held AFTER INSERT ON cv_shares REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('sending');
CREATE TRIGGER consent_requests_held AFTER INSERT ON consent_requests REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION people_hold('sending');
CREATE FUNCTION people_hold_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM people_refuse(ARRAY[NEW.person_id], NEW.purpose IN ('matching', 'sharing'));
    RETURN NULL;
END
$$;
CREATE TRIGGER consents_held AFTER INSERT ON consents FOR EACH ROW EXECUTE FUNCTION people_hold_consent();
CREATE FUNCTION people_hold_outgoing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE whose bigint;
BEGIN
    SELECT p.id INTO whose FROM outgoing_referrals AS o JOIN cases AS c ON c.id = o.case_id JOIN people AS p ON p.id = c.person_id
        WHERE o.id = NEW.outgoing_id FOR KEY SHARE OF p;
    PERFORM people_refuse(ARRAY[whose], true);
    RETURN NULL;
END
$$;
CREATE TRIGGER outgoing_shares_held AFTER INSERT ON outgoing_shares FOR EACH ROW EXECUTE FUNCTION people_hold_outgoing();

ALTER TABLE cv_shares DROP CONSTRAINT cv_shares_why_known,
    ADD CONSTRAINT cv_shares_why_known CHECK (ended_why IN ('', 'consent', 'cv', 'staff', 'time', 'person', 'restricted'));

-- The person asks that a restriction ends; what granting an objection or a restriction did.
ALTER TABLE privacy_requests
    ADD COLUMN effect text NOT NULL DEFAULT '',
    DROP CONSTRAINT privacy_requests_kind_known,
    ADD CONSTRAINT privacy_requests_kind_known CHECK (kind IN ('correct', 'object', 'restrict', 'erase', 'lift')),
    ADD CONSTRAINT privacy_requests_effect_known CHECK (effect IN ('', 'file', 'sharing', 'paths', 'erase')),
    ADD CONSTRAINT privacy_requests_effect_granted CHECK (effect = '' OR kind IN ('object', 'restrict') AND state IN ('done', 'partly'));
ALTER TABLE privacy_requests DROP CONSTRAINT privacy_requests_said,
    ADD CONSTRAINT privacy_requests_said CHECK (kind IN ('erase', 'lift') OR text <> ''),
    DROP CONSTRAINT privacy_requests_answered,
    ADD CONSTRAINT privacy_requests_answered CHECK (answer <> '' OR state IN ('open', 'withdrawn') OR (kind = 'erase' OR effect = 'erase') AND state = 'done');
