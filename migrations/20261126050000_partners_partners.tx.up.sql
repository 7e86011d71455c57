-- Bodies of the network: who they are, their people, agreements with them, contacts had.
CREATE TABLE partners (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text        NOT NULL,
    -- name_key orders the list; search_key holds name and district without accents.
    name_key   text        COLLATE "C" NOT NULL,
    search_key text        NOT NULL,
    sort       text        NOT NULL,
    kind       text        NOT NULL,
    field      text        NOT NULL,
    district   text        NOT NULL DEFAULT '',
    address    text        NOT NULL DEFAULT '',
    phone      text        NOT NULL DEFAULT '',
    email      text        NOT NULL DEFAULT '',
    site       text        NOT NULL DEFAULT '',
    hours      text        NOT NULL DEFAULT '',
    notes      text        NOT NULL DEFAULT '',
    version    integer     NOT NULL DEFAULT 1,
    opened_at  timestamptz NOT NULL,
    opened_by  text        NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text        NOT NULL,
    -- retired_at is when the body was put aside, NULL while in use.
    retired_at timestamptz,
    retired_by text,
    CONSTRAINT partners_sort CHECK (sort IN ('cpi', 'agency', 'training', 'social', 'sert', 'health', 'association', 'cooperative', 'trade', 'other')),
    CONSTRAINT partners_kind CHECK (kind IN ('public', 'private', 'third')),
    CONSTRAINT partners_field CHECK (field IN ('management', 'social', 'health', 'training', 'work')),
    CONSTRAINT partners_retired CHECK ((retired_at IS NULL) = (retired_by IS NULL)),
    CONSTRAINT partners_lengths CHECK (name <> '' AND char_length(name) <= 160 AND char_length(district) <= 120 AND char_length(address) <= 200
        AND char_length(phone) <= 40 AND char_length(email) <= 254 AND char_length(site) <= 300 AND char_length(hours) <= 300 AND char_length(notes) <= 2000)
);
-- Two bodies of one name are told apart by their district.
CREATE UNIQUE INDEX partners_name_taken ON partners (name_key, lower(district));
CREATE INDEX partners_list ON partners (name_key, id);

CREATE TABLE partner_people (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partner_id bigint NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
    name       text   NOT NULL,
    role       text   NOT NULL DEFAULT '',
    phone      text   NOT NULL DEFAULT '',
    email      text   NOT NULL DEFAULT '',
    CONSTRAINT partner_people_lengths CHECK (name <> '' AND char_length(name) <= 120 AND char_length(role) <= 120
        AND char_length(phone) <= 40 AND char_length(email) <= 254)
);
CREATE INDEX partner_people_partner ON partner_people (partner_id);

CREATE TABLE partner_agreements (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partner_id  bigint NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
    signed_on   date   NOT NULL,
    -- valid_until is the last day, NULL for an agreement without an end.
    valid_until date,
    subject     text   NOT NULL,
    note        text   NOT NULL DEFAULT '',
    CONSTRAINT partner_agreements_order CHECK (valid_until IS NULL OR valid_until >= signed_on),
    CONSTRAINT partner_agreements_lengths CHECK (subject <> '' AND char_length(subject) <= 300 AND char_length(note) <= 2000)
);
CREATE INDEX partner_agreements_partner ON partner_agreements (partner_id);

CREATE TABLE partner_contacts (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partner_id bigint      NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
    had_on     date        NOT NULL,
    how        text        NOT NULL,
    whom       text        NOT NULL DEFAULT '',
    about      text        NOT NULL,
    noted_at   timestamptz NOT NULL,
    noted_by   text        NOT NULL,
    CONSTRAINT partner_contacts_how CHECK (how IN ('phone', 'mail', 'visit', 'meeting', 'video', 'event')),
    CONSTRAINT partner_contacts_lengths CHECK (about <> '' AND char_length(about) <= 1000 AND char_length(whom) <= 160)
);
CREATE INDEX partner_contacts_partner ON partner_contacts (partner_id, had_on DESC, id DESC);
