-- Which body an account of the bodies' portal belongs to.
CREATE TABLE partner_accounts (
    user_id    bigint      PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    partner_id bigint      NOT NULL REFERENCES partners (id),
    since      timestamptz NOT NULL,
    by         text        NOT NULL
);
CREATE INDEX partner_accounts_partner ON partner_accounts (partner_id);
