-- The seats of a group meeting may be offered to several people at once: each is held
-- by a form of its own, and seats are counted when one is held.
ALTER TABLE waiting_offers
    ADD COLUMN seats int NOT NULL DEFAULT 1,
    ADD CONSTRAINT waiting_offers_seats CHECK (seats BETWEEN 1 AND 200),
    DROP CONSTRAINT waiting_offers_one_person,
    ADD CONSTRAINT waiting_offers_one_person EXCLUDE USING gist (
        operator_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (ended_at IS NULL AND seats = 1);
