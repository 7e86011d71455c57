package referrals

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Kinds of the events of this noun in a person's history, whose Code is the state that
// was reached: a step of a referral, whose desk is the one that was asked, and of one to
// a body of the network, whose Text begins with the body's name.
const (
	Event        = "referral"
	EventNetwork = "network"
)

// eventRows are the steps of the referrals of a person that the actor's desks sent or
// were sent; what a withdrawn one said stays with the sender.
const eventRows = `SELECT s.at, 'referral' AS kind, s.id, r.id AS about, r.to_desk_id AS desk_id, 0 AS area_id, s.state AS code,
	CASE WHEN r.withdrawn_at IS NULL OR s.state = 'withdrawn' OR ?1 OR r.from_desk_id = ANY(?2) THEN s.text ELSE '' END AS text, s.by
	FROM cases AS c JOIN referrals AS r ON r.case_id = c.id JOIN referral_steps AS s ON s.referral_id = r.id
	WHERE c.person_id = ANY(?0) AND (?1 OR r.from_desk_id = ANY(?2) OR r.to_desk_id = ANY(?2))
	UNION ALL SELECT s.at, 'network', s.id, g.id, g.desk_id, 0, s.action, b.name || CASE WHEN s.text = '' THEN '' ELSE ': ' || s.text END, s.by
	FROM cases AS c JOIN outgoing_referrals AS g ON g.case_id = c.id JOIN partners AS b ON b.id = g.partner_id JOIN outgoing_steps AS s ON s.outgoing_id = g.id
	WHERE c.person_id = ANY(?0) AND (?1 OR g.desk_id = ANY(?2))`

// Events are the steps of the referrals of a person.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(Event, EventNetwork) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
