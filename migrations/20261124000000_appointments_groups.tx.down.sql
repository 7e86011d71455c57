ALTER TABLE appointments DROP CONSTRAINT appointments_no_overlap;
ALTER TABLE appointments
    DROP COLUMN group_id, DROP COLUMN group_seats, DROP COLUMN seat,
    DROP COLUMN overbooked_by, DROP COLUMN overbook_reason;
ALTER TABLE appointments ADD CONSTRAINT appointments_no_overlap EXCLUDE USING gist (
    operator_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (cancelled_at IS NULL);
DROP TABLE group_meetings;
