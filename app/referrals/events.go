package referrals

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Event is the kind of a step of a referral in a person's history; its Code is the
// state that was reached, its desk the one that was asked.
const Event = "referral"

// eventRows are the steps of the referrals of a person that the actor's desks sent or
// were sent; what a withdrawn one said stays with the sender.
const eventRows = `SELECT s.at, 'referral' AS kind, s.id, r.id AS about, r.to_desk_id AS desk_id, 0 AS area_id, s.state AS code,
	CASE WHEN r.withdrawn_at IS NULL OR s.state = 'withdrawn' OR ?1 OR r.from_desk_id = ANY(?2) THEN s.text ELSE '' END AS text, s.by
	FROM cases AS c JOIN referrals AS r ON r.case_id = c.id JOIN referral_steps AS s ON s.referral_id = r.id
	WHERE c.person_id = ANY(?0) AND (?1 OR r.from_desk_id = ANY(?2) OR r.to_desk_id = ANY(?2))`

// Events are the steps of the referrals of a person.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(Event) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
