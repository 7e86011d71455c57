ALTER TABLE booking_drafts DROP COLUMN proof_id, DROP COLUMN proof_until, DROP COLUMN proof_mails;
DROP SEQUENCE booking_proofs;
