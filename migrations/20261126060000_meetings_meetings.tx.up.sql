-- Team meetings: who met when, what was on the agenda, what was said and decided.
CREATE TABLE meetings (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    desk_id      bigint      NOT NULL REFERENCES desks (id),
    -- The account that convenes.
    user_id      bigint      NOT NULL REFERENCES users (id),
    title        text        NOT NULL,
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    online       boolean     NOT NULL,
    -- The room, or how to join from afar.
    place        text        NOT NULL DEFAULT '',
    state        text        NOT NULL,
    -- Counts every change of the meeting and its minutes.
    revision     int         NOT NULL DEFAULT 1,
    begun_at     timestamptz NOT NULL,
    begun_by     text        NOT NULL,
    held_at      timestamptz,
    held_by      text        NOT NULL DEFAULT '',
    closed_at    timestamptz,
    closed_by    text        NOT NULL DEFAULT '',
    cancelled_at timestamptz,
    cancelled_by text        NOT NULL DEFAULT '',
    reason       text        NOT NULL DEFAULT '',
    CONSTRAINT meetings_state CHECK (state IN ('planned', 'held', 'closed', 'cancelled')),
    CONSTRAINT meetings_order CHECK (ends_at > starts_at),
    CONSTRAINT meetings_held_whole CHECK ((state IN ('held', 'closed')) = (held_at IS NOT NULL) AND (held_at IS NULL) = (held_by = '')),
    CONSTRAINT meetings_closed_whole CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (closed_by = '')),
    CONSTRAINT meetings_cancelled_whole CHECK (
        (state = 'cancelled') = (cancelled_at IS NOT NULL) AND (cancelled_at IS NULL) = (cancelled_by = '') AND (cancelled_at IS NULL) = (reason = '')),
    CONSTRAINT meetings_lengths CHECK (
        title <> '' AND char_length(title) <= 200 AND char_length(place) <= 200 AND char_length(reason) <= 300)
);
CREATE INDEX meetings_list ON meetings (desk_id, starts_at DESC, id DESC);

-- Operators with an account who are invited.
CREATE TABLE meeting_operators (
    meeting_id bigint  NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    user_id    bigint  NOT NULL REFERENCES users (id),
    absent     boolean NOT NULL DEFAULT false,
    CONSTRAINT meeting_operators_once PRIMARY KEY (meeting_id, user_id)
);
CREATE INDEX meeting_operators_user ON meeting_operators (user_id, meeting_id);

-- People of other bodies, by name.
CREATE TABLE meeting_guests (
    meeting_id bigint  NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    position   int     NOT NULL,
    name       text    NOT NULL,
    body       text    NOT NULL DEFAULT '',
    role       text    NOT NULL DEFAULT '',
    absent     boolean NOT NULL DEFAULT false,
    CONSTRAINT meeting_guests_once PRIMARY KEY (meeting_id, position),
    CONSTRAINT meeting_guests_lengths CHECK (
        name <> '' AND char_length(name) <= 120 AND char_length(body) <= 120 AND char_length(role) <= 120)
);

-- The agenda; an item is about one case or about none.
CREATE TABLE meeting_items (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint      NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    case_id    bigint      REFERENCES cases (id) ON DELETE CASCADE,
    title      text        NOT NULL,
    minutes    text        NOT NULL DEFAULT '',
    revision   int         NOT NULL DEFAULT 1,
    written_at timestamptz NOT NULL,
    written_by text        NOT NULL,
    CONSTRAINT meeting_items_id_meeting UNIQUE (id, meeting_id),
    CONSTRAINT meeting_items_lengths CHECK (title <> '' AND char_length(title) <= 200 AND char_length(minutes) <= 8000)
);
CREATE INDEX meeting_items_meeting ON meeting_items (meeting_id, id);
CREATE UNIQUE INDEX meeting_items_case ON meeting_items (case_id, meeting_id);

-- What was decided, by whom it is done and by when; action_id is the plan's action it became.
CREATE TABLE meeting_decisions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL,
    item_id    bigint NOT NULL,
    what       text   NOT NULL,
    doer       text   NOT NULL,
    who        text   NOT NULL DEFAULT '',
    due_on     date   NOT NULL,
    action_id  bigint REFERENCES case_actions (id) ON DELETE SET NULL,
    CONSTRAINT meeting_decisions_item FOREIGN KEY (item_id, meeting_id) REFERENCES meeting_items (id, meeting_id) ON DELETE CASCADE,
    CONSTRAINT meeting_decisions_doer CHECK (doer IN ('desk', 'partner', 'person')),
    CONSTRAINT meeting_decisions_lengths CHECK (what <> '' AND char_length(what) <= 300 AND char_length(who) <= 200)
);
CREATE INDEX meeting_decisions_of ON meeting_decisions (item_id, id);
CREATE UNIQUE INDEX meeting_decisions_action ON meeting_decisions (action_id) WHERE action_id IS NOT NULL;

-- Corrections of minutes that were closed.
CREATE TABLE meeting_addenda (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint      NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    item_id    bigint,
    text       text        NOT NULL,
    at         timestamptz NOT NULL,
    by         text        NOT NULL,
    CONSTRAINT meeting_addenda_item FOREIGN KEY (item_id, meeting_id) REFERENCES meeting_items (id, meeting_id) ON DELETE CASCADE,
    CONSTRAINT meeting_addenda_length CHECK (text <> '' AND char_length(text) <= 2000)
);
CREATE INDEX meeting_addenda_meeting ON meeting_addenda (meeting_id, id);

-- The promise: what stands in closed minutes stays, whoever writes. What a case takes
-- with it when it is erased, and the link from a decision to its action, are let through.
CREATE FUNCTION meetings_keep() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER meeting_operators_kept BEFORE INSERT OR UPDATE OR DELETE ON meeting_operators FOR EACH ROW EXECUTE FUNCTION meetings_keep();
CREATE TRIGGER meeting_guests_kept BEFORE INSERT OR UPDATE OR DELETE ON meeting_guests FOR EACH ROW EXECUTE FUNCTION meetings_keep();
CREATE TRIGGER meeting_items_kept BEFORE INSERT OR UPDATE OR DELETE ON meeting_items FOR EACH ROW EXECUTE FUNCTION meetings_keep();
CREATE TRIGGER meeting_decisions_kept BEFORE INSERT OR UPDATE OR DELETE ON meeting_decisions FOR EACH ROW EXECUTE FUNCTION meetings_keep();

-- The meeting itself: closed or cancelled, it is never changed again.
CREATE FUNCTION meetings_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('closed', 'cancelled') THEN
        RAISE EXCEPTION 'meetings: it is over' USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER meetings_ended BEFORE UPDATE ON meetings FOR EACH ROW EXECUTE FUNCTION meetings_end();
