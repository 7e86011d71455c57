UPDATE waiting_offers SET ended_at = made_at, outcome = 'withdrawn' WHERE ended_at IS NULL AND seats > 1;
ALTER TABLE waiting_offers
    DROP CONSTRAINT waiting_offers_one_person,
    ADD CONSTRAINT waiting_offers_one_person EXCLUDE USING gist (
        operator_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (ended_at IS NULL),
    DROP COLUMN seats;
