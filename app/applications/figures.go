package applications

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
	// Nominated are people a desk put forward (Repertorio, indicators 6.2 and 10.1, which
	// must agree: one number), each job once.
	Nominated int
	// Interviews are first interviews, Hired who was taken (6.4), on whatever road.
	Interviews, Hired int
}

// Count gives the figures of a desk of the actor's, of all of theirs for the desk 0, from
// one day to another, both included. What somebody did alone counts at every desk that
// knows them, and once in all of them together.
func Count(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, from, to desks.Date) (Figures, error) {
	ids, all := actor.Desks()
	var x Figures
	err := idb.NewRaw(`SELECT
			count(*) FILTER (WHERE ap.road = 'desk' AND ap.sent_on BETWEEN ?3 AND ?4) AS nominated,
			count(*) FILTER (WHERE ap.interviewed_on BETWEEN ?3 AND ?4) AS interviews,
			count(*) FILTER (WHERE ap.hired_on BETWEEN ?3 AND ?4) AS hired
		FROM applications AS ap
		WHERE (ap.road = 'desk' AND ap.sent_on BETWEEN ?3 AND ?4 OR ap.interviewed_on BETWEEN ?3 AND ?4 OR ap.hired_on BETWEEN ?3 AND ?4)
			AND (ap.desk_id IS NULL AND (?0 AND ?2 = 0 OR EXISTS (SELECT FROM people AS o JOIN person_desks AS pd ON pd.person_id = COALESCE(o.root_id, o.id)
					WHERE o.id = ap.person_id AND (?0 OR pd.desk_id = ANY(?1)) AND (?2 = 0 OR pd.desk_id = ?2)))
				OR (?0 OR ap.desk_id = ANY(?1)) AND (?2 = 0 OR ap.desk_id = ?2))`,
		all, pgdialect.Array(ids), deskID, from, to).Scan(ctx, &x.Nominated, &x.Interviews, &x.Hired)
	return x, fault.Wrap(db.Translate(err), "count applications")
}
