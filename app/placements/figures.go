package placements

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Figures are what the indicators count of a period.
type Figures struct {
	// Internships started (Repertorio, indicator 5.2) and Hired, who began to work with a
	// contract (6.4).
	Internships, Hired int
	// Ended internships, and those of them that Turned into a job: the success rate.
	Ended, Turned int
	// Talks are visits and support talks.
	Talks int
}

// Count gives the figures of a desk of the actor's, of all of theirs for the desk 0,
// from one day to another, both included.
func Count(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, from, to desks.Date) (Figures, error) {
	ids, all := actor.Desks()
	var x Figures
	where := "(?0 OR pl.desk_id = ANY(?1)) AND (?2 = 0 OR pl.desk_id = ?2)"
	err := idb.NewRaw(`SELECT
			count(*) FILTER (WHERE pl.kind = 'internship' AND pl.started_on BETWEEN ?3 AND ?4) AS internships,
			count(*) FILTER (WHERE pl.kind IN ('contract', 'cooperative') AND pl.started_on BETWEEN ?3 AND ?4) AS hired,
			count(*) FILTER (WHERE pl.kind = 'internship' AND pl.ended_on BETWEEN ?3 AND ?4) AS ended,
			count(*) FILTER (WHERE pl.kind = 'internship' AND pl.ended_on BETWEEN ?3 AND ?4 AND pl.end_reason = 'job') AS turned,
			(SELECT count(*) FROM placement_visits AS v JOIN placements AS pl ON pl.id = v.placement_id
				WHERE v.removed_at IS NULL AND v.held_on BETWEEN ?3 AND ?4 AND `+where+`) AS talks
		FROM placements AS pl WHERE (pl.started_on BETWEEN ?3 AND ?4 OR pl.ended_on BETWEEN ?3 AND ?4) AND `+where,
		all, pgdialect.Array(ids), deskID, from, to).Scan(ctx, &x)
	return x, fault.Wrap(db.Translate(err), "count placements")
}
