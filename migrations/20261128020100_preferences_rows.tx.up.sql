-- The jobs a person leans to, at most three at a time. A change ends a row and adds
-- another in its place, so that what was said when can be told.
CREATE TABLE preferences (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id     bigint      NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    occupation_id bigint      NOT NULL REFERENCES occupations (id),
    position      smallint    NOT NULL,
    by_work       boolean     NOT NULL,
    by_education  boolean     NOT NULL,
    by_training   boolean     NOT NULL,
    sector        text        NOT NULL DEFAULT '',
    skills        bigint[]    NOT NULL DEFAULT '{}',
    skill_text    text        NOT NULL DEFAULT '',
    years         smallint,
    last_year     smallint,
    hours         text        NOT NULL DEFAULT '',
    mobility      text        NOT NULL DEFAULT '',
    licences      text        NOT NULL DEFAULT '',
    tools         text        NOT NULL DEFAULT '',
    note          text        NOT NULL DEFAULT '',
    interview_on  date,
    added_at      timestamptz NOT NULL,
    added_by      text        NOT NULL,
    removed_at    timestamptz,
    removed_by    text        NOT NULL DEFAULT '',
    -- The row that took this one's place, NULL where it was only taken away.
    next_id       bigint      REFERENCES preferences (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT preferences_position_three CHECK (position BETWEEN 1 AND 3),
    CONSTRAINT preferences_removed_whole CHECK ((removed_at IS NULL) = (removed_by = '')),
    CONSTRAINT preferences_next_gone CHECK (next_id IS NULL OR removed_at IS NOT NULL),
    CONSTRAINT preferences_sector_shape CHECK (sector ~ '^(sep[0-9]{2})?$'),
    CONSTRAINT preferences_hours_known CHECK (hours IN ('', 'full', 'part', 'any')),
    CONSTRAINT preferences_mobility_known CHECK (mobility IN ('', 'near', 'province', 'region', 'italy', 'abroad')),
    CONSTRAINT preferences_years_range CHECK (years BETWEEN 0 AND 70),
    CONSTRAINT preferences_last_year_range CHECK (last_year BETWEEN 1940 AND 2200),
    CONSTRAINT preferences_skills_few CHECK (cardinality(skills) <= 40),
    CONSTRAINT preferences_texts_length CHECK (char_length(skill_text) <= 1000 AND char_length(licences) <= 300
        AND char_length(tools) <= 300 AND char_length(note) <= 1000)
);
CREATE UNIQUE INDEX preferences_place_taken ON preferences (person_id, position) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX preferences_occupation_once ON preferences (person_id, occupation_id) WHERE removed_at IS NULL;
CREATE INDEX preferences_occupation ON preferences (occupation_id) WHERE removed_at IS NULL;
CREATE INDEX preferences_person ON preferences (person_id, id);
