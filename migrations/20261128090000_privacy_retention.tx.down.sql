DROP TABLE retention_notices;
DROP TABLE retention_settings;
