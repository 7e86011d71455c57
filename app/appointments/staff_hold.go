package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// HoldForSomebody reserves a time for HoldFor for the form an operator is filling, at a
// desk of the actor, so that nobody else takes it meanwhile and colleagues see by whom.
// The form is named by Hold.Key, the same as StaffBooking's; its hold moves with each
// call. A time that is not free is Conflict "appointments.error.taken", and the form
// keeps the one it had.
func HoldForSomebody(ctx context.Context, idb bun.IDB, actor auth.Actor, h Hold, now time.Time) (*Draft, error) {
	if _, err := desks.FindFor(ctx, idb, actor, h.DeskID); err != nil {
		return nil, err
	}
	if !keyShape.MatchString(h.Key) || !i18n.Supported(h.Lang) {
		return nil, fault.Missing()
	}
	h.DraftID, h.by = 0, actor.Ref()
	p, err := planFor(ctx, idb, Query{DeskID: h.DeskID, AreaID: h.AreaID, OperatorID: h.OperatorID, ForStaff: true}, h.Start, now)
	if err != nil {
		return nil, err
	}
	var d *Draft
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if d, err = draftFor(ctx, tx, h, now); err != nil {
			return err
		}
		if d.HeldBy != h.by {
			return fault.Missing()
		}
		if d.AppointmentID != nil || d.holds(h, now) {
			return nil
		}
		p.query.DraftID = d.ID
		slot, err := p.claim(ctx, tx, h.Start, now)
		if err != nil {
			return err
		}
		return d.keep(ctx, tx, h, slot, now)
	})
	if err != nil {
		return nil, err
	}
	d.Desk, d.Area = p.desk, p.area
	return d, nil
}

// StaffHold gives the form of the actor that holds a time, nil where none does.
func StaffHold(ctx context.Context, idb bun.IDB, actor auth.Actor, key string, now time.Time) (*Draft, error) {
	d := new(Draft)
	err := idb.NewSelect().Model(d).
		Where("d.form_key = ? AND d.held_by = ? AND d.held_by <> '' AND d.appointment_id IS NULL AND d.held_until > ?", key, actor.Ref(), now).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, "find hold of staff")
	}
	d.Desk, err = desks.Find(ctx, idb, d.DeskID)
	return d, err
}

// lockStaffHold gives the id of the actor's own form, 0 where the time was never held;
// the row stays locked until the transaction ends.
func lockStaffHold(ctx context.Context, tx bun.IDB, actor auth.Actor, key string) (id int64, err error) {
	err = tx.NewSelect().Table("booking_drafts").Column("id").
		Where("form_key = ? AND held_by = ? AND appointment_id IS NULL", key, actor.Ref()).For("UPDATE").Scan(ctx, &id)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return id, fault.Wrap(err, "lock hold of staff")
}

// HeldTime is a time somebody else is booking right now. By is auth.Actor.Ref of the
// colleague, "" for a person on the portal.
type HeldTime struct {
	OperatorID int64
	Start      time.Time
	By         string
}

// HeldTimes lists what others are booking at one of the actor's desks between two days,
// both included, by start.
func HeldTimes(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, from, to desks.Date, now time.Time) ([]HeldTime, error) {
	desk, err := desks.FindFor(ctx, idb, actor, deskID)
	if err != nil {
		return nil, err
	}
	var all []HeldTime
	loc := desk.Location()
	err = idb.NewRaw(`SELECT d.operator_id, d.starts_at AS start, d.held_by AS by FROM booking_drafts AS d
		WHERE d.operator_id IN (SELECT operator_id FROM desk_operators WHERE desk_id = ?0) AND d.desk_id = ?0
		  AND d.appointment_id IS NULL AND d.held_until > ?1 AND d.starts_at >= ?2 AND d.starts_at < ?3 AND d.held_by <> ?4
		ORDER BY d.starts_at, d.id`, desk.ID, now, from.In(loc), to.AddDays(1).In(loc), actor.Ref()).Scan(ctx, &all)
	for i := range all {
		all[i].Start = all[i].Start.In(loc)
	}
	return all, fault.Wrap(db.Translate(err), "list held times")
}
