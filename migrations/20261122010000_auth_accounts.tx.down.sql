DROP TABLE area_codes;
DROP TABLE rate_limits;
DROP TABLE signin_guards;
DROP TABLE sessions;
DROP TABLE user_password_links;
DROP TABLE user_recovery_codes;
DROP TABLE user_passkeys;
DROP TABLE users;
