package portal

import (
	"context"
	"time"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/queue"
)

// expected tells the queue who is booked today and not received: the queue and the
// appointments do not know each other.
func (s *Screens) expected(now time.Time) queue.Expecting {
	return func(ctx context.Context, desk *desks.Desk) ([]queue.Expected, error) {
		comers, err := appointments.Comers(ctx, s.db.Web, desk, now)
		all := make([]queue.Expected, len(comers))
		for i, c := range comers {
			all[i] = queue.Expected{AppointmentID: c.ID, OperatorID: c.OperatorID, AreaID: c.AreaID, BookedAt: c.StartsAt}
		}
		return all, err
	}
}
