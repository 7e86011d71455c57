package placements

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/people"
)

// Kinds of the events of a placement in a person's history. EventPlanned is one still
// to begin, on its planned day. Codes are the kind of the placement, the reason of an
// end, the channel of a visit, the side that was asked.
const (
	EventPlanned = "placement_planned"
	EventStarted = "placement_started"
	EventEnded   = "placement_ended"
	EventVisit   = "placement_visit"
	EventAsked   = "placement_asked"
)

const eventRows = `WITH pl AS (SELECT p.* FROM cases AS c JOIN placements AS p ON p.case_id = c.id WHERE c.person_id = ANY(?0) AND (?1 OR p.desk_id = ANY(?2)))
	SELECT pl.from_on::timestamp AT TIME ZONE 'Europe/Rome' AS at, CASE WHEN pl.state = 'planned' THEN 'placement_planned' ELSE 'placement_started' END AS kind,
		pl.id, pl.id AS about, pl.desk_id, 0 AS area_id, pl.kind AS code, concat_ws(' · ', pl.occupation, NULLIF(pl.firm, '')) AS text, '' AS by
		FROM pl WHERE pl.state <> 'cancelled'
	UNION ALL SELECT pl.ended_on::timestamp AT TIME ZONE 'Europe/Rome', 'placement_ended', pl.id, pl.id, pl.desk_id, 0, pl.end_reason, concat_ws(' · ', pl.occupation, NULLIF(pl.firm, ''), NULLIF(pl.end_note, '')), ''
		FROM pl WHERE pl.state = 'ended'
	UNION ALL SELECT v.held_on::timestamp AT TIME ZONE 'Europe/Rome', 'placement_visit', v.id, pl.id, pl.desk_id, 0, v.channel, v.found, v.by
		FROM pl JOIN placement_visits AS v ON v.placement_id = pl.id WHERE v.removed_at IS NULL
	UNION ALL SELECT o.asked_on::timestamp AT TIME ZONE 'Europe/Rome', 'placement_asked', o.id, pl.id, pl.desk_id, 0, o.side, concat_ws(' · ', NULLIF(o.score, 0)::text || '/5', NULLIF(o.why_not, ''), NULLIF(o.note, '')), o.by
		FROM pl JOIN placement_opinions AS o ON o.placement_id = pl.id WHERE o.replaced_at IS NULL`

// Events are the placements of a person at the actor's desks, cancelled ones left out.
func Events(ctx context.Context, idb bun.IDB, actor auth.Actor, h *people.History) ([]people.Event, error) {
	if !h.Wants(EventPlanned, EventStarted, EventEnded, EventVisit, EventAsked) {
		return nil, nil
	}
	return h.Read(ctx, idb, actor, eventRows)
}
