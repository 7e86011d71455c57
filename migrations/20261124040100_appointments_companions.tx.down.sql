ALTER TABLE booking_drafts DROP COLUMN booker, DROP COLUMN relation, DROP COLUMN companions, DROP COLUMN companion_note;
ALTER TABLE appointments DROP COLUMN booker, DROP COLUMN relation, DROP COLUMN companions, DROP COLUMN companion_note;
