-- The ten domains of the interview (profilazione qualitativa), as found on a day. A new
-- interview adds a row; the earlier ones stay.
CREATE TABLE case_profiles (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id  bigint      NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    held_on  date        NOT NULL,
    noted_at timestamptz NOT NULL,
    noted_by text        NOT NULL,
    CONSTRAINT case_profiles_held CHECK (held_on >= '2000-01-01' AND held_on <= ((noted_at AT TIME ZONE 'UTC')::date + 1))
);
CREATE INDEX case_profiles_case ON case_profiles (case_id, held_on DESC, id DESC);

-- What was found in each domain; a domain the interview left out has no row.
CREATE TABLE case_profile_levels (
    profile_id bigint   NOT NULL REFERENCES case_profiles (id) ON DELETE CASCADE,
    domain     text     NOT NULL,
    -- 0 where only a note was taken.
    level      smallint NOT NULL,
    note       text     NOT NULL DEFAULT '',
    PRIMARY KEY (profile_id, domain),
    CONSTRAINT case_profile_levels_domain CHECK (domain IN (
        'profile', 'experience', 'training', 'autonomy', 'promotion', 'constraints', 'goal', 'market', 'method', 'tools')),
    CONSTRAINT case_profile_levels_level CHECK (level BETWEEN 0 AND 5),
    CONSTRAINT case_profile_levels_said CHECK (level > 0 OR note <> ''),
    CONSTRAINT case_profile_levels_note_length CHECK (char_length(note) <= 500)
);
