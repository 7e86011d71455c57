-- The first day on which a CV nobody renewed may be erased: its person was told, where
-- they could be. Renewing takes it back.
ALTER TABLE cvs ADD COLUMN going_on date;
