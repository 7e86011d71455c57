package appointments

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Event is the kind of an appointment in a person's history; its code is the State.
const Event = "appointment"

const eventRows = `SELECT a.starts_at AS at, 'appointment' AS kind, a.id, a.id AS about, a.desk_id, a.area_id,
		CASE WHEN a.cancelled_at IS NOT NULL THEN 'cancelled' WHEN a.no_show_at IS NOT NULL THEN 'no_show'
			WHEN a.seen_at IS NOT NULL THEN 'seen' WHEN a.arrived_at IS NOT NULL THEN 'arrived' ELSE 'booked' END AS code,
		a.cancel_reason AS text, a.booked_by AS by
	FROM appointments AS a WHERE a.person_id = ANY(?0) AND (?1 OR a.desk_id = ANY(?2))`

// Events are a person's appointments at the actor's desks, the coming ones too.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(Event) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
