UPDATE people_restrictions AS x SET lifted_at = since, lifted_by = set_by WHERE lifted_at IS NULL AND scope = 'sharing'
    AND EXISTS (SELECT FROM people_restrictions AS y WHERE y.person_id = x.person_id AND y.lifted_at IS NULL AND y.scope = 'file');
DROP INDEX people_restrictions_one;
CREATE UNIQUE INDEX people_restrictions_one ON people_restrictions (person_id) WHERE lifted_at IS NULL;
