package desks

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Change is a change of opening hours: SaveRule, EndRule, AddException,
// DropException, Close, Reopen. Make carries it out.
type Change interface {
	// Touches says whose hours may change; 0 stands for every desk or operator.
	Touches() (deskID, operatorID int64)
	// Overlaps are the hours the same operator already keeps at the same time, to
	// be shown before saving; none for a change that is not valid.
	Overlaps(ctx context.Context, idb bun.IDB, today Date) ([]Overlap, error)
	// apply checks and writes the change and tells what to record.
	apply(ctx context.Context, tx bun.IDB, actor auth.Actor, today Date) (*audit.Entry, error)
}

// Today is the day it is at a desk, in Italy for the desk 0.
func Today(ctx context.Context, idb bun.IDB, deskID int64, now time.Time) (Date, error) {
	desk := &Desk{Zone: "Europe/Rome"}
	if deskID != 0 {
		var err error
		if desk, err = Find(ctx, idb, deskID); err != nil {
			return Date{}, err
		}
	}
	return DateOf(now.In(desk.Location())), nil
}

// Make carries out a change with its entry in the audit trail. Changes of one
// desk wait for each other; bookings that are being written are finished first.
func Make(ctx context.Context, idb bun.IDB, actor auth.Actor, change Change, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		deskID, _ := change.Touches()
		q := tx.NewSelect().Table("desks").Column("id").Order("id").For("UPDATE")
		if deskID != 0 {
			q = q.Where("id = ?", deskID)
		}
		if _, err := q.Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "lock desks")
		}
		today, err := Today(ctx, tx, deskID, now)
		if err != nil {
			return err
		}
		entry, err := change.apply(ctx, tx, actor, today)
		if err != nil || entry == nil {
			return err
		}
		entry.Actor, entry.At = actor.Ref(), now
		return audit.Record(ctx, tx, *entry)
	})
}

// hours reads two hours of a form, noting what is wrong with "from" and "to".
func hours(c *fault.Check, from, to string) (Clock, Clock) {
	a, errA := ParseClock(from)
	b, errB := ParseClock(to)
	c.If(errA != nil, "from", "desks.error.clock")
	c.If(errB != nil, "to", "desks.error.clock")
	c.If(errA == nil && errB == nil && a >= b, "to", "desks.error.hours")
	return a, b
}

// oneRow is the error of a statement that had to touch exactly one row.
func oneRow(res sql.Result, err error) error {
	return fault.Wrap(db.One(res, err), "change opening hours")
}
