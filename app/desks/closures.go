package desks

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// MaxReason is how long the reason of a closure may be.
const MaxReason = 200

// ListedClosure is a closure with the names of what it closes.
type ListedClosure struct {
	Closure  `bun:",extend"`
	Desk     *Desk     `bun:"rel:belongs-to,join:desk_id=id"`
	Operator *Operator `bun:"rel:belongs-to,join:operator_id=id"`
}

// closureScope narrows to the closures of the actor's desks, of operators who work
// there and of everything.
func closureScope(actor auth.Actor) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		ids, all := actor.Desks()
		if all {
			return q
		}
		mine := pgdialect.Array(ids)
		return q.Where("(closure.desk_id = ANY(?) OR closure.operator_id IN (SELECT operator_id FROM desk_operators WHERE desk_id = ANY(?)) OR num_nonnulls(closure.desk_id, closure.operator_id) = 0)", mine, mine)
	}
}

// Closures lists closures and absences the actor may know of that end on a day or
// later, in order; at most 200.
func Closures(ctx context.Context, idb bun.IDB, actor auth.Actor, from Date) ([]ListedClosure, error) {
	all := []ListedClosure{}
	err := idb.NewSelect().Model(&all).Relation("Desk").Relation("Operator").Where("closure.last_day >= ?", from).
		Apply(closureScope(actor)).Order("closure.first_day", "closure.from_time", "closure.id").Limit(200).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list closures")
}

// Close is a closure or an absence as it was typed: of a desk, of an operator, or
// of everything when both ids are 0. Hours may be left out: then it takes whole
// days. Absences may overlap.
type Close struct {
	DeskID, OperatorID int64
	First, Last        string
	From, To, Reason   string
}

// Touches is what is closed.
func (f Close) Touches() (deskID, operatorID int64) { return f.DeskID, f.OperatorID }

// Overlaps are none: two reasons to be closed do no harm.
func (f Close) Overlaps(context.Context, bun.IDB, Date) ([]Overlap, error) { return nil, nil }

func (f Close) check() (*Closure, error) {
	x := &Closure{Reason: strings.TrimSpace(f.Reason), To: At(24, 0)}
	if f.DeskID != 0 {
		x.DeskID = &f.DeskID
	}
	if f.OperatorID != 0 {
		x.OperatorID = &f.OperatorID
	}
	var c fault.Check
	c.If(f.DeskID != 0 && f.OperatorID != 0, "what", "desks.error.scope")
	var err1, err2 error
	x.First, err1 = ParseDate(f.First)
	c.If(err1 != nil, "first", "desks.error.day")
	x.Last, err2 = ParseDate(f.Last)
	c.If(err2 != nil, "last", "desks.error.day")
	c.If(err1 == nil && err2 == nil && x.Last.Before(x.First), "last", "desks.error.validity")
	if f.From != "" || f.To != "" {
		x.From, x.To = hours(&c, f.From, f.To)
	}
	c.If(utf8.RuneCountInString(x.Reason) > MaxReason || strings.ContainsRune(x.Reason, 0), "reason", "desks.error.reason", "Max", MaxReason)
	return x, c.Err()
}

// apply is Invalid with the fields first, last, from, to and reason; NotFound for
// a desk or an operator that is not the actor's, Forbidden for everything where
// the actor does not see every desk.
func (f Close) apply(ctx context.Context, tx bun.IDB, actor auth.Actor, _ Date) (*audit.Entry, error) {
	if err := f.mayClose(ctx, tx, actor); err != nil {
		return nil, err
	}
	x, err := f.check()
	if err != nil {
		return nil, err
	}
	_, err = tx.NewInsert().Model(x).Exec(ctx)
	return x.entry("close"), fault.Wrap(db.Translate(err), "add closure")
}

func (f Close) mayClose(ctx context.Context, tx bun.IDB, actor auth.Actor) error {
	ids, all := actor.Desks()
	switch {
	case f.DeskID != 0:
		_, err := FindFor(ctx, tx, actor, f.DeskID)
		return err
	case f.OperatorID == 0 && !all:
		return fault.New(fault.Forbidden, "error.403.title")
	case f.OperatorID == 0:
		return nil
	}
	q := tx.NewSelect().Table("desk_operators").Where("operator_id = ?", f.OperatorID)
	if !all {
		q = q.Where("desk_id = ANY(?)", pgdialect.Array(ids))
	}
	known, err := q.Exists(ctx)
	if err == nil && !known {
		return fault.Missing()
	}
	return fault.Wrap(db.Translate(err), "find operator")
}

// entry leaves the reason out: it may tell about a person's health.
func (c *Closure) entry(verb string) *audit.Entry {
	e := &audit.Entry{
		Action: "desks." + verb, Subject: "closure", SubjectID: c.ID,
		Data: map[string]any{"first": c.First.String(), "last": c.Last.String(), "from": c.From.String(), "to": c.To.String()},
	}
	if c.DeskID != nil {
		e.DeskID = *c.DeskID
	}
	if c.OperatorID != nil {
		e.Data["operator"] = *c.OperatorID
	}
	return e
}

// Reopen takes back what is left of a closure: all of it while it has not begun,
// else the days from today on.
type Reopen struct{ ID int64 }

// Touches is everything, because the closure may be of anything.
func (f Reopen) Touches() (deskID, operatorID int64) { return 0, 0 }

// Overlaps are none.
func (f Reopen) Overlaps(context.Context, bun.IDB, Date) ([]Overlap, error) { return nil, nil }

// apply is NotFound for a closure the actor does not know of, Conflict
// "desks.error.past_day" for one that is over, Forbidden for a closure of
// everything where the actor does not see every desk.
func (f Reopen) apply(ctx context.Context, tx bun.IDB, actor auth.Actor, today Date) (*audit.Entry, error) {
	c := new(Closure)
	err := tx.NewSelect().Model(c).Where("closure.id = ?", f.ID).Apply(closureScope(actor)).For("UPDATE").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find closure")
	}
	_, all := actor.Desks()
	switch {
	case c.DeskID == nil && c.OperatorID == nil && !all:
		return nil, fault.New(fault.Forbidden, "error.403.title")
	case c.Last.Before(today):
		return nil, fault.New(fault.Conflict, "desks.error.past_day")
	case c.First.Before(today):
		c.Last = today.AddDays(-1)
		return c.entry("reopen"), oneRow(tx.NewUpdate().Model(c).Column("last_day").WherePK().Exec(ctx))
	}
	return c.entry("reopen"), oneRow(tx.NewDelete().Model(c).WherePK().Exec(ctx))
}
