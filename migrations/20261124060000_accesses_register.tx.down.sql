DROP TABLE access_versions, accesses;
DROP FUNCTION accesses_keep();
