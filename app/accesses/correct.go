package accesses

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Correction is a row as it should have been, and why.
type Correction struct {
	// Version is the one the form was filled from.
	Version            int
	OperatorID, AreaID int64
	// Clock is the time of the row's day, "15:04".
	Clock string
	Facts
	Why string
}

// Correct writes a row of the actor's desks anew; what stood before stays among its
// Versions. Invalid names the fields, the reason being "why"; a row that somebody else
// corrected meanwhile is Conflict "accesses.error.changed", the same correction sent
// twice is quiet.
func Correct(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, x Correction, now time.Time) error {
	old, err := Find(ctx, idb, actor, id)
	if err != nil {
		return err
	}
	x.Facts, x.Why = x.Facts.clean(), tidy(x.Why)
	at, err := x.check(ctx, idb, old, now)
	if err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a := new(Access)
		if err := scoped(tx.NewSelect().Model(a).Where("c.id = ?", id).For("UPDATE"), actor).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "lock access")
		}
		if a.Version == x.Version+1 && a.WrittenBy == actor.Ref() && a.Why == x.Why {
			return nil
		}
		if a.Version != x.Version {
			return fault.New(fault.Conflict, "accesses.error.changed")
		}
		a.OperatorID, a.AreaID, a.At, a.Facts, a.Why = x.OperatorID, x.AreaID, at, x.Facts, x.Why
		a.Version, a.WrittenAt, a.WrittenBy = a.Version+1, now, actor.Ref()
		res, err := tx.NewUpdate().Model(a).WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "correct access")
		}
		return a.record(ctx, tx, "correct", now)
	})
}

func (x Correction) check(ctx context.Context, idb bun.IDB, old *Access, now time.Time) (time.Time, error) {
	at, ok := moment(old.Desk, old.Day, x.Clock)
	if ok && x.Clock == old.Start().Format("15:04") {
		at = old.At // the seconds nobody sees
	}
	var c fault.Check
	c.If(!ok, "clock", "accesses.error.clock")
	c.If(ok && at.After(now), "clock", "accesses.error.future")
	x.Facts.check(&c, old.Day)
	if err := checkCodes(ctx, idb, &c, x.Codes, old.Day); err != nil {
		return at, err
	}
	c.If(x.Why == "", "why", "accesses.error.why")
	c.If(utf8.RuneCountInString(x.Why) > MaxWhy, "why", "accesses.error.long", "Max", MaxWhy)
	c.If(bad(x.Why), "why", "appointments.error.characters")
	if x.OperatorID != old.OperatorID || x.AreaID != old.AreaID { // who has left the desk since stays on the row
		if _, err := checkPlace(ctx, idb, &c, old.DeskID, x.OperatorID, x.AreaID); err != nil {
			return at, err
		}
	}
	return at, c.Err()
}
