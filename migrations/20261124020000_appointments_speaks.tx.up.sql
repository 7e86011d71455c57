-- The language the person wants the operator to speak; '' is any.
ALTER TABLE booking_drafts
    ADD COLUMN speaks text NOT NULL DEFAULT '',
    ADD CONSTRAINT booking_drafts_speaks_length CHECK (char_length(speaks) <= 35);
