-- What employers did stays in the trail: only new lines are looked at.
ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_actor_shape;
ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_actor_shape
    CHECK (actor ~ '^(user:[0-9]+|person:[0-9]+|citizen|anonymous|program:[a-z][a-z0-9._-]*)$') NOT VALID;
