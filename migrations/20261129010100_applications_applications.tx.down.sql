UPDATE cv_shares SET ended_why = 'staff' WHERE ended_why = 'person';
ALTER TABLE cv_shares DROP CONSTRAINT cv_shares_why_known;
ALTER TABLE cv_shares ADD CONSTRAINT cv_shares_why_known CHECK (ended_why IN ('', 'consent', 'cv', 'staff', 'time'));
DROP TABLE application_moves;
DROP TABLE applications;
