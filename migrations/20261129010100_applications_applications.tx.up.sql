-- What people tried for: one row is one person and one job at one employer.
CREATE TABLE applications (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_key      text        NOT NULL,
    person_id      bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- own: the person applied; desk: this desk put them forward, perhaps with their CV.
    road           text        NOT NULL,
    desk_id        bigint      REFERENCES desks (id),
    share_id       bigint      REFERENCES cv_shares (id) ON DELETE SET NULL,
    -- Who wrote it down.
    made_by        text        NOT NULL,
    position       text        NOT NULL,
    occupation_id  bigint      REFERENCES occupations (id) ON DELETE SET NULL,
    employer       text        NOT NULL,
    place          text        NOT NULL DEFAULT '',
    advert         text        NOT NULL DEFAULT '',
    means          text        NOT NULL,
    sent_on        date        NOT NULL,
    note           text        NOT NULL DEFAULT '',
    state          text        NOT NULL,
    -- What the state says: the interview, why not, the contract.
    meet_on        date,
    meet_clock     text        NOT NULL DEFAULT '',
    meet_place     text        NOT NULL DEFAULT '',
    reason         text        NOT NULL DEFAULT '',
    contract       text        NOT NULL DEFAULT '',
    starts_on      date,
    -- What the indicators count, and when anything was last heard.
    interviewed_on date,
    hired_on       date,
    news_on        date        NOT NULL,
    version        int         NOT NULL DEFAULT 0,
    written_at     timestamptz NOT NULL,
    written_by     text        NOT NULL,
    CONSTRAINT applications_key UNIQUE (entry_key),
    CONSTRAINT applications_key_length CHECK (char_length(entry_key) BETWEEN 16 AND 64),
    CONSTRAINT applications_road CHECK (road IN ('own', 'desk') AND (road = 'desk') = (desk_id IS NOT NULL)),
    CONSTRAINT applications_share CHECK (share_id IS NULL OR road = 'desk'),
    CONSTRAINT applications_made_by CHECK (made_by IN ('person', 'desk')),
    CONSTRAINT applications_means CHECK (means IN ('email', 'site', 'person', 'phone', 'agency', 'other')),
    CONSTRAINT applications_state_known CHECK (
        state IN ('sent', 'interview', 'offer', 'pool', 'hired', 'not_hired', 'no_answer', 'withdrawn', 'elsewhere')),
    CONSTRAINT applications_meet CHECK (
        (state = 'interview' OR meet_on IS NULL AND meet_clock = '' AND meet_place = '')
        AND (meet_clock = '' OR meet_on IS NOT NULL AND meet_clock ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')),
    CONSTRAINT applications_reason CHECK (
        (state = 'not_hired') = (reason <> '')
        AND reason IN ('', 'filled', 'experience', 'requirements', 'language', 'distance', 'hours', 'unsaid', 'other')),
    CONSTRAINT applications_contract CHECK (
        state = 'hired' OR contract = '' AND starts_on IS NULL),
    CONSTRAINT applications_contract_known CHECK (
        contract IN ('', 'permanent', 'fixed', 'apprenticeship', 'agency', 'seasonal', 'domestic', 'on_call')),
    CONSTRAINT applications_hired CHECK ((state = 'hired') = (hired_on IS NOT NULL)),
    CONSTRAINT applications_order CHECK (news_on >= sent_on),
    CONSTRAINT applications_lengths CHECK (
        position <> '' AND char_length(position) <= 200 AND employer <> '' AND char_length(employer) <= 200
        AND char_length(place) <= 200 AND char_length(advert) <= 500 AND char_length(note) <= 1000 AND char_length(meet_place) <= 200)
);
CREATE INDEX applications_person ON applications (person_id, sent_on DESC, id DESC);
CREATE INDEX applications_list ON applications (news_on DESC, id DESC);
CREATE INDEX applications_silent ON applications (news_on, id) WHERE state IN ('sent', 'interview', 'offer');
CREATE INDEX applications_meetings ON applications (meet_on, id) WHERE meet_on IS NOT NULL;
CREATE INDEX applications_desk ON applications (desk_id) WHERE desk_id IS NOT NULL;
CREATE INDEX applications_of_share ON applications (share_id) WHERE share_id IS NOT NULL;
CREATE INDEX applications_occupation ON applications (occupation_id) WHERE occupation_id IS NOT NULL;
CREATE INDEX applications_nominated ON applications (sent_on) WHERE road = 'desk';
CREATE INDEX applications_interviewed ON applications (interviewed_on) WHERE interviewed_on IS NOT NULL;
CREATE INDEX applications_hired_on ON applications (hired_on) WHERE hired_on IS NOT NULL;

-- What happened, one row a step; nothing is ever changed here, a mistake is a step back.
CREATE TABLE application_moves (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    application_id bigint      NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    at             timestamptz NOT NULL,
    happened_on    date        NOT NULL,
    by             text        NOT NULL,
    side           text        NOT NULL,
    from_state     text        NOT NULL,
    to_state       text        NOT NULL,
    back           boolean     NOT NULL DEFAULT false,
    meet_on        date,
    meet_clock     text        NOT NULL DEFAULT '',
    meet_place     text        NOT NULL DEFAULT '',
    reason         text        NOT NULL DEFAULT '',
    contract       text        NOT NULL DEFAULT '',
    starts_on      date,
    note           text        NOT NULL DEFAULT '',
    CONSTRAINT application_moves_side CHECK (side IN ('person', 'desk', 'employer')),
    CONSTRAINT application_moves_first CHECK ((from_state = '') = (to_state = 'sent' AND NOT back)),
    CONSTRAINT application_moves_lengths CHECK (char_length(note) <= 1000 AND char_length(meet_place) <= 200)
);
CREATE INDEX application_moves_of ON application_moves (application_id, id);

-- A link may end because its person gave the job up.
ALTER TABLE cv_shares DROP CONSTRAINT cv_shares_why_known;
ALTER TABLE cv_shares ADD CONSTRAINT cv_shares_why_known CHECK (ended_why IN ('', 'consent', 'cv', 'staff', 'time', 'person'));
