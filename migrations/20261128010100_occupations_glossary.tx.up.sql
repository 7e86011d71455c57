-- The glossary of occupations: those the program ships and those of ESCO, and the skills
-- of ESCO. Nothing is deleted: what is out of use is retired, because people's files lead
-- here. code is the shipped one, else the last part of the address in ESCO.
CREATE TABLE occupations (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text        NOT NULL,
    isco       text        NOT NULL,
    esco_uri   text,
    sector     text        NOT NULL DEFAULT '',
    shipped    boolean     NOT NULL DEFAULT false,
    -- esco says that the classification last imported has it.
    esco       boolean     NOT NULL DEFAULT false,
    labels     jsonb       NOT NULL,
    retired_at timestamptz,
    CONSTRAINT occupations_code_taken UNIQUE (code),
    CONSTRAINT occupations_uri_taken UNIQUE (esco_uri),
    CONSTRAINT occupations_code_shape CHECK (code ~ '^[a-z0-9][a-z0-9_-]{1,79}$'),
    CONSTRAINT occupations_isco_shape CHECK (isco ~ '^[0-9]{4}$'),
    CONSTRAINT occupations_labels_object CHECK (jsonb_typeof(labels) = 'object')
);

CREATE TABLE skills (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    esco_uri   text        NOT NULL,
    labels     jsonb       NOT NULL,
    retired_at timestamptz,
    CONSTRAINT skills_uri_taken UNIQUE (esco_uri),
    CONSTRAINT skills_labels_object CHECK (jsonb_typeof(labels) = 'object')
);

-- What an occupation asks for, by ESCO; what is not essential is optional.
CREATE TABLE occupation_skills (
    occupation_id bigint  NOT NULL REFERENCES occupations (id),
    skill_id      bigint  NOT NULL REFERENCES skills (id),
    essential     boolean NOT NULL,
    CONSTRAINT occupation_skills_once PRIMARY KEY (occupation_id, skill_id)
);

-- What an occupation or a skill is called. shipped says that the term is of our files.
CREATE TABLE occupation_terms (
    id            bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    occupation_id bigint  NOT NULL REFERENCES occupations (id),
    lang          text    NOT NULL,
    term          text    NOT NULL,
    folded        text    COLLATE "C" NOT NULL,
    preferred     boolean NOT NULL,
    shipped       boolean NOT NULL DEFAULT false,
    CONSTRAINT occupation_terms_once UNIQUE (occupation_id, lang, folded)
);
CREATE TABLE skill_terms (
    id        bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    skill_id  bigint  NOT NULL REFERENCES skills (id),
    lang      text    NOT NULL,
    term      text    NOT NULL,
    folded    text    COLLATE "C" NOT NULL,
    preferred boolean NOT NULL,
    CONSTRAINT skill_terms_once UNIQUE (skill_id, lang, folded)
);

-- The words of the terms: a typed word is looked up here, where each stands once. latin is
-- the word of another script in Latin letters, skeleton its consonants. first says that a
-- shipped term has it, uses how many terms do.
CREATE TABLE occupation_words (
    id       int     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    word     text    COLLATE "C" NOT NULL,
    latin    text    COLLATE "C" NOT NULL,
    skeleton text    COLLATE "C" NOT NULL,
    first    boolean NOT NULL DEFAULT false,
    uses     int     NOT NULL DEFAULT 0,
    CONSTRAINT occupation_words_once UNIQUE (word)
);
CREATE INDEX occupation_words_latin ON occupation_words (latin) WHERE latin <> '';
CREATE INDEX occupation_words_skeleton ON occupation_words (skeleton) WHERE skeleton <> '';
CREATE INDEX occupation_words_like ON occupation_words USING gin (word gin_trgm_ops);

CREATE TABLE skill_words (
    id       int     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    word     text    COLLATE "C" NOT NULL,
    latin    text    COLLATE "C" NOT NULL,
    skeleton text    COLLATE "C" NOT NULL,
    first    boolean NOT NULL DEFAULT false,
    uses     int     NOT NULL DEFAULT 0,
    CONSTRAINT skill_words_once UNIQUE (word)
);
CREATE INDEX skill_words_latin ON skill_words (latin) WHERE latin <> '';
CREATE INDEX skill_words_skeleton ON skill_words (skeleton) WHERE skeleton <> '';
CREATE INDEX skill_words_like ON skill_words USING gin (word gin_trgm_ops);

-- Where a word stands. place orders the terms of a word: the shipped, then the short, so
-- that of a common word the best are read first.
CREATE TABLE occupation_postings (
    word_id int      NOT NULL REFERENCES occupation_words (id),
    place   smallint NOT NULL,
    term_id bigint   NOT NULL REFERENCES occupation_terms (id) ON DELETE CASCADE,
    CONSTRAINT occupation_postings_once PRIMARY KEY (word_id, place, term_id)
);
CREATE INDEX occupation_postings_term ON occupation_postings (term_id);
CREATE TABLE skill_postings (
    word_id int      NOT NULL REFERENCES skill_words (id),
    place   smallint NOT NULL,
    term_id bigint   NOT NULL REFERENCES skill_terms (id) ON DELETE CASCADE,
    CONSTRAINT skill_postings_once PRIMARY KEY (word_id, place, term_id)
);
CREATE INDEX skill_postings_term ON skill_postings (term_id);

-- What was loaded last from the program's own files, to be quiet when nothing changed.
CREATE TABLE glossary_loads (
    source    text        NOT NULL,
    digest    text        NOT NULL,
    loaded_at timestamptz NOT NULL,
    CONSTRAINT glossary_loads_once PRIMARY KEY (source)
);
