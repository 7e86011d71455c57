package desks

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// ExceptionKind says how one day differs from the rules.
type ExceptionKind string

const (
	// Extra is one more opening.
	Extra ExceptionKind = "extra"
	// NoOpening takes away what the rules give the operator at the desk that day.
	NoOpening ExceptionKind = "none"
)

// Exception is one day on which an operator at a desk does not follow the rules.
type Exception struct {
	bun.BaseModel `bun:"table:opening_exceptions,alias:exception"`

	ID         int64 `bun:",pk,autoincrement"`
	DeskID     int64
	OperatorID int64
	Day        Date
	Kind       ExceptionKind
	// From and To are the hours of an Extra opening.
	From Clock `bun:"from_time"`
	To   Clock `bun:"to_time,nullzero,default:'24:00'"`

	Operator *Operator `bun:"rel:belongs-to,join:operator_id=id"`
}

// Exceptions lists the exceptions of one of the actor's desks from a day on.
func Exceptions(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, from Date) ([]Exception, error) {
	if _, err := FindFor(ctx, idb, actor, deskID); err != nil {
		return nil, err
	}
	all := []Exception{}
	err := idb.NewSelect().Model(&all).Relation("Operator").Where("exception.desk_id = ? AND exception.day >= ?", deskID, from).
		Order("exception.day", "exception.from_time", "exception.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list exceptions")
}

// AddException is one date that differs, as it was typed; hours count for Extra only.
type AddException struct {
	DeskID, OperatorID int64
	Kind               ExceptionKind
	Day, From, To      string
}

// Touches is the operator at the desk.
func (f AddException) Touches() (deskID, operatorID int64) { return f.DeskID, f.OperatorID }

// Overlaps are the rules of the operator that an extra opening runs into.
func (f AddException) Overlaps(ctx context.Context, idb bun.IDB, today Date) ([]Overlap, error) {
	e, err := f.check(today)
	if err != nil || e.Kind != Extra {
		return nil, nil
	}
	rule := Rule{DeskID: e.DeskID, OperatorID: e.OperatorID, RRule: "FREQ=DAILY", From: e.From, To: e.To, ValidFrom: e.Day, ValidTo: e.Day}
	return overlapsOf(ctx, idb, rule, e.Day)
}

func (f AddException) check(today Date) (*Exception, error) {
	e := &Exception{DeskID: f.DeskID, OperatorID: f.OperatorID, Kind: f.Kind}
	var c fault.Check
	c.If(f.Kind != Extra && f.Kind != NoOpening, "kind", "desks.error.kind")
	c.If(f.OperatorID == 0, "operator", "desks.error.operator")
	day, err := ParseDate(f.Day)
	c.If(err != nil, "day", "desks.error.day")
	c.If(err == nil && day.Before(today), "day", "desks.error.past_day")
	e.Day = day
	if f.Kind == Extra {
		e.From, e.To = hours(&c, f.From, f.To)
	}
	return e, c.Err()
}

// apply is Invalid with the fields kind, operator, day, from and to; a second "no
// opening" on the same day is quiet.
func (f AddException) apply(ctx context.Context, tx bun.IDB, actor auth.Actor, today Date) (*audit.Entry, error) {
	if _, err := FindFor(ctx, tx, actor, f.DeskID); err != nil {
		return nil, err
	}
	e, err := f.check(today)
	if err != nil {
		return nil, err
	}
	_, err = tx.NewInsert().Model(e).On("CONFLICT (desk_id, operator_id, day) WHERE kind = 'none' DO NOTHING").Exec(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "add exception")
	}
	return &audit.Entry{
		Action: "desks.exception_add", Subject: "desk", SubjectID: f.DeskID, DeskID: f.DeskID,
		Data: map[string]any{"operator": e.OperatorID, "day": e.Day.String(), "kind": e.Kind, "from": e.From.String(), "to": e.To.String()},
	}, nil
}

// DropException takes an exception of a day not yet over away again.
type DropException struct{ DeskID, ID int64 }

// Touches is the desk: the day may lose its extra opening.
func (f DropException) Touches() (deskID, operatorID int64) { return f.DeskID, 0 }

// Overlaps are none.
func (f DropException) Overlaps(context.Context, bun.IDB, Date) ([]Overlap, error) { return nil, nil }

// apply deletes it. NotFound for one of another desk, Conflict
// "desks.error.past_day" for a day gone by: what happened stays.
func (f DropException) apply(ctx context.Context, tx bun.IDB, actor auth.Actor, today Date) (*audit.Entry, error) {
	if _, err := FindFor(ctx, tx, actor, f.DeskID); err != nil {
		return nil, err
	}
	e := new(Exception)
	err := tx.NewSelect().Model(e).Where("exception.id = ? AND exception.desk_id = ?", f.ID, f.DeskID).For("UPDATE").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find exception")
	}
	if e.Day.Before(today) {
		return nil, fault.New(fault.Conflict, "desks.error.past_day")
	}
	res, err := tx.NewDelete().Model(e).WherePK().Exec(ctx)
	return &audit.Entry{
		Action: "desks.exception_drop", Subject: "desk", SubjectID: f.DeskID, DeskID: f.DeskID,
		Data: map[string]any{"operator": e.OperatorID, "day": e.Day.String(), "kind": e.Kind},
	}, fault.Wrap(db.One(res, err), "drop exception")
}
