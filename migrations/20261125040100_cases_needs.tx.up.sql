-- Complex targets of a case, the conditions met for them, and indicators of fragility:
-- special categories (GDPR art. 9 and 10), apart from the case and read with a
-- permission and a log of their own. What is no longer so leaves no row.
CREATE TABLE case_needs (
    case_id  bigint      NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    -- 'target.<target>', 'met.<target>.<condition>' or 'fragility.<indicator>'.
    code     text        NOT NULL,
    noted_at timestamptz NOT NULL,
    noted_by text        NOT NULL,
    PRIMARY KEY (case_id, code),
    CONSTRAINT case_needs_code CHECK (code ~ '^(target\.[a-z]+|met\.[a-z]+\.[a-z_]+|fragility\.[a-z]+)$')
);
