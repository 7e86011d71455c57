package privacy

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Kinds of the events of requests in a person's history.
const (
	EventAsked    = "privacy_asked"
	EventAnswered = "privacy_answered"
)

// eventRows are what a person asked about their data and the answers, whatever desk wrote
// them down: the request is the person's.
const eventRows = `SELECT q.asked_at AS at, 'privacy_asked' AS kind, q.id, q.id AS about, 0 AS desk_id, 0 AS area_id, q.kind || '.open' AS code, q.text, q.asked_by AS by
	FROM privacy_requests AS q WHERE q.person_id = ANY(?0)
	UNION ALL SELECT q.decided_at, 'privacy_answered', q.id, q.id, 0, 0, q.kind || '.' || q.state, q.answer, q.decided_by
	FROM privacy_requests AS q WHERE q.person_id = ANY(?0) AND q.decided_at IS NOT NULL`

// Events are those of a person's requests.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(EventAsked, EventAnswered) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
