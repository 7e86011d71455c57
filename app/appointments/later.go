package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/fault"
)

// SeeLater marks that the person was received at a time past, as paper says; the audit
// trail has when it was typed in. Already received is quiet, cancelled or missing is
// Conflict; so is a time on a day before the appointment's, or to come.
func SeeLater(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, at, now time.Time) error {
	return mark(ctx, idb, actor, id, "see_later", now, func(a *Appointment, by string) ([]string, error) {
		switch a.State() {
		case Seen:
			return nil, nil
		case Booked, Arrived:
			if at.After(now) {
				return nil, tooEarly()
			}
			a.SeenAt, a.SeenBy = &at, by
			return []string{"seen_at", "seen_by"}, a.dayHasCome(at)
		}
		return nil, wrongState()
	})
}

// FindOn is Find for an appointment of a desk; one of another desk is NotFound.
func FindOn(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID, id int64) (*Appointment, error) {
	a, err := Find(ctx, idb, actor, id)
	if err == nil && a.DeskID != deskID {
		return nil, fault.Missing()
	}
	return a, err
}
