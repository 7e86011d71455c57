package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// ListOwn gives the appointments of the file of the person the actor is, in the order of
// ListByEmail; none for anybody else. What an address booked and nobody linked is not
// theirs: couples share addresses.
func ListOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) ([]Appointment, error) {
	all := []Appointment{}
	if actor.PersonID == 0 {
		return all, nil
	}
	q := idb.NewSelect().Model(&all).Relation("Area").Relation("Operator").Where("a.person_id IN "+people.OwnRecords, actor.PersonID)
	if err := comingFirst(q, now).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list one's own appointments")
	}
	return all, withDesks(ctx, idb, all)
}
