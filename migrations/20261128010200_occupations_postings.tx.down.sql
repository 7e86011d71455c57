ALTER TABLE skill_postings ADD CONSTRAINT skill_postings_term_id_fkey FOREIGN KEY (term_id) REFERENCES skill_terms (id) ON DELETE CASCADE;
ALTER TABLE skill_postings ADD CONSTRAINT skill_postings_word_id_fkey FOREIGN KEY (word_id) REFERENCES skill_words (id);
ALTER TABLE occupation_postings ADD CONSTRAINT occupation_postings_term_id_fkey FOREIGN KEY (term_id) REFERENCES occupation_terms (id) ON DELETE CASCADE;
ALTER TABLE occupation_postings ADD CONSTRAINT occupation_postings_word_id_fkey FOREIGN KEY (word_id) REFERENCES occupation_words (id);
