package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/services"
)

// MoveByPerson moves an appointment to another free time of the same desk and
// area; operatorID 0 is any operator. The time it already has changes nothing. A
// time that is not free is Conflict "appointments.error.taken" and the old one
// stays; begun or marked is "appointments.error.past", cancelled
// "appointments.error.cancelled", past the time allowed for changes
// "appointments.error.late".
func MoveByPerson(ctx context.Context, idb bun.IDB, id int64, start time.Time, operatorID int64, now time.Time) (*Card, error) {
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lock(ctx, tx, id, byLink)
		if err != nil {
			return err
		}
		if err := a.mustBeChangeable(now); err != nil {
			return err
		}
		if a.StartsAt.Equal(start) {
			return nil
		}
		return a.move(ctx, tx, start, operatorID, now)
	})
	if err != nil {
		return nil, overlap(err)
	}
	return FindForPerson(ctx, idb, id, now)
}

func (a *Appointment) move(ctx context.Context, tx bun.IDB, start time.Time, operatorID int64, now time.Time) error {
	area, err := services.FindBrief(ctx, tx, a.AreaID)
	if err != nil {
		return err
	}
	q := Query{DeskID: a.DeskID, AreaID: a.AreaID, OperatorID: operatorID, MovingID: a.ID}
	slot, err := claim(ctx, tx, q, start, now)
	if err != nil {
		return err
	}
	if err := a.release(ctx, tx, now); err != nil {
		return err
	}
	if err := a.take(ctx, tx, slot, area.Seats); err != nil {
		return err
	}
	a.MovedAt, a.MovedBy, a.OverbookedBy, a.OverbookReason = &now, citizen, "", "" // the new time is free
	a.Version++
	if err := save(ctx, tx, a, "operator_id", "starts_at", "ends_at", "moved_at", "moved_by", "version",
		"group_id", "group_seats", "seat", "video_link", "overbooked_by", "overbook_reason", "room_id", "mediator_id"); err != nil {
		return err
	}
	if err := record(ctx, tx, a, "move", a.MovedBy, now); err != nil {
		return err
	}
	if err := write(ctx, tx, a, kindMoved, now); err != nil {
		return err
	}
	return released(ctx, tx)
}

// mustBeChangeable is nil while the person may move or cancel.
func (a *Appointment) mustBeChangeable(now time.Time) error {
	switch {
	case a.CancelledAt != nil:
		return fault.New(fault.Conflict, "appointments.error.cancelled")
	case !a.Coming(now):
		return fault.New(fault.Conflict, "appointments.error.past")
	case !a.Changeable(now):
		return fault.New(fault.Conflict, "appointments.error.late")
	}
	return nil
}
