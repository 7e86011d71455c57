-- Who books for somebody else, and who comes along.
ALTER TABLE appointments
    ADD COLUMN booker         text NOT NULL DEFAULT '',
    ADD COLUMN relation       text NOT NULL DEFAULT '',
    ADD COLUMN companions     int  NOT NULL DEFAULT 0,
    ADD COLUMN companion_note text NOT NULL DEFAULT '',
    ADD CONSTRAINT appointments_booker_length CHECK (char_length(booker) <= 120),
    ADD CONSTRAINT appointments_booker_whole CHECK ((booker = '') = (relation = '')),
    ADD CONSTRAINT appointments_relation_known CHECK (relation IN ('', 'parent', 'child', 'partner', 'relative', 'friend', 'worker', 'other')),
    ADD CONSTRAINT appointments_companions_few CHECK (companions BETWEEN 0 AND 4),
    ADD CONSTRAINT appointments_companion_note_length CHECK (char_length(companion_note) <= 60),
    ADD CONSTRAINT appointments_companion_note_needless CHECK (companions > 0 OR companion_note = '');

ALTER TABLE booking_drafts
    ADD COLUMN booker         text NOT NULL DEFAULT '',
    ADD COLUMN relation       text NOT NULL DEFAULT '',
    ADD COLUMN companions     int  NOT NULL DEFAULT 0,
    ADD COLUMN companion_note text NOT NULL DEFAULT '',
    ADD CONSTRAINT booking_drafts_booker_length CHECK (char_length(booker) <= 120),
    ADD CONSTRAINT booking_drafts_companions_few CHECK (companions BETWEEN 0 AND 4),
    ADD CONSTRAINT booking_drafts_companion_note_length CHECK (char_length(companion_note) <= 60);
