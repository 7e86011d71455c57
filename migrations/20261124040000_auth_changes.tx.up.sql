-- Numbers of the mails that tell somebody what changed at their account.
CREATE SEQUENCE user_changes;
