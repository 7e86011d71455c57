package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// StaffBooking is what an operator fills in for a person on the telephone or at
// the desk.
type StaffBooking struct {
	// Key is a random text of the form (see Hold.Key): sent twice, booked once.
	Key            string
	DeskID, AreaID int64
	// OperatorID is 0 when any operator is fine.
	OperatorID int64
	Start      time.Time
	// Channel is Phone or AtDesk.
	Channel Channel
	Details
	Contact
	// Anyway books a time that is not free, with one operator and a Reason; it needs
	// auth.AppointmentsDouble.
	Anyway bool
	Reason string
}

// BookForSomebody books for a person who called or came, at a desk of the actor.
// There is no lead time and no limit per contact, and the time that is running can
// be taken; somebody standing at the desk needs no address nor telephone. The same
// key gives the same appointment. Conflict "appointments.error.taken" when the
// time is not free, unless it is booked Anyway: Forbidden without the permission,
// Invalid "reason", "operator" or "slot" where they are missing or wrong. A time held
// by HoldForSomebody with the same key counts as free.
func BookForSomebody(ctx context.Context, idb bun.IDB, actor auth.Actor, b StaffBooking, now time.Time) (*Appointment, error) {
	b.Details, b.Contact, b.Reason = b.Details.Clean(), b.Contact.Clean(), tidy(b.Reason)
	if err := b.check(); err != nil {
		return nil, err
	}
	var id int64
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := desks.FindFor(ctx, tx, actor, b.DeskID); err != nil {
			return err
		}
		held, err := lockStaffHold(ctx, tx, actor, b.Key)
		if err != nil {
			return err
		}
		key := actor.Ref() + ":" + b.Key
		if err := db.Lock(ctx, tx, "appointments.key", 0, key); err != nil {
			return err
		}
		err = tx.NewSelect().Table("appointments").Column("id").Where("idempotency_key = ?", key).Scan(ctx, &id)
		if err = db.Translate(err); !fault.Is(err, fault.NotFound) {
			return fault.Wrap(err, "find booking by key")
		}
		a, err := b.book(ctx, tx, key, held, actor, now)
		if err != nil {
			return err
		}
		if id = a.ID; held == 0 {
			return nil
		}
		return closeDraft(ctx, tx, held, a.ID)
	})
	if err != nil {
		return nil, overlap(err)
	}
	return Find(ctx, idb, actor, id)
}

func (b StaffBooking) book(ctx context.Context, tx bun.IDB, key string, held int64, actor auth.Actor, now time.Time) (*Appointment, error) {
	q := Query{DeskID: b.DeskID, AreaID: b.AreaID, OperatorID: b.OperatorID, ForStaff: true, DraftID: held}
	area, err := services.FindBrief(ctx, tx, b.AreaID)
	if err != nil {
		return nil, err
	}
	if err := b.checkFor(area); err != nil {
		return nil, err
	}
	slot, over, err := b.slot(ctx, tx, actor, q, area, now)
	if err != nil {
		return nil, err
	}
	a := &Appointment{
		Key: key, DeskID: b.DeskID, AreaID: b.AreaID,
		Details: b.Details, Contact: b.Contact, Channel: b.Channel, BookedAt: now, BookedBy: actor.Ref(),
	}
	if over {
		a.OverbookedBy, a.OverbookReason = actor.Ref(), b.Reason
	}
	a.under(area)
	if err := a.take(ctx, tx, slot, area.Seats); err != nil {
		return nil, err
	}
	if err := insert(ctx, tx, a); err != nil || !over {
		return a, err
	}
	return a, record(ctx, tx, a, "overbook", actor.Ref(), now)
}

// checkFor is what the area asks for.
func (b StaffBooking) checkFor(area *services.Area) error {
	var c fault.Check
	d := b.settle(area)
	d.checkFor(&c, area)
	b.Contact.checkFor(&c, d.Where)
	return c.Err()
}

// check is nil, NotFound for a form that was not ours, or Invalid with every field
// that is wrong.
func (b StaffBooking) check() error {
	if !keyShape.MatchString(b.Key) || b.Channel != Phone && b.Channel != AtDesk {
		return fault.Missing()
	}
	var c fault.Check
	b.Details.check(&c)
	b.Contact.check(&c, b.Channel)
	b.checkAnyway(&c)
	return c.Err()
}
