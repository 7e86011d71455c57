package preferences

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Kinds of the events of this noun: a job was added or changed, or taken away.
const (
	EventSaid = "preference"
	EventGone = "preference_gone"
)

// eventRows are what was said, with the name of the occupation, and what was taken away.
const eventRows = `SELECT f.added_at AS at, 'preference' AS kind, f.id, 0 AS about, 0 AS desk_id, 0 AS area_id,
		CASE WHEN EXISTS (SELECT FROM preferences AS b WHERE b.person_id = f.person_id AND b.next_id = f.id) THEN 'changed' ELSE 'added' END AS code,
		COALESCE(o.labels ->> 'it', o.labels ->> 'en', '') AS text, f.added_by AS by
	FROM preferences AS f JOIN occupations AS o ON o.id = f.occupation_id WHERE f.person_id = ANY(?0)
	UNION ALL SELECT f.removed_at, 'preference_gone', f.id, 0, 0, 0, '', COALESCE(o.labels ->> 'it', o.labels ->> 'en', ''), f.removed_by
	FROM preferences AS f JOIN occupations AS o ON o.id = f.occupation_id WHERE f.person_id = ANY(?0) AND f.removed_at IS NOT NULL AND f.next_id IS NULL`

// Events are those of a person's preferences, whatever desk wrote them.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(EventSaid, EventGone) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
