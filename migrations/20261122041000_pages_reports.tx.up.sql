CREATE TABLE page_reports (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        text        NOT NULL,
    text       text        NOT NULL,
    page       text        NOT NULL DEFAULT '',
    email      text,
    lang       text        NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT page_reports_once UNIQUE (key),
    CONSTRAINT page_reports_key CHECK (char_length(key) BETWEEN 16 AND 80),
    CONSTRAINT page_reports_text CHECK (char_length(text) BETWEEN 1 AND 2000),
    CONSTRAINT page_reports_page CHECK (char_length(page) <= 300),
    CONSTRAINT page_reports_email CHECK (char_length(email) BETWEEN 3 AND 254)
);
CREATE INDEX page_reports_address_kept ON page_reports (created_at) WHERE email IS NOT NULL;
COMMENT ON TABLE page_reports IS 'Segnalazioni di disservizio. The address, where one was left, goes after a year.';
COMMENT ON COLUMN page_reports.key IS 'Random text of the form that was shown: pressing twice sends one report.';

CREATE TABLE page_ratings (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text        NOT NULL,
    page       text        NOT NULL,
    stars      smallint    NOT NULL,
    reason     text        NOT NULL DEFAULT '',
    comment    text        NOT NULL DEFAULT '',
    lang       text        NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT page_ratings_kind CHECK (kind IN ('clarity', 'ease')),
    CONSTRAINT page_ratings_page CHECK (char_length(page) BETWEEN 1 AND 300 AND page LIKE '/%'),
    CONSTRAINT page_ratings_stars CHECK (stars BETWEEN 1 AND 5),
    CONSTRAINT page_ratings_reason CHECK (reason = '' OR reason = 'other'
        OR stars <= 3 AND reason IN ('unclear', 'incomplete', 'lost', 'trouble')
        OR stars >= 4 AND reason IN ('clear', 'complete', 'guided', 'smooth')),
    CONSTRAINT page_ratings_comment CHECK (char_length(comment) <= 200)
);
CREATE INDEX page_ratings_by_page ON page_ratings (kind, page, created_at);
COMMENT ON TABLE page_ratings IS 'Anonymous: nothing here says who rated.';
