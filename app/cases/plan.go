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
	// Note is what the person said of it; MovedBy who took it where it is, and MovedAt.
	Note    string
	MovedAt time.Time
	MovedBy string
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
// needed to drop it, Note is the person's.
type ActionMove struct {
	ActionID               int64
	From, To, Reason, Note string
}

// MoveAction records how far an action of a case of the actor's desks is; a signed plan
// stays as it is. There already is quiet; an action somebody else moved meanwhile is
// Conflict "cases.error.action_moved", a step the workflow has not Conflict
// "cases.error.action_step". Invalid names the field reason.
func MoveAction(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, m ActionMove, now time.Time) error {
	m.Reason, m.Note = strings.Join(strings.Fields(m.Reason), " "), ""
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
		return m.move(ctx, tx, actor, c, now)
	})
}

// move takes an action of a locked case one step on. A note about where it is already is
// kept too.
func (m ActionMove) move(ctx context.Context, tx bun.IDB, actor auth.Actor, c *Case, now time.Time) error {
	var is struct{ State, Note string }
	if err := tx.NewRaw("SELECT state, note FROM case_actions WHERE id = ? AND case_id = ?", m.ActionID, c.ID).Scan(ctx, &is); err != nil {
		return fault.Wrap(db.Translate(err), "find action")
	}
	switch {
	case is.State == m.To && (m.Note == "" || m.Note == is.Note):
		return nil
	case is.State == m.To:
	case is.State != m.From:
		return fault.New(fault.Conflict, "cases.error.action_moved")
	case !slices.Contains(ActionSteps(), Arrow{is.State, m.To}):
		return fault.New(fault.Conflict, "cases.error.action_step")
	}
	res, err := tx.NewRaw("UPDATE case_actions SET state = ?, reason = ?, note = ?, moved_at = ?, moved_by = ? WHERE id = ?",
		m.To, m.Reason, m.Note, now, actor.Ref(), m.ActionID).Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "move action")
	}
	_, err = tx.NewRaw("INSERT INTO case_action_moves (action_id, state, text, at, by) VALUES (?, ?, ?, ?, ?)",
		m.ActionID, m.To, m.Reason+m.Note, now, actor.Ref()).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "keep the step of an action")
	}
	return Record(ctx, tx, actor, c, "action", map[string]any{"action": m.ActionID, "to": m.To}, now)
}
