package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Comer is an appointment of today that is still to be received: nothing about the
// person, so that a page opened by a link may count with it.
type Comer struct {
	ID, OperatorID, AreaID int64
	StartsAt               time.Time
}

// Comers gives the appointments of a desk's day at now whose person has not been
// received, marked as missing or cancelled, by start. Of a group meeting each of the
// operator's times counts once. It changes nothing.
func Comers(ctx context.Context, idb bun.IDB, desk *desks.Desk, now time.Time) ([]Comer, error) {
	all, loc := []Comer{}, desk.Location()
	day := desks.DateOf(now.In(loc))
	err := idb.NewRaw(`SELECT DISTINCT ON (a.starts_at, a.operator_id) a.id, a.operator_id, a.area_id, a.starts_at FROM appointments AS a
		WHERE a.desk_id = ? AND a.starts_at >= ? AND a.starts_at < ? AND num_nonnulls(a.cancelled_at, a.no_show_at, a.seen_at) = 0
		ORDER BY a.starts_at, a.operator_id, a.id`, desk.ID, day.In(loc), day.AddDays(1).In(loc)).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list who is expected today")
}
