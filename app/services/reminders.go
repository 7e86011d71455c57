package services

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// MostReminder is how long before an appointment a reminder may be set, in minutes.
const MostReminder = 14 * 24 * 60

// SetReminders sets how many minutes before an appointment of the area people are
// reminded, 0 for not at all, from now on also for appointments already booked.
// Invalid on "first" or "last" beyond MostReminder, or where the first is not at
// least an hour before the last. The same again is quiet.
func SetReminders(ctx context.Context, idb bun.IDB, actor auth.Actor, areaID int64, first, last int, now time.Time) error {
	var c fault.Check
	c.If(first < 0 || first > MostReminder, "first", "services.error.reminder")
	c.If(last < 0 || last > MostReminder, "last", "services.error.reminder")
	c.If(first > 0 && last > 0 && first < last+60, "first", "services.error.reminders_order")
	if err := c.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a := new(Area)
		if err := tx.NewSelect().Model(a).Where("id = ?", areaID).For("UPDATE").Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "lock area")
		}
		if a.FirstReminder == first && a.LastReminder == last {
			return nil
		}
		res, err := tx.NewUpdate().Model(a).Set("first_reminder = ?, last_reminder = ?", first, last).WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "set reminders")
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: "services.reminders", Subject: "area", SubjectID: a.ID, At: now,
			Data: map[string]any{"first": first, "last": last},
		})
	})
}
