package meetings

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Event is the kind of an item about a person's case in their history; its code is the
// state of the meeting, its text the item's title.
const Event = "team"

const eventRows = `SELECT m.starts_at AS at, 'team' AS kind, i.id, i.id AS about, c.desk_id, 0 AS area_id,
		m.state AS code, i.title AS text, 'user:' || m.user_id AS by
	FROM cases AS c JOIN meeting_items AS i ON i.case_id = c.id JOIN meetings AS m ON m.id = i.meeting_id
	WHERE c.person_id = ANY(?0) AND (?1 OR c.desk_id = ANY(?2)) AND m.state <> 'cancelled'`

// Events are the meetings about a person's cases at the actor's desks, cancelled ones
// left out.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(Event) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
