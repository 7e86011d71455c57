-- Who followed a case before: read with the history of a person.
CREATE INDEX case_holders_case ON case_holders (case_id, id);
