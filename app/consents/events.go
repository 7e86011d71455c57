package consents

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Kinds of the events of consents in a person's history.
const (
	EventGiven = "consent_given"
	EventEnded = "consent_ended"
)

// eventRows are what a person agreed to and took back, whatever desk wrote it: a consent
// is the person's, not the desk's. Text is the employer.
const eventRows = `SELECT c.given_at AS at, 'consent_given' AS kind, c.id, c.id AS about, 0 AS desk_id, 0 AS area_id, c.purpose || '.' || c.channel AS code, c.employer AS text, c.given_by AS by
	FROM consents AS c WHERE c.person_id = ANY(?0)
	UNION ALL SELECT COALESCE(c.withdrawn_at, c.expired_at), 'consent_ended', c.id, c.id, 0, 0,
		c.purpose || '.' || CASE WHEN c.withdrawn_at IS NULL THEN 'expired' ELSE 'withdrawn' END, c.employer, c.withdrawn_by
	FROM consents AS c WHERE c.person_id = ANY(?0) AND (c.withdrawn_at IS NOT NULL OR c.expired_at IS NOT NULL)`

// Events are those of a person's consents.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(EventGiven, EventEnded) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
