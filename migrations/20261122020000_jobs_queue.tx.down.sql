DROP TABLE job_ticks;
DROP TABLE jobs;
DROP SEQUENCE jobs_leases;
