package enrolments

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
	"approdo/app/people"
)

// Record writes an enrolment of a person of the actor's desks and gives its id; the same
// form again gives the same id. Invalid names the fields of the form, "at", "on", "desk"
// and "action".
func Record(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, f Form, now time.Time) (int64, error) {
	whose := func(ctx context.Context, tx bun.IDB) (*people.Person, error) {
		return people.Find(ctx, tx, actor, personID)
	}
	return write(ctx, idb, staff(actor), whose, f, now)
}

// OwnAdd is Record for the citizen: on their own road, at the desk that follows them. More
// than MaxOwn are Conflict "enrolments.error.many".
func OwnAdd(ctx context.Context, idb bun.IDB, actor auth.Actor, f Form, now time.Time) (int64, error) {
	f.Road, f.ActionID, f.DeskID = OnOwn, nil, 0
	whose := func(ctx context.Context, tx bun.IDB) (*people.Person, error) { return people.Own(ctx, tx, actor) }
	return write(ctx, idb, self(actor), whose, f, now)
}

func write(ctx context.Context, idb bun.IDB, w reader, whose func(context.Context, bun.IDB) (*people.Person, error), f Form, now time.Time) (id int64, err error) {
	if !keyShape.MatchString(f.Key) {
		return 0, fault.Missing()
	}
	f.clean()
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		who, err := whose(ctx, tx)
		if err != nil {
			return err
		}
		if err := db.Lock(ctx, tx, "enrolments.person", who.ID, ""); err != nil {
			return err
		}
		if id, err = w.known(ctx, tx, f.Key, who.ID); err != nil || id != 0 {
			return err
		}
		x, err := w.begun(ctx, tx, who, &f, now)
		if err != nil {
			return err
		}
		id, err = x.insert(ctx, tx, f)
		return err
	})
	return id, err
}

// known finds the enrolment a form wrote already, 0 for none; a citizen's are counted too.
func (w reader) known(ctx context.Context, tx bun.IDB, key string, personID int64) (int64, error) {
	var rows []struct {
		ID     int64
		Theirs bool
	}
	err := tx.NewRaw("SELECT id, person_id IN "+people.OwnRecords+" AS theirs FROM enrolments WHERE entry_key = ?", personID, key).Scan(ctx, &rows)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "look for an enrolment")
	}
	if len(rows) > 0 {
		if !rows[0].Theirs {
			return 0, fault.Missing()
		}
		return rows[0].ID, nil
	}
	if !w.own {
		return 0, nil
	}
	n, err := self(w.Actor).rows(tx.NewSelect().Model((*Enrolment)(nil))).Count(ctx)
	if err == nil && n >= MaxOwn {
		return 0, fault.New(fault.Conflict, "enrolments.error.many")
	}
	return 0, fault.Wrap(db.Translate(err), "count one's own enrolments")
}

// begun is a checked form as an enrolment of a desk.
func (w reader) begun(ctx context.Context, tx bun.IDB, who *people.Person, f *Form, now time.Time) (*held, error) {
	desk, err := w.desk(ctx, tx, who, f.DeskID)
	if err != nil {
		return nil, err
	}
	today, err := desks.Today(ctx, tx, desk, now)
	if err != nil {
		return nil, err
	}
	if err := f.check(today, true); err != nil {
		return nil, err
	}
	p := &Enrolment{Key: f.Key, PersonID: who.ID, DeskID: desk, Terms: f.Terms, State: f.At, FirstOn: f.On, MovedOn: f.On, MovedAt: now, Mine: w.own, Told: w.own}
	x := &held{Enrolment: p, who: w, today: today, now: now}
	return x, x.bind(ctx, tx)
}

// desk is the one the enrolment is of: what staff chose among theirs that know the person,
// or the one that follows the citizen.
func (w reader) desk(ctx context.Context, tx bun.IDB, who *people.Person, chosen int64) (int64, error) {
	if !w.own {
		mine := DesksOf(who, w.Actor)
		if chosen == 0 && len(mine) == 1 {
			return mine[0], nil
		}
		var k fault.Check
		k.If(!slices.Contains(mine, chosen), "desk", "people.error.choose")
		return chosen, k.Err()
	}
	var desk int64
	err := tx.NewRaw(`SELECT desk_id FROM (
			SELECT c.desk_id, 1 AS o, c.opened_at AS at, c.id FROM cases AS c WHERE c.closed_at IS NULL AND c.person_id IN `+people.OwnRecords+`
			UNION ALL SELECT pd.desk_id, 2, pd.since, pd.desk_id FROM person_desks AS pd WHERE pd.person_id = ?) AS d
		ORDER BY o, at DESC, id DESC LIMIT 1`, who.ID, who.ID).Scan(ctx, &desk)
	return desk, fault.Wrap(db.Translate(err), "find the desk that follows somebody")
}

// DesksOf are the desks of the actor that know a person.
func DesksOf(who *people.Person, actor auth.Actor) []int64 {
	ids, all := actor.Desks()
	if all {
		return who.DeskIDs
	}
	return slices.DeleteFunc(slices.Clone(who.DeskIDs), func(id int64) bool { return !slices.Contains(ids, id) })
}

// bind ties the enrolment to the case of its plan action, else to the open case at its desk.
func (x *held) bind(ctx context.Context, tx bun.IDB) error {
	var k fault.Check
	if x.ActionID != nil {
		actions, err := Actions(ctx, tx, x.who.Actor, x.PersonID, x.DeskID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(actions, func(a Action) bool { return a.ID == *x.ActionID })
		if i < 0 {
			k.Add("action", "people.error.choose")
			return k.Err()
		}
		x.CaseID = &actions[i].CaseID
		return nil
	}
	if x.CaseID != nil {
		return nil
	}
	var open []int64
	err := tx.NewRaw("SELECT id FROM cases WHERE desk_id = ? AND closed_at IS NULL AND person_id IN "+people.OwnRecords+" ORDER BY opened_at DESC LIMIT 1",
		x.DeskID, x.PersonID).Scan(ctx, &open)
	if len(open) > 0 {
		x.CaseID = &open[0]
	}
	return fault.Wrap(db.Translate(err), "find the open path")
}

// Action is one of a plan that an enrolment may belong to.
type Action struct {
	ID, CaseID int64
	What       string
}

// Actions are those of every plan of a person at a desk of the actor's, the newest first.
func Actions(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, deskID int64) ([]Action, error) {
	list, err := cases.ListOf(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	var all []Action
	for i := range list {
		if list[i].DeskID != deskID {
			continue
		}
		lines, err := cases.PlanActions(ctx, idb, actor, list[i].ID)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			all = append(all, Action{l.ActionID, list[i].ID, l.What})
		}
	}
	return all, nil
}

func (x *held) insert(ctx context.Context, tx bun.IDB, f Form) (int64, error) {
	x.WrittenAt, x.WrittenBy = x.now, x.who.Ref()
	first := Move{Kind: MoveStep, To: x.State, Day: f.On}
	if !x.who.own {
		x.count([]Move{first})
	}
	if _, err := tx.NewInsert().Model(x.Enrolment).Returning("id").Exec(ctx); err != nil {
		return 0, fault.Wrap(db.Translate(err), "record enrolment")
	}
	if err := x.note(ctx, tx, first); err != nil {
		return 0, err
	}
	return x.ID, x.trace(ctx, tx, "record")
}
