-- Settings of a service area; the defaults are what held before there were any.
ALTER TABLE areas
    ADD COLUMN places            text[]      NOT NULL DEFAULT '{desk}',
    ADD COLUMN video_link        text        NOT NULL DEFAULT '',
    ADD COLUMN who               text        NOT NULL DEFAULT 'anyone',
    ADD COLUMN lead_minutes      int         NOT NULL DEFAULT 60,
    ADD COLUMN horizon_days      int         NOT NULL DEFAULT 90,
    ADD COLUMN change_minutes    int         NOT NULL DEFAULT 0,
    ADD COLUMN release_minutes   int         NOT NULL DEFAULT 0,
    ADD COLUMN seats             int         NOT NULL DEFAULT 1,
    ADD COLUMN languages         text[]      NOT NULL DEFAULT '{}',
    ADD COLUMN mediator_required boolean     NOT NULL DEFAULT false,
    ADD COLUMN before            jsonb       NOT NULL DEFAULT '{}',
    ADD COLUMN after             jsonb       NOT NULL DEFAULT '{}',
    ADD COLUMN edited_at         timestamptz,
    ADD CONSTRAINT areas_places CHECK (places <> '{}' AND places <@ '{desk,phone,video,home}'),
    ADD CONSTRAINT areas_video CHECK (NOT places @> '{video}' OR video_link LIKE 'https://%'),
    ADD CONSTRAINT areas_video_length CHECK (char_length(video_link) <= 250),
    ADD CONSTRAINT areas_who CHECK (who IN ('anyone', 'known', 'staff')),
    ADD CONSTRAINT areas_lead CHECK (lead_minutes BETWEEN 0 AND 43200),
    ADD CONSTRAINT areas_horizon CHECK (horizon_days BETWEEN 1 AND 366 AND horizon_days * 1440 > lead_minutes),
    ADD CONSTRAINT areas_change CHECK (change_minutes BETWEEN 0 AND 20160),
    ADD CONSTRAINT areas_release CHECK (release_minutes BETWEEN 0 AND 1440),
    ADD CONSTRAINT areas_seats CHECK (seats BETWEEN 1 AND 200),
    ADD CONSTRAINT areas_group_place CHECK (seats = 1 OR NOT places && '{phone,home}');

-- What was agreed when booking stays, whatever the area says later.
ALTER TABLE appointments
    ADD COLUMN place          text NOT NULL DEFAULT 'desk',
    ADD COLUMN address        text NOT NULL DEFAULT '',
    ADD COLUMN video_link     text NOT NULL DEFAULT '',
    ADD COLUMN change_minutes int  NOT NULL DEFAULT 0,
    ADD CONSTRAINT appointments_place_known CHECK (place IN ('desk', 'phone', 'video', 'home')),
    ADD CONSTRAINT appointments_place_whole CHECK (
        (place <> 'phone' OR phone <> '') AND (place <> 'home' OR address <> '') AND (place = 'video') = (video_link <> '')),
    ADD CONSTRAINT appointments_address_length CHECK (char_length(address) <= 200),
    ADD CONSTRAINT appointments_video_length CHECK (char_length(video_link) <= 300),
    ADD CONSTRAINT appointments_change CHECK (change_minutes BETWEEN 0 AND 20160);
CREATE INDEX appointments_group_members ON appointments (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX appointments_received ON appointments (lower(email)) WHERE seen_at IS NOT NULL AND email <> '';

-- proved is the address whose owner was signed in when the time was held.
ALTER TABLE booking_drafts
    ADD COLUMN place   text NOT NULL DEFAULT '',
    ADD COLUMN address text NOT NULL DEFAULT '',
    ADD COLUMN proved  text NOT NULL DEFAULT '',
    ADD CONSTRAINT booking_drafts_place_known CHECK (place IN ('', 'desk', 'phone', 'video', 'home')),
    ADD CONSTRAINT booking_drafts_address_length CHECK (char_length(address) <= 200),
    ADD CONSTRAINT booking_drafts_proved_length CHECK (char_length(proved) <= 254);

-- Times given back by a cancellation or a move, shut to the public until they reopen.
CREATE TABLE released_times (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    appointment_id bigint      NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    desk_id        bigint      NOT NULL REFERENCES desks (id) ON DELETE CASCADE,
    operator_id    bigint      NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    area_id        bigint      NOT NULL REFERENCES areas (id) ON DELETE CASCADE,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    reopens_at     timestamptz NOT NULL,
    CONSTRAINT released_times_length CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '8 hours')
);
CREATE INDEX released_times_operator ON released_times (operator_id, starts_at);
CREATE INDEX released_times_reopens ON released_times (reopens_at);
CREATE INDEX released_times_appointment ON released_times (appointment_id);
