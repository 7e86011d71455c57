DROP SEQUENCE user_changes;
