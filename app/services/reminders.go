package services

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
)

// SetReminders is SaveSettings for the two reminders alone, 0 for none.
func SetReminders(ctx context.Context, idb bun.IDB, actor auth.Actor, areaID int64, first, last int, now time.Time) error {
	a, err := Find(ctx, idb, areaID)
	if err != nil {
		return err
	}
	s := a.Settings
	s.FirstReminder, s.LastReminder = first, last
	return SaveSettings(ctx, idb, actor, areaID, s, now)
}
