package enrolments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Correct writes the terms of an enrolment of the actor's desks anew. version is the one
// the form showed: what somebody else changed meanwhile is Conflict
// "enrolments.error.changed", the same form again is quiet.
func Correct(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, version int, f Form, now time.Time) error {
	return staff(actor).correct(ctx, idb, id, version, f, now)
}

// OwnCorrect is Correct for what the citizen wrote and the desk did not touch; else it is
// Conflict "enrolments.error.desk".
func OwnCorrect(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, version int, f Form, now time.Time) error {
	f.Road, f.ActionID = OnOwn, nil
	return self(actor).correct(ctx, idb, id, version, f, now)
}

func (w reader) correct(ctx context.Context, idb bun.IDB, id int64, version int, f Form, now time.Time) error {
	f.clean()
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := w.lock(ctx, tx, id, now)
		if err != nil {
			return err
		}
		if w.own && !x.Mine {
			return fault.New(fault.Conflict, "enrolments.error.desk")
		}
		if err := f.check(x.today, false); err != nil {
			return err
		}
		again := same(x.Terms, f.Terms)
		switch {
		case again && (version == x.Version || version == x.Version-1 && x.WrittenBy == w.Ref()):
			return nil
		case version != x.Version:
			return fault.New(fault.Conflict, "enrolments.error.changed")
		}
		x.Terms = f.Terms
		if !w.own {
			x.Mine = false
		}
		if err := x.bind(ctx, tx); err != nil {
			return err
		}
		return x.save(ctx, tx, "correct")
	})
}

// Remove takes an enrolment of the actor's desks away that was a mistake; it is kept,
// marked with who and when. Gone already is NotFound.
func Remove(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return staff(actor).remove(ctx, idb, id, now)
}

// OwnRemove is Remove for what the citizen wrote and the desk did not touch; else it is
// Conflict "enrolments.error.desk".
func OwnRemove(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return self(actor).remove(ctx, idb, id, now)
}

func (w reader) remove(ctx context.Context, idb bun.IDB, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		x, err := w.lock(ctx, tx, id, now)
		if err != nil {
			return err
		}
		if w.own && !x.Mine {
			return fault.New(fault.Conflict, "enrolments.error.desk")
		}
		x.RemovedAt, x.RemovedBy = &now, w.Ref()
		return x.save(ctx, tx, "remove")
	})
}
