package cases

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// What a person sees and does of their own cases, wherever they are: each function is
// scoped by the citizen who proved to be that person.

// ownCases narrows to the cases of the person the actor is, merged records included.
func ownCases(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	return q.Where("c.person_id IN "+people.OwnRecords, actor.PersonID)
}

// OwnCases gives the person's own cases with their desks, the open ones first.
func OwnCases(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Case, error) {
	all := []Case{}
	q := ownCases(idb.NewSelect().Model(&all), actor).OrderExpr("c.closed_at IS NOT NULL, c.opened_at DESC, c.id DESC")
	if err := q.Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list one's own cases")
	}
	var err error
	for i := range all {
		if all[i].Desk, err = desks.Find(ctx, idb, all[i].DeskID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// OwnCase gives one of the person's own cases with its desk; any other id is NotFound.
func OwnCase(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Case, error) {
	c := new(Case)
	err := ownCases(idb.NewSelect().Model(c).Where("c.id = ?", id), actor).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find one's own case")
	}
	c.Desk, err = desks.Find(ctx, idb, c.DeskID)
	return c, err
}

// OwnDocument gives the version in force of a document of one of the person's own cases:
// the signed one, else the one that goes without signature; nil where there is none. A
// draft is the desk's.
func OwnDocument(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, kind string) (*Document, error) {
	if FieldsOf(kind) == nil {
		return nil, fault.Missing()
	}
	if _, err := OwnCase(ctx, idb, actor, caseID); err != nil {
		return nil, err
	}
	all, err := versions(ctx, idb, caseID, kind)
	if err != nil {
		return nil, err
	}
	return given(all), nil
}

// given is the version the person holds in their hands.
func given(all []Document) *Document {
	d := InForce(all)
	if d != nil && d.State == Signed {
		return d
	}
	for i := range all {
		if all[i].State == Unsigned {
			return &all[i]
		}
	}
	return nil
}

// MoveOwnAction records that the person did what they had to do, or not yet: an action
// of theirs alone, in the plan in force of an open case of their own. Anything else is
// NotFound; the rest is as for MoveAction, with a Note in place of the reason.
func MoveOwnAction(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, m ActionMove, now time.Time) error {
	m.Reason, m.Note = "", strings.Join(strings.Fields(m.Note), " ")
	var k fault.Check
	k.If(utf8.RuneCountInString(m.Note) > MaxReason, "note", "area.plan.note.long", "Max", MaxReason)
	k.If(!plain(m.Note), "note", "error.422.text")
	if err := k.Err(); err != nil {
		return err
	}
	if m.To != Done && m.To != Doing {
		return fault.Missing()
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c := new(Case)
		err := ownCases(tx.NewSelect().Model(c).Where("c.id = ?", caseID), actor).For("UPDATE").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "lock one's own case")
		}
		if !c.Open() {
			return fault.New(fault.Conflict, "cases.error.closed")
		}
		all, err := versions(ctx, tx, caseID, Plan)
		if err != nil {
			return err
		}
		if !theirs(given(all), m.ActionID) {
			return fault.Missing()
		}
		return m.move(ctx, tx, actor, c, now)
	})
}

// theirs says that an action of the plan is one the person does alone.
func theirs(d *Document, actionID int64) bool {
	for i := 0; d != nil && i < len(d.Lines); i++ {
		if d.Lines[i].ActionID == actionID {
			return d.Lines[i].Doer == "person"
		}
	}
	return false
}

// OwnChecks gives the days from today on when somebody will ask the person how it goes,
// the next first.
func OwnChecks(ctx context.Context, idb bun.IDB, actor auth.Actor, today desks.Date) ([]desks.Date, error) {
	var rows []struct {
		DueOn desks.Date `bun:"type:date"`
	}
	err := idb.NewRaw(`SELECT DISTINCT f.due_on FROM follow_ups AS f JOIN cases AS c ON c.id = f.case_id
		WHERE c.person_id IN `+people.OwnRecords+` AND f.done_at IS NULL AND f.dropped_at IS NULL AND f.due_on >= ? ORDER BY 1 LIMIT 5`,
		actor.PersonID, today).Scan(ctx, &rows)
	var days []desks.Date
	for _, r := range rows {
		days = append(days, r.DueOn)
	}
	return days, fault.Wrap(db.Translate(err), "list one's own checks")
}
