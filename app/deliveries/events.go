package deliveries

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Event is the kind of a delivered service in a person's history; its code is
// the one of its standard, its text the standard's Italian name.
const Event = "delivery"

const eventRows = `SELECT d.started_at AS at, 'delivery' AS kind, d.id, d.id AS about, d.desk_id, 0 AS area_id,
		s.code, v.name ->> 'it' AS text, d.written_by AS by
	FROM deliveries AS d JOIN cases AS c ON c.id = d.case_id
		JOIN standard_versions AS v ON v.id = d.standard_version_id JOIN standards AS s ON s.id = v.standard_id
	WHERE c.person_id = ANY(?0) AND (?1 OR d.desk_id = ANY(?2)) AND d.state <> 'withdrawn'`

// Events are the services delivered to a person at the actor's desks, withdrawn ones
// left out.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(Event) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
