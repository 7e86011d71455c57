package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Anyone stands for the first mediator who is there and free.
const Anyone int64 = -1

// AssignMediator gives an appointment of the actor's desks a mediator, Anyone for
// the first who is free, 0 for none; who is asked and who is let go is told. The
// same again is quiet. Conflict "appointments.error.mediator_busy" for who helps
// elsewhere at the time, "appointments.error.mediator_none" where Anyone is nobody,
// "appointments.error.state" for an appointment over or cancelled; NotFound for a
// mediator who does not serve the desk in the language.
func AssignMediator(ctx context.Context, idb bun.IDB, actor auth.Actor, id, mediatorID int64, now time.Time) error {
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lock(ctx, tx, id, of(actor))
		if err != nil {
			return err
		}
		if a.MediatorID == nil && mediatorID == 0 || a.MediatorID != nil && (*a.MediatorID == mediatorID || mediatorID == Anyone) {
			return nil
		}
		if a.CancelledAt != nil || !now.Before(a.EndsAt) || a.Mediator == "" {
			return wrongState()
		}
		if a.Desk, err = desks.Find(ctx, tx, a.DeskID); err != nil {
			return err
		}
		if err := a.assign(ctx, tx, mediatorID); err != nil {
			return err
		}
		return a.keepMediator(ctx, tx, actor, now)
	})
	if db.ConstraintOf(err) == "appointments_mediator_no_overlap" {
		return mediatorBusy()
	}
	return err
}

func mediatorBusy() *fault.Fault {
	return fault.New(fault.Conflict, "appointments.error.mediator_busy")
}

func (a *Appointment) assign(ctx context.Context, tx bun.IDB, mediatorID int64) error {
	if mediatorID == Anyone {
		err := a.findMediator(ctx, tx, a.Start(), a.End())
		if err == nil && a.MediatorID == nil {
			return fault.New(fault.Conflict, "appointments.error.mediator_none")
		}
		return err
	}
	a.formerly, a.MediatorID = a.MediatorID, nil
	if mediatorID == 0 {
		return nil
	}
	if err := lockMediators(ctx, tx, a.StartsAt); err != nil {
		return err
	}
	all, err := HelpersFor(ctx, tx, a)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(h Helping) bool { return h.ID == mediatorID && h.Serves(a.DeskID, a.Mediator) })
	switch {
	case i < 0:
		return fault.Missing()
	case all[i].Busy:
		return mediatorBusy()
	}
	a.MediatorID = &mediatorID
	return nil
}

func (a *Appointment) keepMediator(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	if err := save(ctx, tx, a, "mediator_id"); err != nil {
		return err
	}
	if err := record(ctx, tx, a, "mediator", actor.Ref(), now); err != nil {
		return err
	}
	return a.tellMediators(ctx, tx, false, now)
}

// WithMediator counts the coming appointments of a mediator.
func WithMediator(ctx context.Context, idb bun.IDB, mediatorID int64, now time.Time) (int, error) {
	n, err := idb.NewSelect().Table("appointments").Where("mediator_id = ? AND ends_at > ? AND cancelled_at IS NULL", mediatorID, now).Count(ctx)
	return int(n), fault.Wrap(db.Translate(err), "count who counts on a mediator")
}

// PutMediator writes a mediator (desks.PutMediator). The coming appointments of who
// stops get another one where there is one; it gives how many are left without.
func PutMediator(ctx context.Context, idb bun.IDB, actor auth.Actor, f desks.SaveMediator, now time.Time) (without int, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		m, err := desks.PutMediator(ctx, tx, actor, f, now)
		if err != nil || f.InUse {
			return err
		}
		var all []Appointment
		err = tx.NewSelect().Model(&all).Where("a.mediator_id = ? AND a.ends_at > ? AND a.cancelled_at IS NULL", m.ID, now).Order("a.id").For("UPDATE").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "list who counts on a mediator")
		}
		if err := withDesks(ctx, tx, all); err != nil {
			return err
		}
		slices.SortStableFunc(all, func(x, y Appointment) int { return x.StartsAt.Compare(y.StartsAt) })
		for i := range all {
			if err := all[i].findMediator(ctx, tx, all[i].Start(), all[i].End()); err != nil {
				return err
			}
			if all[i].MediatorID == nil {
				without++
			}
			if err := all[i].keepMediator(ctx, tx, actor, now); err != nil {
				return err
			}
		}
		return nil
	})
	return without, err
}
