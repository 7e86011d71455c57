package accesses

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Event is the kind of a row of the register in a person's history; its code is the
// Outcome.
const Event = "access"

const eventRows = `SELECT c.at, 'access' AS kind, c.id, c.id AS about, c.desk_id, c.area_id, c.outcome AS code, c.need AS text, c.written_by AS by
	FROM accesses AS c WHERE c.person_id = ANY(?0) AND (?1 OR c.desk_id = ANY(?2))`

// Events are a person's contacts at the actor's desks.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(Event) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
