DROP TABLE guard_settings;
ALTER TABLE booking_drafts DROP COLUMN network_near, DROP COLUMN network_wide;
