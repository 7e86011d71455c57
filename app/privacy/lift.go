package privacy

import (
	"cmp"
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/fault"
)

// LiftDue ends the restrictions whose day has come, each in a transaction of its own, and
// closes to the desks the files they were let put right for CorrectDays. One that fails
// leaves the others done; the first failure is told at the end.
func LiftDue(ctx context.Context, idb bun.IDB, now time.Time) error {
	var ids []int64
	corrected := now.AddDate(0, 0, -CorrectDays)
	err := idb.NewRaw("SELECT id FROM people_restrictions WHERE lifted_at IS NULL AND (lifts_at <= ? OR corrects_at <= ?) ORDER BY id", now, corrected).Scan(ctx, &ids)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list restrictions that end")
	}
	var failed error
	for _, id := range ids {
		err := liftOne(ctx, idb, id, corrected, now)
		failed = cmp.Or(failed, report(ctx, err, "lift restriction", id))
	}
	return failed
}

func liftOne(ctx context.Context, idb bun.IDB, id int64, corrected, now time.Time) error {
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := lockRestricted(ctx, tx, id)
		if err != nil {
			return err
		}
		if x.LiftsAt != nil && !now.Before(*x.LiftsAt) {
			if err := x.Lift(ctx, tx, program(), now); err != nil {
				return err
			}
			return cvs.Obey(ctx, tx, program(), x.RootID, now)
		}
		if x.CorrectsAt == nil || corrected.Before(*x.CorrectsAt) {
			return nil // taken back meanwhile
		}
		return Permit(ctx, tx, program(), id, false, now)
	})
	if fault.Is(err, fault.NotFound) {
		return nil // lifted meanwhile
	}
	return err
}
