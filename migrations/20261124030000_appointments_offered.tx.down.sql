ALTER TABLE booking_drafts DROP COLUMN offered;
