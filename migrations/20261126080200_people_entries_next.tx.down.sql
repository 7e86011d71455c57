DROP INDEX person_entries_next;
