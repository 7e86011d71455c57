package referrals

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Kinds of the events of a referral form in a person's history: it came, and the report
// went back to the body.
const (
	EventIncoming = "incoming"
	EventReport   = "incoming_report"
)

// incomingRows are what happened with the accepted forms of a person.
const incomingRows = `WITH i AS (SELECT * FROM incoming_referrals WHERE person_id = ANY(?0) AND (?1 OR desk_id = ANY(?2)))
	SELECT i.sent_at AS at, 'incoming' AS kind, i.id, i.id AS about, i.desk_id, 0 AS area_id, i.state AS code, i.reason AS text, 'user:' || i.user_id AS by FROM i
	UNION ALL SELECT s.at, 'incoming_report', s.id, i.id, i.desk_id, 0, 'reported', s.text, s.by FROM i JOIN incoming_steps AS s ON s.incoming_id = i.id WHERE s.state = 'reported'`

// IncomingEvents are those of the forms by which bodies sent a person to the actor's desks.
func IncomingEvents(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(EventIncoming, EventReport) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, incomingRows)
}
