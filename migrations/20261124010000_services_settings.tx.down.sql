DROP TABLE released_times;
ALTER TABLE booking_drafts DROP COLUMN place, DROP COLUMN address, DROP COLUMN proved;
ALTER TABLE appointments DROP COLUMN place, DROP COLUMN address, DROP COLUMN video_link, DROP COLUMN change_minutes;
DROP INDEX appointments_group_members;
DROP INDEX appointments_received;
ALTER TABLE areas
    DROP COLUMN places, DROP COLUMN video_link, DROP COLUMN who, DROP COLUMN lead_minutes, DROP COLUMN horizon_days,
    DROP COLUMN change_minutes, DROP COLUMN release_minutes, DROP COLUMN seats, DROP COLUMN languages,
    DROP COLUMN mediator_required, DROP COLUMN before, DROP COLUMN after, DROP COLUMN edited_at;
