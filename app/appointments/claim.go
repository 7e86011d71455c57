package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Taken is the fault of who asked for a time that is not free any more; the page
// offers Alternatives beside it.
func Taken() *fault.Fault { return fault.New(fault.Conflict, "appointments.error.taken") }

// claim gives the slot of the query that starts at start, with the operator to
// book first, or Taken. It is certain until the transaction ends; see plan.claim.
func claim(ctx context.Context, tx bun.IDB, q Query, start, now time.Time) (*Slot, error) {
	p, err := planFor(ctx, tx, q, start, now)
	if err != nil {
		return nil, err
	}
	// A look before queueing: once the time is gone, most of a crowd ends here.
	if _, err := p.at(ctx, tx, start, now); err != nil {
		return nil, err
	}
	return p.claim(ctx, tx, start, now)
}

// planFor plans for one start only.
func planFor(ctx context.Context, idb bun.IDB, q Query, start, now time.Time) (*plan, error) {
	// One day either side is enough in whatever zone the desk is.
	q.From, q.To = desks.DateOf(start.UTC()).AddDays(-1), desks.DateOf(start.UTC()).AddDays(1)
	p, err := makePlan(ctx, idb, q, now)
	if err != nil {
		return nil, err
	}
	day := desks.DateOf(start.In(p.zone))
	p.openings = slices.DeleteFunc(p.openings, func(o desks.Opening) bool {
		return o.Day != day || start.Before(o.Start) || !start.Before(o.End)
	})
	return p, nil
}

// claim takes the advisory locks of every operator who might be chosen and the day,
// in ascending order, and only then reads what is busy. So many people after one time
// queue up for microseconds, and the constraint appointments_no_overlap, which stays
// the promise, is never fought over.
func (p *plan) claim(ctx context.Context, tx bun.IDB, start, now time.Time) (*Slot, error) {
	day := desks.DateOf(start.In(p.zone))
	if err := db.LockAll(ctx, tx, "appointments.day", operators(p), day.String()); err != nil {
		return nil, err
	}
	if len(p.rooms) > 0 {
		if err := lockRooms(ctx, tx, p.desk.ID, day); err != nil {
			return nil, err
		}
	}
	return p.at(ctx, tx, start, now)
}

// at is the free slot that starts at start, or Taken.
func (p *plan) at(ctx context.Context, tx bun.IDB, start, now time.Time) (*Slot, error) {
	slots, err := p.free(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(slots, func(s Slot) bool { return s.Start.Equal(start) })
	if i < 0 {
		return nil, Taken()
	}
	return &slots[i], nil
}

// overlap turns the broken promises of the database into the same fault; they can
// only come from a writer that did not take the lock.
func overlap(err error) error {
	switch db.ConstraintOf(err) {
	case "appointments_no_overlap", "appointments_seat_taken", "appointments_room_no_overlap",
		"appointments_mediator_no_overlap":
		return Taken()
	}
	return err
}
