CREATE TABLE institution (
    id                smallint    NOT NULL DEFAULT 1 PRIMARY KEY,
    name              text        NOT NULL,
    tagline           jsonb       NOT NULL DEFAULT '{}',
    parent_name       text        NOT NULL,
    parent_url        text        NOT NULL DEFAULT '',
    address           text        NOT NULL DEFAULT '',
    phone             text        NOT NULL DEFAULT '',
    email             text        NOT NULL DEFAULT '',
    pec               text        NOT NULL DEFAULT '',
    protection_email  text        NOT NULL DEFAULT '',
    accessibility_url text        NOT NULL DEFAULT '',
    brand             text        NOT NULL DEFAULT '',
    default_lang      text        NOT NULL DEFAULT 'it',
    programmes        jsonb       NOT NULL DEFAULT '[]',
    updated_at        timestamptz NOT NULL,
    updated_by        text        NOT NULL,
    CONSTRAINT institution_single CHECK (id = 1),
    CONSTRAINT institution_name CHECK (char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT institution_parent CHECK (char_length(parent_name) BETWEEN 1 AND 120),
    CONSTRAINT institution_tagline CHECK (jsonb_typeof(tagline) = 'object'),
    CONSTRAINT institution_brand CHECK (brand ~ '^(#[0-9a-f]{6})?$'),
    CONSTRAINT institution_language CHECK (default_lang IN ('it', 'en', 'fr', 'es', 'ro', 'sq', 'ar', 'uk', 'ru', 'zh', 'bn', 'ur')),
    CONSTRAINT institution_programmes CHECK (jsonb_typeof(programmes) = 'array')
);
COMMENT ON TABLE institution IS 'Who runs the portal: one row.';
COMMENT ON COLUMN institution.protection_email IS 'Address of the data-protection officer, shown in the privacy notice.';
