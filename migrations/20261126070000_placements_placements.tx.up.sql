-- Internships and jobs of the people the desks follow.
CREATE TABLE placements (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_key       text        NOT NULL,
    case_id         bigint      NOT NULL,
    desk_id         bigint      NOT NULL,
    kind            text        NOT NULL,
    state           text        NOT NULL,
    -- The employer, or the host of an internship.
    firm            text        NOT NULL DEFAULT '',
    place           text        NOT NULL DEFAULT '',
    tax_code        text        NOT NULL DEFAULT '',
    contact         text        NOT NULL DEFAULT '',
    phone           text        NOT NULL DEFAULT '',
    occupation      text        NOT NULL,
    contract        text        NOT NULL DEFAULT '',
    working_time    text        NOT NULL DEFAULT '',
    week_minutes    int         NOT NULL DEFAULT 0,
    scheme          text        NOT NULL DEFAULT '',
    host_tutor      text        NOT NULL DEFAULT '',
    desk_tutor      text        NOT NULL DEFAULT '',
    goals           text        NOT NULL DEFAULT '',
    -- A month, in cents of a euro.
    allowance_cents int         NOT NULL DEFAULT 0,
    insurance       text        NOT NULL DEFAULT '',
    -- What was planned, and what came of it; the end is the last day of work.
    starts_on       date        NOT NULL,
    ends_on         date,
    started_on      date,
    ended_on        date,
    end_reason      text        NOT NULL DEFAULT '',
    end_note        text        NOT NULL DEFAULT '',
    from_on         date        GENERATED ALWAYS AS (COALESCE(started_on, starts_on)) STORED,
    -- When the next visit is due, and since when somebody's satisfaction is to be asked.
    visit_due       date,
    ask_on          date,
    -- The placement that turned into this one.
    follows_id      bigint,
    action_id       bigint      REFERENCES case_actions (id) ON DELETE SET NULL,
    -- The line of the person's file it became.
    entry_id        bigint      REFERENCES person_entries (id) ON DELETE SET NULL,
    note            text        NOT NULL DEFAULT '',
    version         int         NOT NULL DEFAULT 0,
    written_at      timestamptz NOT NULL,
    written_by      text        NOT NULL,
    CONSTRAINT placements_key UNIQUE (entry_key),
    CONSTRAINT placements_key_length CHECK (char_length(entry_key) BETWEEN 16 AND 64),
    CONSTRAINT placements_case FOREIGN KEY (case_id, desk_id) REFERENCES cases (id, desk_id) ON DELETE CASCADE,
    CONSTRAINT placements_id_case UNIQUE (id, case_id),
    -- The promise: what it turned into is one placement of the same case.
    CONSTRAINT placements_follows FOREIGN KEY (follows_id, case_id) REFERENCES placements (id, case_id),
    CONSTRAINT placements_follows_once UNIQUE (follows_id),
    CONSTRAINT placements_kind_known CHECK (kind IN ('contract', 'internship', 'self_employment', 'cooperative')),
    CONSTRAINT placements_state_known CHECK (state IN ('planned', 'started', 'ended', 'cancelled')),
    CONSTRAINT placements_contract CHECK (
        contract IN ('', 'permanent', 'fixed', 'apprenticeship', 'agency', 'seasonal', 'domestic', 'on_call')
        AND (kind IN ('contract', 'cooperative')) = (contract <> '')),
    CONSTRAINT placements_working_time CHECK (
        working_time IN ('', 'full', 'part') AND (contract = '') = (working_time = '')),
    CONSTRAINT placements_scheme CHECK (
        scheme IN ('', 'extracurricular', 'inclusion') AND (kind = 'internship') = (scheme <> '')),
    CONSTRAINT placements_internship_whole CHECK (
        kind <> 'internship' OR host_tutor <> '' AND desk_tutor <> '' AND goals <> '' AND ends_on IS NOT NULL),
    CONSTRAINT placements_firm CHECK (kind = 'self_employment' OR firm <> ''),
    CONSTRAINT placements_order CHECK (ends_on > starts_on),
    CONSTRAINT placements_end_order CHECK (ended_on >= started_on),
    CONSTRAINT placements_started CHECK ((state IN ('started', 'ended')) = (started_on IS NOT NULL)),
    CONSTRAINT placements_ended CHECK (
        (state = 'ended') = (ended_on IS NOT NULL) AND (state = 'ended') = (end_reason <> '')),
    CONSTRAINT placements_end_reason CHECK (end_reason IN ('', 'finished', 'job', 'person', 'firm', 'other')),
    CONSTRAINT placements_why CHECK ((state <> 'cancelled' AND end_reason <> 'other') OR end_note <> ''),
    CONSTRAINT placements_visit_due CHECK (visit_due IS NULL OR state = 'started'),
    CONSTRAINT placements_ask_on CHECK (ask_on IS NULL OR state IN ('started', 'ended')),
    CONSTRAINT placements_numbers CHECK (week_minutes BETWEEN 0 AND 3600 AND allowance_cents BETWEEN 0 AND 1000000),
    CONSTRAINT placements_lengths CHECK (
        occupation <> '' AND char_length(occupation) <= 200 AND char_length(firm) <= 200 AND char_length(place) <= 200
        AND char_length(contact) <= 200 AND char_length(host_tutor) <= 200 AND char_length(desk_tutor) <= 200
        AND char_length(insurance) <= 200 AND char_length(tax_code) <= 16 AND char_length(phone) <= 40
        AND char_length(goals) <= 2000 AND char_length(note) <= 2000 AND char_length(end_note) <= 300)
);
CREATE INDEX placements_desk ON placements (desk_id, from_on DESC, id DESC);
CREATE INDEX placements_list ON placements (from_on DESC, id DESC);
CREATE INDEX placements_of_case ON placements (case_id, from_on DESC, id DESC);
CREATE INDEX placements_action ON placements (action_id) WHERE action_id IS NOT NULL;
CREATE INDEX placements_entry ON placements (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX placements_visits ON placements (visit_due, id) WHERE visit_due IS NOT NULL;
CREATE INDEX placements_ending ON placements (ends_on, id) WHERE state = 'started' AND ends_on IS NOT NULL;
CREATE INDEX placements_asking ON placements (ask_on, id) WHERE ask_on IS NOT NULL;
CREATE INDEX placements_started_on ON placements (started_on) WHERE started_on IS NOT NULL;
CREATE INDEX placements_ended_on ON placements (ended_on) WHERE ended_on IS NOT NULL;

-- How the planned end moved.
CREATE TABLE placement_extensions (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    placement_id bigint      NOT NULL REFERENCES placements (id) ON DELETE CASCADE,
    old_end      date        NOT NULL,
    new_end      date        NOT NULL,
    reason       text        NOT NULL DEFAULT '',
    at           timestamptz NOT NULL,
    by           text        NOT NULL,
    CONSTRAINT placement_extensions_moves CHECK (old_end <> new_end),
    CONSTRAINT placement_extensions_reason_length CHECK (char_length(reason) <= 300)
);
CREATE INDEX placement_extensions_placement ON placement_extensions (placement_id, id);

-- Visits and talks while it runs.
CREATE TABLE placement_visits (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    placement_id bigint      NOT NULL REFERENCES placements (id) ON DELETE CASCADE,
    held_on      date        NOT NULL,
    met          text        NOT NULL,
    channel      text        NOT NULL,
    found        text        NOT NULL,
    next_on      date,
    at           timestamptz NOT NULL,
    by           text        NOT NULL,
    removed_at   timestamptz,
    removed_by   text        NOT NULL DEFAULT '',
    CONSTRAINT placement_visits_channel CHECK (channel IN ('firm', 'desk', 'phone', 'video', 'message')),
    CONSTRAINT placement_visits_next CHECK (next_on > held_on),
    CONSTRAINT placement_visits_removed_whole CHECK ((removed_at IS NULL) = (removed_by = '')),
    CONSTRAINT placement_visits_lengths CHECK (
        met <> '' AND char_length(met) <= 200 AND found <> '' AND char_length(found) <= 2000)
);
CREATE INDEX placement_visits_placement ON placement_visits (placement_id, held_on, id);
CREATE INDEX placement_visits_held_on ON placement_visits (held_on) WHERE removed_at IS NULL;

-- How satisfied the person and the firm are, or why they could not be asked.
CREATE TABLE placement_opinions (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    placement_id bigint      NOT NULL REFERENCES placements (id) ON DELETE CASCADE,
    side         text        NOT NULL,
    score        int         NOT NULL,
    why_not      text        NOT NULL DEFAULT '',
    note         text        NOT NULL DEFAULT '',
    asked_on     date        NOT NULL,
    at           timestamptz NOT NULL,
    by           text        NOT NULL,
    replaced_at  timestamptz,
    CONSTRAINT placement_opinions_side CHECK (side IN ('person', 'firm')),
    CONSTRAINT placement_opinions_score CHECK (score BETWEEN 0 AND 5),
    CONSTRAINT placement_opinions_asked CHECK ((score = 0) = (why_not <> '')),
    CONSTRAINT placement_opinions_lengths CHECK (char_length(why_not) <= 300 AND char_length(note) <= 2000)
);
-- One answer of each side stands at a time.
CREATE UNIQUE INDEX placement_opinions_once ON placement_opinions (placement_id, side) WHERE replaced_at IS NULL;
CREATE INDEX placement_opinions_placement ON placement_opinions (placement_id, id);
