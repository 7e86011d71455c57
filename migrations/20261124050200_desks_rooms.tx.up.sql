-- Rooms of a desk: a desk that has some needs a free one for each meeting there.
CREATE TABLE rooms (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    desk_id    bigint      NOT NULL REFERENCES desks (id) ON DELETE CASCADE,
    name       text        NOT NULL,
    seats      int         NOT NULL DEFAULT 1,
    accessible boolean     NOT NULL DEFAULT false,
    retired_at timestamptz,
    retired_by text        NOT NULL DEFAULT '',
    CONSTRAINT rooms_of UNIQUE (id, desk_id),
    CONSTRAINT rooms_name_taken UNIQUE (desk_id, name),
    CONSTRAINT rooms_name CHECK (char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT rooms_seats CHECK (seats BETWEEN 1 AND 200),
    CONSTRAINT rooms_retired_whole CHECK ((retired_at IS NULL) = (retired_by = ''))
);

ALTER TABLE appointments
    ADD COLUMN room_id bigint,
    ADD CONSTRAINT appointments_room FOREIGN KEY (room_id, desk_id) REFERENCES rooms (id, desk_id),
    -- One room never holds two meetings at once; a group is one meeting.
    ADD CONSTRAINT appointments_room_no_overlap EXCLUDE USING gist (
        room_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&, (COALESCE(-group_id, id)) WITH <>)
        WHERE (cancelled_at IS NULL AND room_id IS NOT NULL AND overbook_reason = '');

ALTER TABLE booking_drafts
    ADD COLUMN room_id bigint,
    ADD CONSTRAINT booking_drafts_room FOREIGN KEY (room_id, desk_id) REFERENCES rooms (id, desk_id);
