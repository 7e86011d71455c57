package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

func wrongState() error { return fault.New(fault.Conflict, "appointments.error.state") }

func tooEarly() error { return fault.New(fault.Conflict, "appointments.error.early") }

// Arrive marks that the person has come, on the day of the appointment or later.
// Already arrived or received is quiet; cancelled or missing is Conflict.
func Arrive(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return mark(ctx, idb, actor, id, "arrive", now, func(a *Appointment, by string) ([]string, error) {
		switch a.State() {
		case Arrived, Seen:
			return nil, nil
		case Booked:
			a.ArrivedAt, a.ArrivedBy = &now, by
			return []string{"arrived_at", "arrived_by"}, a.dayHasCome(now)
		}
		return nil, wrongState()
	})
}

// MarkSeen marks that the person was received, arrived before or not. Already
// received is quiet; cancelled or missing is Conflict.
func MarkSeen(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return mark(ctx, idb, actor, id, "see", now, func(a *Appointment, by string) ([]string, error) {
		switch a.State() {
		case Seen:
			return nil, nil
		case Booked, Arrived:
			a.SeenAt, a.SeenBy = &now, by
			return []string{"seen_at", "seen_by"}, a.dayHasCome(now)
		}
		return nil, wrongState()
	})
}

// MarkNoShow marks that the person did not come, once the time has begun. Already
// so is quiet; arrived, received or cancelled is Conflict.
func MarkNoShow(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return mark(ctx, idb, actor, id, "no_show", now, func(a *Appointment, by string) ([]string, error) {
		switch a.State() {
		case NoShow:
			return nil, nil
		case Booked:
			if now.Before(a.StartsAt) {
				return nil, tooEarly()
			}
			a.NoShowAt, a.NoShowBy = &now, by
			return []string{"no_show_at", "no_show_by"}, nil
		}
		return nil, wrongState()
	})
}

// UndoMark takes back the latest mark made by mistake: received becomes arrived
// (or booked when nobody marked the arrival), missing and arrived become booked.
// Nothing marked is quiet; cancelled is Conflict, because the time may be gone.
func UndoMark(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return mark(ctx, idb, actor, id, "undo", now, func(a *Appointment, _ string) ([]string, error) {
		switch a.State() {
		case Seen:
			a.SeenAt, a.SeenBy = nil, ""
			return []string{"seen_at", "seen_by"}, nil
		case NoShow:
			a.NoShowAt, a.NoShowBy = nil, ""
			return []string{"no_show_at", "no_show_by"}, nil
		case Arrived:
			a.ArrivedAt, a.ArrivedBy = nil, ""
			return []string{"arrived_at", "arrived_by"}, nil
		case Booked:
			return nil, nil
		}
		return nil, wrongState()
	})
}

// mark locks an appointment of the actor's desks, asks rule which columns it
// changed, and writes them with a line in the audit trail. No column is quiet.
func mark(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, verb string, now time.Time,
	rule func(a *Appointment, by string) ([]string, error),
) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lock(ctx, tx, id, of(actor))
		if err != nil {
			return err
		}
		if a.Desk, err = desks.Find(ctx, tx, a.DeskID); err != nil {
			return err
		}
		columns, err := rule(a, actor.Ref())
		if err != nil || len(columns) == 0 {
			return err
		}
		if err := save(ctx, tx, a, columns...); err != nil {
			return err
		}
		return record(ctx, tx, a, verb, actor.Ref(), now)
	})
}

// dayHasCome refuses marks on the days before the appointment.
func (a *Appointment) dayHasCome(now time.Time) error {
	if desks.DateOf(now.In(a.Desk.Location())).Before(desks.DateOf(a.Start())) {
		return tooEarly()
	}
	return nil
}
