-- Reminders: when, by area, in minutes before the appointment; 0 is none.
ALTER TABLE areas
    ADD COLUMN first_reminder int NOT NULL DEFAULT 2880,
    ADD COLUMN last_reminder  int NOT NULL DEFAULT 180,
    ADD CONSTRAINT areas_first_reminder CHECK (first_reminder BETWEEN 0 AND 20160),
    ADD CONSTRAINT areas_last_reminder CHECK (last_reminder BETWEEN 0 AND 20160),
    ADD CONSTRAINT areas_reminders_order CHECK (first_reminder = 0 OR last_reminder = 0 OR first_reminder >= last_reminder + 60);

-- Who wants no reminder, and why a person cancelled.
ALTER TABLE appointments
    ADD COLUMN no_reminders boolean NOT NULL DEFAULT false,
    ADD COLUMN cancel_code  text    NOT NULL DEFAULT '',
    ADD CONSTRAINT appointments_cancel_code_known CHECK (cancel_code IN ('', 'time', 'work', 'not_needed', 'other')),
    ADD CONSTRAINT appointments_cancel_code_cancelled CHECK (cancel_code = '' OR cancelled_at IS NOT NULL);
ALTER TABLE booking_drafts ADD COLUMN no_reminders boolean NOT NULL DEFAULT false;

-- Numbers of the requests "send me my link again"; nothing else of them is kept.
CREATE SEQUENCE appointments_link_requests;
