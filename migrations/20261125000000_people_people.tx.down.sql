DROP TABLE person_reads;
ALTER TABLE person_desks DROP CONSTRAINT person_desks_merge;
DROP TABLE person_merges, person_versions, person_desks, person_names, name_words, person_contacts, people;
