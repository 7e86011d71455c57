-- A form whose time is held for somebody on the waiting list: it may have a time that
-- was given back a moment ago, before the public sees it.
ALTER TABLE booking_drafts ADD COLUMN offered boolean NOT NULL DEFAULT false;
