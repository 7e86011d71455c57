-- Meetings of several people (Orientation Labs), and times staff booked over others.
CREATE TABLE group_meetings (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    desk_id     bigint      NOT NULL REFERENCES desks (id),
    operator_id bigint      NOT NULL REFERENCES operators (id),
    area_id     bigint      NOT NULL REFERENCES areas (id),
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    seats       int         NOT NULL,
    CONSTRAINT group_meetings_once UNIQUE (operator_id, desk_id, area_id, starts_at),
    CONSTRAINT group_meetings_of UNIQUE (id, seats),
    CONSTRAINT group_meetings_seats CHECK (seats BETWEEN 2 AND 200),
    CONSTRAINT group_meetings_length CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '8 hours')
);

ALTER TABLE appointments
    ADD COLUMN group_id        bigint,
    ADD COLUMN group_seats     int,
    ADD COLUMN seat            int,
    ADD COLUMN overbooked_by   text NOT NULL DEFAULT '',
    ADD COLUMN overbook_reason text NOT NULL DEFAULT '',
    ADD CONSTRAINT appointments_group FOREIGN KEY (group_id, group_seats) REFERENCES group_meetings (id, seats) ON UPDATE CASCADE,
    ADD CONSTRAINT appointments_seat_whole CHECK (num_nonnulls(group_id, group_seats, seat) IN (0, 3)),
    ADD CONSTRAINT appointments_seat_exists CHECK (seat BETWEEN 1 AND group_seats),
    ADD CONSTRAINT appointments_overbooked_whole CHECK ((overbooked_by = '') = (overbook_reason = '')),
    ADD CONSTRAINT appointments_overbook_reason_length CHECK (char_length(overbook_reason) <= 300);

-- The last seat is given once.
CREATE UNIQUE INDEX appointments_seat_taken ON appointments (group_id, seat) WHERE cancelled_at IS NULL;

-- One operator never receives two people at once, but a group, or where a member of
-- the staff wrote why.
ALTER TABLE appointments DROP CONSTRAINT appointments_no_overlap;
ALTER TABLE appointments ADD CONSTRAINT appointments_no_overlap EXCLUDE USING gist (
    operator_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&, (COALESCE(-group_id, id)) WITH <>)
    WHERE (cancelled_at IS NULL AND overbook_reason = '');
