-- A form whose person is asked by mail before the appointment is firm: the number in
-- the link, until when it is good, how many mails went out.
CREATE SEQUENCE booking_proofs;
ALTER TABLE booking_drafts
    ADD COLUMN proof_id    bigint,
    ADD COLUMN proof_until timestamptz,
    ADD COLUMN proof_mails int NOT NULL DEFAULT 0,
    ADD CONSTRAINT booking_drafts_proof UNIQUE (proof_id),
    ADD CONSTRAINT booking_drafts_proof_whole CHECK ((proof_id IS NULL) = (proof_until IS NULL) AND (proof_id IS NULL) = (proof_mails = 0)),
    ADD CONSTRAINT booking_drafts_proof_mails CHECK (proof_mails BETWEEN 0 AND 3);
