package desks

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Rules lists every rule of one of the actor's desks with its operator, those
// that ended included, in the order of their validity.
func Rules(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64) ([]Rule, error) {
	if _, err := FindFor(ctx, idb, actor, deskID); err != nil {
		return nil, err
	}
	all := []Rule{}
	err := idb.NewSelect().Model(&all).Relation("Operator").Where("rule.desk_id = ?", deskID).
		Order("rule.valid_from", "operator.name", "rule.from_time", "rule.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list opening rules")
}

// FindRule gives one rule of one of the actor's desks; any other is NotFound.
func FindRule(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID, id int64) (*Rule, error) {
	if _, err := FindFor(ctx, idb, actor, deskID); err != nil {
		return nil, err
	}
	return findRule(idb.NewSelect(), ctx, deskID, id)
}

func findRule(q *bun.SelectQuery, ctx context.Context, deskID, id int64) (*Rule, error) {
	r := new(Rule)
	err := q.Model(r).Where("rule.id = ? AND rule.desk_id = ?", id, deskID).Scan(ctx)
	return r, fault.Wrap(db.Translate(err), "find opening rule")
}

// Ended reports whether the rule has no day left from today on.
func (r *Rule) Ended(today Date) bool { return !r.ValidTo.IsZero() && r.ValidTo.Before(today) }

// SaveRule is a rule as it was typed; ID 0 is a new one.
//
// A rule that has begun is not rewritten, because its days are part of what was
// promised and delivered: it ends the day before ValidFrom and a new one goes on.
type SaveRule struct {
	ID, DeskID, OperatorID int64
	Pattern                Pattern
	From, To               string
	ValidFrom, ValidTo     string
}

// Touches is the desk: the operator may be another than before.
func (f SaveRule) Touches() (deskID, operatorID int64) { return f.DeskID, 0 }

// Overlaps are the rules of the same operator, at any desk, that the new one
// meets in the year to come.
func (f SaveRule) Overlaps(ctx context.Context, idb bun.IDB, today Date) ([]Overlap, error) {
	r, err := f.check()
	if err != nil {
		return nil, nil
	}
	return overlapsOf(ctx, idb, *r, today)
}

func (f SaveRule) check() (*Rule, error) {
	r := &Rule{ID: f.ID, DeskID: f.DeskID, OperatorID: f.OperatorID}
	var c fault.Check
	var err error
	c.If(f.OperatorID == 0, "operator", "desks.error.operator")
	c.If(f.Pattern.Repeat != Weekly && f.Pattern.Repeat != Monthly, "repeat", "desks.error.repeat")
	c.If(len(f.Pattern.Weekdays) == 0, "weekdays", "desks.error.weekdays")
	c.If(f.Pattern.Repeat == Weekly && (f.Pattern.Every < 1 || f.Pattern.Every > MaxEvery), "every", "desks.error.every", "Max", MaxEvery)
	c.If(f.Pattern.Repeat == Monthly && f.Pattern.Nth != -1 && (f.Pattern.Nth < 1 || f.Pattern.Nth > 4), "nth", "desks.error.nth")
	r.From, r.To = hours(&c, f.From, f.To)
	r.ValidFrom, err = ParseDate(f.ValidFrom)
	c.If(err != nil, "valid_from", "desks.error.day")
	if f.ValidTo != "" {
		r.ValidTo, err = ParseDate(f.ValidTo)
		c.If(err != nil, "valid_to", "desks.error.day")
		c.If(err == nil && r.ValidTo.Before(r.ValidFrom), "valid_to", "desks.error.validity")
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	r.RRule = f.Pattern.RRule()
	return r, nil
}

// apply is Invalid with the fields operator, repeat, every, nth, weekdays, from,
// to, valid_from and valid_to; NotFound for a rule of another desk.
func (f SaveRule) apply(ctx context.Context, tx bun.IDB, actor auth.Actor, today Date) (*audit.Entry, error) {
	if _, err := FindFor(ctx, tx, actor, f.DeskID); err != nil {
		return nil, err
	}
	r, err := f.check()
	if err != nil {
		return nil, err
	}
	verb := "rule_add"
	if f.ID != 0 {
		verb = "rule_change"
		err = f.replace(ctx, tx, r, today)
	} else {
		_, err = tx.NewInsert().Model(r).Exec(ctx)
	}
	if db.ConstraintOf(err) == "opening_rules_operator" {
		var c fault.Check
		c.Add("operator", "desks.error.operator")
		return nil, c.Err()
	}
	return r.entry(verb), fault.Wrap(db.Translate(err), "save opening rule")
}

// replace changes a rule that has not begun in place and lets one that has begun
// end where the new one starts.
func (f SaveRule) replace(ctx context.Context, tx bun.IDB, r *Rule, today Date) error {
	old, err := findRule(tx.NewSelect().For("UPDATE"), ctx, f.DeskID, f.ID)
	if err != nil {
		return err
	}
	if !old.ValidFrom.Before(today) {
		return oneRow(tx.NewUpdate().Model(r).WherePK().Exec(ctx))
	}
	var c fault.Check
	c.If(r.ValidFrom.Before(today), "valid_from", "desks.error.begun")
	c.If(!old.ValidTo.IsZero() && old.ValidTo.Before(today), "valid_from", "desks.error.ended")
	if err := c.Err(); err != nil {
		return err
	}
	if eve := r.ValidFrom.AddDays(-1); old.ValidTo.IsZero() || eve.Before(old.ValidTo) {
		old.ValidTo = eve
	}
	if err := oneRow(tx.NewUpdate().Model(old).Column("valid_to").WherePK().Exec(ctx)); err != nil {
		return err
	}
	r.ID = 0
	_, err = tx.NewInsert().Model(r).Exec(ctx)
	return err
}

func (r *Rule) entry(verb string) *audit.Entry {
	return &audit.Entry{
		Action: "desks." + verb, Subject: "opening_rule", SubjectID: r.ID, DeskID: r.DeskID,
		Data: map[string]any{
			"operator": r.OperatorID, "rrule": r.RRule, "from": r.From.String(), "to": r.To.String(),
			"valid_from": r.ValidFrom.String(), "valid_to": lastDay(r.ValidTo),
		},
	}
}

func lastDay(d Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// EndRule makes a day the last one of a rule, as it was typed.
type EndRule struct {
	DeskID, ID int64
	Last       string
}

// Touches is the desk.
func (f EndRule) Touches() (deskID, operatorID int64) { return f.DeskID, 0 }

// Overlaps are none.
func (f EndRule) Overlaps(context.Context, bun.IDB, Date) ([]Overlap, error) { return nil, nil }

// apply is Invalid with the field last for a day before yesterday: what was open
// stays so. A rule that would end before it begins is taken away.
func (f EndRule) apply(ctx context.Context, tx bun.IDB, actor auth.Actor, today Date) (*audit.Entry, error) {
	if _, err := FindFor(ctx, tx, actor, f.DeskID); err != nil {
		return nil, err
	}
	last, err := ParseDate(f.Last)
	var c fault.Check
	c.If(err != nil, "last", "desks.error.day")
	c.If(err == nil && last.Before(today.AddDays(-1)), "last", "desks.error.past_end")
	if err := c.Err(); err != nil {
		return nil, err
	}
	r, err := findRule(tx.NewSelect().For("UPDATE"), ctx, f.DeskID, f.ID)
	if err != nil {
		return nil, err
	}
	if last.Before(r.ValidFrom) {
		err = oneRow(tx.NewDelete().Model(r).WherePK().Exec(ctx))
		return r.entry("rule_drop"), err
	}
	if r.Ended(today) {
		return nil, fault.New(fault.Conflict, "desks.error.ended")
	}
	r.ValidTo = last
	return r.entry("rule_end"), oneRow(tx.NewUpdate().Model(r).Column("valid_to").WherePK().Exec(ctx))
}
