-- A line that is deleted is looked for as the next one of others.
CREATE INDEX person_entries_next ON person_entries (next_id) WHERE next_id IS NOT NULL;
