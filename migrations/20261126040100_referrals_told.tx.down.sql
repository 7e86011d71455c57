ALTER TABLE referral_steps DROP COLUMN told_at, DROP COLUMN told_by;
