package appointments

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// CancelByPerson is CancelBecause without a reason.
func CancelByPerson(ctx context.Context, idb bun.IDB, id int64, now time.Time) error {
	return CancelBecause(ctx, idb, id, Why{}, now)
}

// CancelBecause cancels the appointment a signed link stands for and frees its
// time. Already cancelled is quiet; begun or marked is Conflict
// "appointments.error.past", past the time allowed for changes
// "appointments.error.late"; Invalid names the fields code and reason.
func CancelBecause(ctx context.Context, idb bun.IDB, id int64, why Why, now time.Time) error {
	why = why.clean()
	if err := why.check(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lock(ctx, tx, id, byLink)
		if err != nil || a.CancelledAt != nil {
			return err
		}
		if err := a.mustBeChangeable(now); err != nil {
			return err
		}
		return a.cancel(ctx, tx, citizen, why, now)
	})
}

// Cancel cancels an appointment for the desk, with the reason the person reads in
// the mail (MaxReason characters, may be empty). Already cancelled is quiet; a
// person who has arrived, was received or was marked as missing is Conflict
// "appointments.error.state".
func Cancel(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, reason string, now time.Time) error {
	reason = tidy(reason)
	var c fault.Check
	c.If(tooLong(reason, MaxReason), "reason", "appointments.error.reason_long", "Max", MaxReason)
	c.If(bad(reason), "reason", "appointments.error.characters")
	if err := c.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lock(ctx, tx, id, of(actor))
		if err != nil || a.CancelledAt != nil {
			return err
		}
		if a.State() != Booked {
			return wrongState()
		}
		return a.cancel(ctx, tx, actor.Ref(), Why{Reason: strings.TrimSpace(reason)}, now)
	})
}

func (a *Appointment) cancel(ctx context.Context, tx bun.IDB, by string, why Why, now time.Time) error {
	a.CancelledAt, a.CancelledBy, a.CancelReason, a.CancelCode = &now, by, why.Reason, why.Code
	a.Version++
	if err := a.release(ctx, tx, now); err != nil {
		return err
	}
	a.leave()
	if err := save(ctx, tx, a, "cancelled_at", "cancelled_by", "cancel_reason", "cancel_code", "version", "group_id", "group_seats", "seat"); err != nil {
		return err
	}
	if err := record(ctx, tx, a, "cancel", by, now); err != nil {
		return err
	}
	if err := write(ctx, tx, a, kindCancelled, now); err != nil {
		return err
	}
	return released(ctx, tx)
}
