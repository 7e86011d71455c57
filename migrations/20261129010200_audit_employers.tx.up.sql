-- An employer answers from the page of a CV that was sent to them.
ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_actor_shape;
ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_actor_shape
    CHECK (actor ~ '^(user:[0-9]+|person:[0-9]+|share:[0-9]+|citizen|anonymous|program:[a-z][a-z0-9._-]*)$');
