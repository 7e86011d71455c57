-- A posting is checked by who writes it, a million at a time: a trigger for each would take
-- longer than all the rest of loading a classification.
ALTER TABLE occupation_postings DROP CONSTRAINT occupation_postings_word_id_fkey;
ALTER TABLE occupation_postings DROP CONSTRAINT occupation_postings_term_id_fkey;
ALTER TABLE skill_postings DROP CONSTRAINT skill_postings_word_id_fkey;
ALTER TABLE skill_postings DROP CONSTRAINT skill_postings_term_id_fkey;
