DELETE FROM messages WHERE channel = 'sms';
ALTER TABLE messages
    DROP CONSTRAINT messages_phone_shape,
    DROP COLUMN parts,
    DROP CONSTRAINT messages_channel_known,
    ADD CONSTRAINT messages_channel_known CHECK (channel IN ('mail'));
