package cases

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// States of an action.
const (
	ToDo    = "todo"
	Doing   = "doing"
	Done    = "done"
	Dropped = "dropped"
)

// Doers are who may carry out an action: a service of the desk, a service of a partner,
// the person alone.
func Doers() []string { return []string{"desk", "partner", "person"} }

// Line is an action as one version of a plan says it, with how far it is today.
type Line struct {
	ActionID int64
	What     string
	Doer     string
	// Who says it by name.
	Who    string
	DueOn  desks.Date
	State  string
	Reason string
}

type said struct {
	what, doer, who string
	due             desks.Date
}

func (l *Line) said() said { return said{l.What, l.Doer, l.Who, l.DueOn} }

// Overdue reports whether the action should have been done before the day.
func (l *Line) Overdue(today desks.Date) bool {
	return (l.State == ToDo || l.State == Doing) && !l.DueOn.IsZero() && l.DueOn.Before(today)
}

// ActionSteps is the workflow of an action; done and dropped can be taken back.
func ActionSteps() []Arrow {
	return []Arrow{
		{ToDo, Doing}, {ToDo, Done}, {Doing, Done}, {Doing, ToDo},
		{ToDo, Dropped}, {Doing, Dropped}, {Done, Doing}, {Dropped, ToDo},
	}
}

// Next are the states an action may go to.
func (l *Line) Next() []string {
	var all []string
	for _, s := range ActionSteps() {
		if s.From == l.State {
			all = append(all, s.To)
		}
	}
	return all
}

// ActionMove is one step of an action. From is the state its author saw; Reason is
// needed to drop it.
type ActionMove struct {
	ActionID         int64
	From, To, Reason string
}

// MoveAction records how far an action of a case of the actor's desks is; a signed plan
// stays as it is. There already is quiet; an action somebody else moved meanwhile is
// Conflict "cases.error.action_moved", a step the workflow has not Conflict
// "cases.error.action_step". Invalid names the field reason.
func MoveAction(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, m ActionMove, now time.Time) error {
	m.Reason = strings.Join(strings.Fields(m.Reason), " ")
	if m.To != Dropped {
		m.Reason = ""
	}
	var k fault.Check
	k.If(m.To == Dropped && m.Reason == "", "reason", "cases.error.reason")
	k.If(utf8.RuneCountInString(m.Reason) > MaxReason, "reason", "cases.error.long", "Max", MaxReason)
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		var state string
		if err := tx.NewRaw("SELECT state FROM case_actions WHERE id = ? AND case_id = ?", m.ActionID, caseID).Scan(ctx, &state); err != nil {
			return fault.Wrap(db.Translate(err), "find action")
		}
		switch {
		case state == m.To:
			return nil
		case state != m.From:
			return fault.New(fault.Conflict, "cases.error.action_moved")
		case !slices.Contains(ActionSteps(), Arrow{state, m.To}):
			return fault.New(fault.Conflict, "cases.error.action_step")
		}
		res, err := tx.NewRaw("UPDATE case_actions SET state = ?, reason = ?, moved_at = ?, moved_by = ? WHERE id = ?",
			m.To, m.Reason, now, actor.Ref(), m.ActionID).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "move action")
		}
		return Record(ctx, tx, actor, c, "action", map[string]any{"action": m.ActionID, "to": m.To}, now)
	})
}
