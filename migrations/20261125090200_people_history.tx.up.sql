-- What was written into a file and when, lines taken out since included.
CREATE INDEX person_entries_history ON person_entries (person_id, added_at, id);
