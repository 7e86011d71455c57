package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
)

// SetReminders keeps whether the person of a signed link wants to be reminded. The
// same again is quiet; begun, marked or cancelled is a Conflict as in MoveByPerson.
// The time allowed for changes does not matter here.
func SetReminders(ctx context.Context, idb bun.IDB, id int64, wanted bool, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lock(ctx, tx, id, byLink)
		if err != nil || a.NoReminders == !wanted {
			return err
		}
		if err := a.mustBeChangeable(now); err != nil && !a.Coming(now) {
			return err
		}
		a.NoReminders = !wanted
		if err := save(ctx, tx, a, "no_reminders"); err != nil {
			return err
		}
		verb := "remind_on"
		if a.NoReminders {
			verb = "remind_off"
		}
		return record(ctx, tx, a, verb, citizen, now)
	})
}
