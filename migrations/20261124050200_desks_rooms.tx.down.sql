ALTER TABLE booking_drafts DROP COLUMN room_id;
ALTER TABLE appointments DROP COLUMN room_id;
DROP TABLE rooms;
