-- The agenda's list, read by (starts_at, id), and the calendar feed of an operator:
-- a feed's address holds its id, so a new row is a new address and the old one is gone.
CREATE INDEX appointments_list ON appointments (starts_at, id);

CREATE TABLE calendar_feeds (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operator_id bigint      NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    opened_at   timestamptz NOT NULL,
    opened_by   text        NOT NULL,
    CONSTRAINT calendar_feeds_operator UNIQUE (operator_id)
);
