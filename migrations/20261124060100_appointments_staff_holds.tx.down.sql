ALTER TABLE booking_drafts DROP COLUMN held_by;
