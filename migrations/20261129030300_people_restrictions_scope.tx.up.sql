-- Who objected to being sent may ask for the whole file to be held too: either ends alone.
DROP INDEX people_restrictions_one;
CREATE UNIQUE INDEX people_restrictions_one ON people_restrictions (person_id, scope) WHERE lifted_at IS NULL;
