-- Tests given to people on their paths.
CREATE TABLE given_tests (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_key    text        NOT NULL,
    case_id      bigint      NOT NULL,
    desk_id      bigint      NOT NULL,
    name         text        NOT NULL,
    given_on     date        NOT NULL,
    -- The account of who gave it, or who did by name.
    user_id      bigint      REFERENCES users (id),
    giver        text        NOT NULL DEFAULT '',
    lang         text        NOT NULL,
    result       text        NOT NULL,
    -- With data about health name and result stand encrypted in sealed.
    health       boolean     NOT NULL,
    sealed       bytea,
    noted_at     timestamptz NOT NULL,
    noted_by     text        NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by text        NOT NULL DEFAULT '',
    why          text        NOT NULL DEFAULT '',
    CONSTRAINT given_tests_key UNIQUE (entry_key),
    CONSTRAINT given_tests_case FOREIGN KEY (case_id, desk_id) REFERENCES cases (id, desk_id) ON DELETE CASCADE,
    CONSTRAINT given_tests_giver CHECK ((user_id IS NULL) <> (giver = '')),
    CONSTRAINT given_tests_health CHECK (CASE WHEN health THEN name = '' AND result = '' AND sealed IS NOT NULL ELSE name <> '' AND sealed IS NULL END),
    CONSTRAINT given_tests_withdrawn_whole CHECK (
        (withdrawn_at IS NULL) = (withdrawn_by = '') AND (withdrawn_at IS NULL) = (why = '')),
    CONSTRAINT given_tests_lengths CHECK (
        char_length(entry_key) BETWEEN 16 AND 120 AND char_length(name) <= 120 AND char_length(giver) <= 120
        AND char_length(result) <= 4000 AND char_length(why) <= 300 AND char_length(lang) <= 10)
);
CREATE INDEX given_tests_list ON given_tests (case_id, given_on DESC, id DESC);
CREATE INDEX given_tests_names ON given_tests (desk_id, name) WHERE NOT health AND withdrawn_at IS NULL;
