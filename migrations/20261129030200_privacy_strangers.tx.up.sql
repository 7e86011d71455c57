-- Who waited, and forms of bodies that were not accepted, are kept as long as it is set.
INSERT INTO retention_settings (purpose, months) VALUES ('waiting', 3), ('forms', 3);
DELETE FROM jobs WHERE kind = 'waiting.purge';
DELETE FROM job_ticks WHERE kind = 'waiting.purge';
