DROP TABLE standard_versions;
DROP TABLE standards;
DROP TABLE repertoires;
