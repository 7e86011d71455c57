-- Messages go by SMS too; parts counts the short messages one text was paid as.
ALTER TABLE messages
    DROP CONSTRAINT messages_channel_known,
    ADD CONSTRAINT messages_channel_known CHECK (channel IN ('mail', 'sms')),
    ADD COLUMN parts smallint NOT NULL DEFAULT 0,
    ADD CONSTRAINT messages_parts_range CHECK (parts BETWEEN 0 AND 20),
    ADD CONSTRAINT messages_phone_shape CHECK (channel <> 'sms' OR recipient ~ '^\+[0-9]{6,15}$');
