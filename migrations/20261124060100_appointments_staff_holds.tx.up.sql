-- Who of the staff keeps a time while filling the form; '' is a person on the portal.
ALTER TABLE booking_drafts ADD COLUMN held_by text NOT NULL DEFAULT '';
