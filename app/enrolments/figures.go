package enrolments

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
	// Sent to training by the desk (Repertorio, indicator 3.4), Enrolled (3.5), who were
	// admitted or began, and Completed (3.6).
	Sent, Enrolled, Completed int
}

// Count gives the figures of a desk of the actor's, of all of theirs for the desk 0, from
// one day to another, both included. What only the person told is not counted.
func Count(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, from, to desks.Date) (Figures, error) {
	ids, all := actor.Desks()
	var x Figures
	err := idb.NewRaw(`SELECT count(*) FILTER (WHERE en.sent_on BETWEEN ?3 AND ?4) AS sent,
			count(*) FILTER (WHERE en.enrolled_on BETWEEN ?3 AND ?4) AS enrolled,
			count(*) FILTER (WHERE en.completed_on BETWEEN ?3 AND ?4) AS completed
		FROM enrolments AS en WHERE en.removed_at IS NULL
			AND (en.sent_on BETWEEN ?3 AND ?4 OR en.enrolled_on BETWEEN ?3 AND ?4 OR en.completed_on BETWEEN ?3 AND ?4)
			AND (?0 OR en.desk_id = ANY(?1)) AND (?2 = 0 OR en.desk_id = ?2)`,
		all, pgdialect.Array(ids), deskID, from, to).Scan(ctx, &x)
	return x, fault.Wrap(db.Translate(err), "count enrolments")
}
