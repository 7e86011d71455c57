-- What was read in a CV and may be written into the file of its person, line by line.
CREATE TABLE cv_proposals (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cv_id      bigint      NOT NULL REFERENCES cvs (id) ON DELETE CASCADE,
    -- A part of the file, or 'identity' or 'contact'; data are its fields.
    kind       text        NOT NULL,
    data       jsonb       NOT NULL,
    -- Said by a Europass document field by field, not guessed from the text.
    exact      boolean     NOT NULL,
    state      text        NOT NULL DEFAULT 'open',
    added_at   timestamptz NOT NULL,
    -- The person says it is so; the desk looks at the document and writes it.
    asked_at   timestamptz,
    settled_at timestamptz,
    settled_by text        NOT NULL DEFAULT '',
    CONSTRAINT cv_proposals_kind_known CHECK (kind IN ('education', 'job', 'language', 'licence', 'identity', 'contact')),
    CONSTRAINT cv_proposals_state_known CHECK (state IN ('open', 'asked', 'accepted', 'refused')),
    CONSTRAINT cv_proposals_data_object CHECK (jsonb_typeof(data) = 'object' AND data <> '{}'),
    CONSTRAINT cv_proposals_asked_whole CHECK (state <> 'asked' OR asked_at IS NOT NULL),
    CONSTRAINT cv_proposals_settled_whole CHECK ((settled_at IS NOT NULL) = (state IN ('accepted', 'refused'))
        AND (settled_at IS NULL) = (settled_by = ''))
);
CREATE INDEX cv_proposals_cv ON cv_proposals (cv_id, id);
