DROP SEQUENCE appointments_link_requests;
ALTER TABLE booking_drafts DROP COLUMN no_reminders;
ALTER TABLE appointments DROP COLUMN no_reminders, DROP COLUMN cancel_code;
ALTER TABLE areas DROP COLUMN first_reminder, DROP COLUMN last_reminder;
