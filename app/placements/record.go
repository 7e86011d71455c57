package placements

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Record writes a placement of a case of the actor's desks, closed ones too, and gives
// its id; the same form again gives the same id. Invalid names the fields of FieldsOf,
// "kind" and "begun"; what turns into it must have ended so, once: Conflict
// "placements.error.follows".
func Record(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, f Form, now time.Time) (int64, error) {
	if !keyShape.MatchString(f.Key) {
		return 0, fault.Missing()
	}
	f.clean()
	var id int64
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := cases.Lock(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		if id, err = known(ctx, tx, f.Key, caseID); err != nil || id != 0 {
			return err
		}
		today, err := desks.Today(ctx, tx, c.DeskID, now)
		if err != nil {
			return err
		}
		if err := f.valid(ctx, tx, actor, caseID, today); err != nil {
			return err
		}
		p := &Placement{Key: f.Key, CaseID: c.ID, DeskID: c.DeskID, Kind: f.Kind, State: Planned, Terms: f.Terms}
		if f.Begun {
			p.begin(f.StartsOn, p.FirstVisit(f.StartsOn), today)
		}
		if err := p.follow(ctx, tx, f.FollowsID); err != nil {
			return err
		}
		id, err = p.insert(ctx, tx, actor, now)
		return err
	})
	if db.ConstraintOf(err) == "placements_follows_once" {
		err = fault.New(fault.Conflict, "placements.error.follows")
	}
	return id, err
}

// valid is check with what only the database knows: the action of the plan.
func (f *Form) valid(ctx context.Context, tx bun.IDB, actor auth.Actor, caseID int64, today desks.Date) error {
	var k fault.Check
	k.If(!slices.Contains(Kinds(), f.Kind), "kind", "placements.error.kind")
	if err := k.Err(); err != nil {
		return err
	}
	if err := f.check(today); err != nil || f.ActionID == nil {
		return err
	}
	lines, err := Actions(ctx, tx, actor, caseID)
	k.If(!slices.ContainsFunc(lines, func(l cases.Line) bool { return l.ActionID == *f.ActionID }), "action", "placements.error.action")
	if err != nil {
		return err
	}
	return k.Err()
}

// Actions are those of every version of the plan of a case, the newest version's first:
// what a placement may belong to.
func Actions(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]cases.Line, error) {
	return cases.PlanActions(ctx, idb, actor, caseID)
}

// follow notes what turned into this placement.
func (p *Placement) follow(ctx context.Context, tx bun.IDB, id int64) error {
	if id == 0 {
		return nil
	}
	old := new(Placement)
	err := tx.NewSelect().Model(old).Where("pl.id = ? AND pl.case_id = ?", id, p.CaseID).Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "find the placement before")
	}
	if old.EndReason != TurnedIntoJob || !p.Work() {
		return fault.New(fault.Conflict, "placements.error.follows")
	}
	p.FollowsID = &old.ID
	return nil
}

// known finds the placement a form wrote already, 0 for none.
func known(ctx context.Context, tx bun.IDB, key string, caseID int64) (int64, error) {
	var rows []struct{ ID, CaseID int64 }
	if err := tx.NewRaw("SELECT id, case_id FROM placements WHERE entry_key = ?", key).Scan(ctx, &rows); err != nil {
		return 0, fault.Wrap(db.Translate(err), "look for a placement")
	}
	switch {
	case len(rows) == 0:
		return 0, nil
	case rows[0].CaseID != caseID:
		return 0, fault.Missing()
	}
	return rows[0].ID, nil
}

// Correct writes the terms of a placement of the actor's desks anew. version is the one
// the form showed: what somebody else changed meanwhile is Conflict
// "placements.error.changed", the same form again is quiet. Once it started the planned
// end moves by Extend only; what was cancelled is Conflict "placements.error.step".
func Correct(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, version int, f Form, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, today, err := lock(ctx, tx, actor, id, now)
		if err != nil {
			return err
		}
		if p.State == Cancelled {
			return fault.New(fault.Conflict, "placements.error.step")
		}
		f.Kind, f.Begun = p.Kind, false
		if p.State != Planned {
			f.EndsOn = p.EndsOn
		}
		f.clean()
		if err := f.valid(ctx, tx, actor, p.CaseID, today); err != nil {
			return err
		}
		again := same(p.Terms, f.Terms)
		switch {
		case again && (version == p.Version || version == p.Version-1 && p.WrittenBy == actor.Ref()):
			return nil
		case version != p.Version:
			return fault.New(fault.Conflict, "placements.error.changed")
		}
		p.Terms = f.Terms
		return p.save(ctx, tx, "correct", actor, now)
	})
}

// same reports whether two terms say the same.
func same(a, b Terms) bool {
	x, y := int64(0), int64(0)
	if a.ActionID != nil {
		x = *a.ActionID
	}
	if b.ActionID != nil {
		y = *b.ActionID
	}
	a.ActionID, b.ActionID = nil, nil
	return x == y && a == b
}
