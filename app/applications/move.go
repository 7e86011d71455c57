package applications

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// held finds an application of the actor's desks and keeps it to the caller.
func held(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Application, error) {
	_, p, err := reach(ctx, tx, actor, id)
	if err != nil {
		return nil, err
	}
	if err := hold(ctx, tx, p.ID); err != nil {
		return nil, err
	}
	a, _, err := reach(ctx, tx, actor, id) // as it stands now that nobody else can change it
	return a, err
}

func ownHeld(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Application, error) {
	if _, err := ownReach(ctx, tx, actor, id); err != nil {
		return nil, err
	}
	if err := hold(ctx, tx, actor.PersonID); err != nil {
		return nil, err
	}
	return ownReach(ctx, tx, actor, id)
}

// Advance takes a step of an application of a person of the actor's desks. The same step
// again is quiet; one the table has not, or from a state that is another one by now, is
// Conflict "applications.error.step". Invalid names the fields with "-<state>" behind
// them. Who gives a job up (Withdrawn, Elsewhere) ends the employer's link to their CV.
func Advance(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, m Moved, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := held(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		moved, err := a.advance(ctx, tx, writer{TheDesk, actor.Ref()}, m, now)
		if err != nil || !moved {
			return err
		}
		return a.giveUp(ctx, tx, actor, now)
	})
}

// OwnAdvance does what Advance does with one of the citizen's own applications.
func OwnAdvance(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, m Moved, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := ownHeld(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		moved, err := a.advance(ctx, tx, writer{ThePerson, actor.Ref()}, m, now)
		if err != nil || !moved {
			return err
		}
		return a.giveUp(ctx, tx, actor, now)
	})
}

// giveUp ends the employer's link to the CV of who gave the job up, unless it went there
// for another job that is still open.
func (a *Application) giveUp(ctx context.Context, tx bun.Tx, actor auth.Actor, now time.Time) error {
	if a.ShareID == 0 || a.State != Withdrawn && a.State != Elsewhere {
		return nil
	}
	others, err := tx.NewSelect().Model((*Application)(nil)).
		Where("ap.share_id = ? AND ap.id <> ? AND ap.state IN ('sent', 'interview', 'offer', 'pool')", a.ShareID, a.ID).Exists(ctx)
	if err != nil || others {
		return fault.Wrap(db.Translate(err), "look for other jobs at an employer")
	}
	return cvs.GiveUpShare(ctx, tx, actor, a.ShareID, now)
}

// advance takes a step of a held application; false where it was taken already.
func (a *Application) advance(ctx context.Context, tx bun.IDB, w writer, m Moved, now time.Time) (bool, error) {
	today := desks.InItaly(now)
	m.clean()
	if m.On.IsZero() {
		m.On = today
	}
	moves, err := movesOf(ctx, tx, []int64{a.ID})
	if err != nil {
		return false, err
	}
	standing := stands(moves)
	last := standing[len(standing)-1]
	if a.State == m.To && last.Facts == m.Facts && last.Note == m.Note && last.From != "" {
		return false, nil
	}
	if m.From != a.State || !a.May(m.To) {
		return false, fault.New(fault.Conflict, "applications.error.step")
	}
	if err := m.check(a, today); err != nil {
		return false, err
	}
	next := Move{ApplicationID: a.ID, At: now, On: m.On, By: w.by, Side: w.side, From: a.State, To: m.To, Facts: m.Facts, Note: m.Note}
	return true, a.write(ctx, tx, next, append(standing, next))
}

// write keeps a step and what stands with it.
func (a *Application) write(ctx context.Context, tx bun.IDB, m Move, standing []Move) error {
	if _, err := tx.NewInsert().Model(&m).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "keep what happened to an application")
	}
	a.settle(standing)
	verb := m.To
	if m.Back {
		verb = "take_back"
	}
	return a.save(ctx, tx, verb, m.By, m.At)
}

// TakeBack takes the last step of an application of a person of the actor's desks back,
// whoever took it; from is the state its reader saw. Taken back already, or moved on
// meanwhile, is Conflict "applications.error.step".
func TakeBack(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, from string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := held(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		return a.takeBack(ctx, tx, writer{TheDesk, actor.Ref()}, from, now)
	})
}

// OwnTakeBack does what TakeBack does with a step that the citizen took; one of the desk
// or of the employer is Conflict "applications.error.desks".
func OwnTakeBack(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, from string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := ownHeld(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		return a.takeBack(ctx, tx, writer{ThePerson, actor.Ref()}, from, now)
	})
}

func (a *Application) takeBack(ctx context.Context, tx bun.IDB, w writer, from string, now time.Time) error {
	moves, err := movesOf(ctx, tx, []int64{a.ID})
	if err != nil {
		return err
	}
	standing := stands(moves)
	if len(standing) < 2 || a.State != from {
		return fault.New(fault.Conflict, "applications.error.step")
	}
	last, before := standing[len(standing)-1], standing[len(standing)-2]
	if w.side == ThePerson && last.Side != ThePerson {
		return fault.New(fault.Conflict, "applications.error.desks")
	}
	if !slices.Contains(Steps(), Step{From: a.State, To: before.To, Back: true}) {
		return fault.New(fault.Conflict, "applications.error.step")
	}
	m := Move{ApplicationID: a.ID, At: now, On: desks.InItaly(now), By: w.by, Side: w.side, From: a.State, To: before.To, Back: true, Facts: before.Facts}
	return a.write(ctx, tx, m, standing[:len(standing)-1])
}

// MayTakeBack reports whether the last step can be taken back by a side.
func (t *Told) MayTakeBack(side string) bool {
	standing := stands(t.Moves)
	return len(standing) > 1 && (side == TheDesk || standing[len(standing)-1].Side == side)
}

// MayRemove reports whether a side may take the whole application away: what it wrote by
// mistake, while nobody else said anything of it and no CV went.
func (t *Told) MayRemove(side string) bool {
	other := func(m Move) bool { return m.Side != side }
	return t.MadeBy == side && t.ShareID == 0 && !slices.ContainsFunc(t.Moves, other)
}

// Remove takes away an application of a person of the actor's desks that was written by
// mistake. Gone already is NotFound; what MayRemove refuses is Conflict
// "applications.error.stays".
func Remove(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := held(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		return a.remove(ctx, tx, writer{TheDesk, actor.Ref()}, now)
	})
}

// OwnRemove takes away what the citizen wrote by mistake, as Remove.
func OwnRemove(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := ownHeld(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		return a.remove(ctx, tx, writer{ThePerson, actor.Ref()}, now)
	})
}

func (a *Application) remove(ctx context.Context, tx bun.IDB, w writer, now time.Time) error {
	t, err := one(ctx, tx, a)
	if err != nil {
		return err
	}
	if !t.MayRemove(w.side) {
		return fault.New(fault.Conflict, "applications.error.stays")
	}
	if _, err := tx.NewDelete().Model(a).WherePK().Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "take an application away")
	}
	return a.trace(ctx, tx, "remove", w.by, now)
}
