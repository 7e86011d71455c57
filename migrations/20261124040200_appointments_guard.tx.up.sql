-- Where a form that holds a time comes from, as keyed hashes that go away with the
-- form a day later; and the settings against abuse, one row.
ALTER TABLE booking_drafts ADD COLUMN network_near bytea, ADD COLUMN network_wide bytea,
    ADD CONSTRAINT booking_drafts_network_whole CHECK ((network_near IS NULL) = (network_wide IS NULL));
COMMENT ON COLUMN booking_drafts.network_near IS 'HMAC of the address (IPv4) or of its first 64 bits (IPv6). No address stands here.';
COMMENT ON COLUMN booking_drafts.network_wide IS 'HMAC of the first 24 bits (IPv4) or 48 bits (IPv6) of the address.';
CREATE INDEX booking_drafts_network ON booking_drafts (network_wide, created_at) WHERE network_wide IS NOT NULL;

CREATE TABLE guard_settings (
    id           int  PRIMARY KEY DEFAULT 1,
    work_bits    int  NOT NULL DEFAULT 18,
    mail_minutes int  NOT NULL DEFAULT 0,
    CONSTRAINT guard_settings_one CHECK (id = 1),
    CONSTRAINT guard_settings_work_bits CHECK (work_bits BETWEEN 8 AND 24),
    CONSTRAINT guard_settings_mail_minutes CHECK (mail_minutes BETWEEN 0 AND 1440)
);
INSERT INTO guard_settings DEFAULT VALUES;
