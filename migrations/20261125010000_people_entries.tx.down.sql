DROP TABLE person_special, person_entries;
