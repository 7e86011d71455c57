DROP TABLE institution;
