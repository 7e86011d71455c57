-- Repertoires of service standards (Piemonte, Toscana, Carta dei Servizi, LEP). A
-- standard keeps its identity; what it asks for is in versions, one valid on a day.
CREATE TABLE repertoires (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text        NOT NULL,
    sort       int         NOT NULL,
    public     boolean     NOT NULL,
    name       jsonb       NOT NULL,
    source     text        NOT NULL,
    retired_at timestamptz,
    CONSTRAINT repertoires_code UNIQUE (code),
    CONSTRAINT repertoires_code_form CHECK (code ~ '^[a-z][a-z0-9-]{1,30}$'),
    CONSTRAINT repertoires_name CHECK (name ->> 'it' <> '' IS TRUE)
);

CREATE TABLE standards (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repertoire_id bigint NOT NULL REFERENCES repertoires (id),
    code          text   NOT NULL,
    slug          text   NOT NULL,
    sort          int    NOT NULL,
    audience      text   NOT NULL,
    CONSTRAINT standards_code UNIQUE (repertoire_id, code),
    CONSTRAINT standards_slug UNIQUE (repertoire_id, slug),
    CONSTRAINT standards_code_form CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9.-]{0,15}$'),
    CONSTRAINT standards_audience CHECK (audience IN ('people', 'employers'))
);

CREATE TABLE standard_versions (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    standard_id bigint      NOT NULL REFERENCES standards (id),
    number      int         NOT NULL,
    edition     int         NOT NULL DEFAULT 0,
    valid_from  date        NOT NULL,
    valid_to    date,
    name        jsonb       NOT NULL,
    purpose     jsonb       NOT NULL,
    activities  jsonb       NOT NULL,
    rules       jsonb       NOT NULL,
    official    jsonb       NOT NULL,
    note        text        NOT NULL DEFAULT '',
    author      text        NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT standard_versions_number UNIQUE (standard_id, number),
    CONSTRAINT standard_versions_edition CHECK (edition >= 0),
    CONSTRAINT standard_versions_name CHECK (name ->> 'it' <> '' IS TRUE),
    CONSTRAINT standard_versions_note_length CHECK (char_length(note) <= 300),
    CONSTRAINT standard_versions_days CHECK (valid_to >= valid_from),
    CONSTRAINT standard_versions_one_a_day EXCLUDE USING gist (
        standard_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
