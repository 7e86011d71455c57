DROP INDEX person_entries_history;
