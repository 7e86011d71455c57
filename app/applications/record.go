package applications

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// Most is how many applications of one person are kept; one more is Conflict
// "applications.error.many".
const Most = 500

// writer is who writes: the side, and the reference for the trail.
type writer struct{ side, by string }

// Record writes an application of a person of the actor's desks and gives its id; the
// same form again gives the same id. Where the desk put the person forward (ByDesk) it
// did so without a CV: Nominate sends one. Invalid names the fields.
func Record(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, f Form, now time.Time) (id int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		if f.Road == ByDesk {
			if f.DeskID, err = deskOf(p, actor, f.DeskID); err != nil {
				return err
			}
		}
		id, err = record(ctx, tx, writer{TheDesk, actor.Ref()}, p.ID, f, now)
		return err
	})
	return id, err
}

// OwnRecord writes an application the citizen made; as Record, on the Own road.
func OwnRecord(ctx context.Context, idb bun.IDB, actor auth.Actor, f Form, now time.Time) (id int64, err error) {
	f.Road = Own
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Own(ctx, tx, actor)
		if err != nil {
			return err
		}
		id, err = record(ctx, tx, writer{ThePerson, actor.Ref()}, p.ID, f, now)
		return err
	})
	return id, err
}

// deskOf is the desk that puts a person forward: the one asked for, else the first that
// both know. One that is not the actor's and the person's is NotFound.
func deskOf(p *people.Person, actor auth.Actor, asked int64) (int64, error) {
	mine, all := actor.Desks()
	for _, id := range p.DeskIDs {
		if (all || slices.Contains(mine, id)) && (asked == 0 || asked == id) {
			return id, nil
		}
	}
	return 0, fault.Missing()
}

func record(ctx context.Context, tx bun.Tx, w writer, root int64, f Form, now time.Time) (int64, error) {
	if !keyShape.MatchString(f.Key) {
		return 0, fault.Missing()
	}
	if f.Road == Own {
		f.DeskID = 0
	}
	f.clean()
	if err := hold(ctx, tx, root); err != nil {
		return 0, err
	}
	if id, err := known(ctx, tx, f.Key, root); err != nil || id != 0 {
		return id, err
	}
	if err := f.check(desks.InItaly(now)); err != nil {
		return 0, err
	}
	if err := f.offered(ctx, tx); err != nil {
		return 0, err
	}
	n, _, err := ofPersonCount(ctx, tx, root)
	if err == nil && n >= Most {
		err = fault.New(fault.Conflict, "applications.error.many")
	}
	if err != nil {
		return 0, err
	}
	a := &Application{Key: f.Key, PersonID: root, Road: f.Road, DeskID: f.DeskID, MadeBy: w.side, Terms: f.Terms}
	return a.ID, a.insert(ctx, tx, w, now)
}

// insert writes a new application with the first line of what happened.
func (a *Application) insert(ctx context.Context, tx bun.IDB, w writer, now time.Time) error {
	first := Move{At: now, On: a.SentOn, By: w.by, Side: w.side, To: Sent}
	a.settle([]Move{first})
	a.WrittenAt, a.WrittenBy = now, w.by
	if _, err := tx.NewInsert().Model(a).Returning("id").Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "record application")
	}
	first.ApplicationID = a.ID
	if _, err := tx.NewInsert().Model(&first).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "begin what happened")
	}
	return a.trace(ctx, tx, "record", w.by, now)
}

// offered drops an occupation the glossary has not: only pages offer ids.
func (f *Form) offered(ctx context.Context, idb bun.IDB) error {
	if f.OccupationID == 0 {
		return nil
	}
	known, err := idb.NewSelect().Table("occupations").Where("id = ?", f.OccupationID).Exists(ctx)
	if !known {
		f.OccupationID = 0
	}
	return fault.Wrap(db.Translate(err), "find an occupation")
}

// known finds the application a form wrote already, 0 for none; that of somebody else is
// NotFound.
func known(ctx context.Context, tx bun.IDB, key string, root int64) (int64, error) {
	var rows []struct {
		ID   int64
		Same bool
	}
	err := tx.NewRaw("SELECT id, person_id IN "+people.OwnRecords+" AS same FROM applications WHERE entry_key = ?", root, key).Scan(ctx, &rows)
	switch {
	case err != nil:
		return 0, fault.Wrap(db.Translate(err), "look for an application")
	case len(rows) == 0:
		return 0, nil
	case !rows[0].Same:
		return 0, fault.Missing()
	}
	return rows[0].ID, nil
}

// Correct writes the terms of an application anew, for a person of the actor's desks.
// version is the one the form showed: what somebody else changed meanwhile is Conflict
// "applications.error.changed", the same form again is quiet. Where a CV went the
// employer stays who it went to.
func Correct(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, version int, f Form, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := held(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		return a.correct(ctx, tx, actor.Ref(), version, f, now)
	})
}

// OwnCorrect does what Correct does with what the citizen wrote; what the desk wrote is
// Conflict "applications.error.desks".
func OwnCorrect(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, version int, f Form, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := ownHeld(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if a.MadeBy != ThePerson {
			return fault.New(fault.Conflict, "applications.error.desks")
		}
		return a.correct(ctx, tx, actor.Ref(), version, f, now)
	})
}

func (a *Application) correct(ctx context.Context, tx bun.IDB, by string, version int, f Form, now time.Time) error {
	f.Road = a.Road
	f.clean()
	if a.ShareID != 0 {
		f.Employer, f.Means, f.SentOn = a.Employer, a.Means, a.SentOn
	}
	if err := f.check(desks.InItaly(now)); err != nil {
		return err
	}
	if err := f.offered(ctx, tx); err != nil {
		return err
	}
	again := a.Terms == f.Terms
	switch {
	case again && (version == a.Version || version == a.Version-1 && a.WrittenBy == by):
		return nil
	case version != a.Version:
		return fault.New(fault.Conflict, "applications.error.changed")
	}
	moves, err := movesOf(ctx, tx, []int64{a.ID})
	if err != nil {
		return err
	}
	a.Terms = f.Terms
	a.settle(stands(moves))
	return a.save(ctx, tx, "correct", by, now)
}
