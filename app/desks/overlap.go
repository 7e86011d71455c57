package desks

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// Overlap says that an operator is already expected somewhere at the same time.
type Overlap struct {
	// Rule is the one met, Day the first day both fall on, Days how many there are.
	Rule Rule
	Day  Date
	Days int
}

// FindOverlaps gives the rules of the same operator, at any desk, that share hours
// with r on some day between two days, both included. A rule does not meet itself.
// Hours that only touch are no overlap. It asks no clock and no database.
func FindOverlaps(r Rule, rules []Rule, from, to Date) ([]Overlap, error) {
	mine, err := r.Days(from, to)
	if err != nil {
		return nil, err
	}
	var all []Overlap
	for i := range rules {
		x := &rules[i]
		if x.OperatorID != r.OperatorID || r.ID != 0 && x.ID == r.ID || x.From >= r.To || r.From >= x.To {
			continue
		}
		theirs, err := x.Days(from, to)
		if err != nil {
			return nil, err
		}
		both := slices.DeleteFunc(theirs, func(d Date) bool { return !slices.Contains(mine, d) })
		if len(both) > 0 {
			all = append(all, Overlap{Rule: *x, Day: both[0], Days: len(both)})
		}
	}
	return all, nil
}

// overlapsOf reads the operator's rules and looks a year ahead.
func overlapsOf(ctx context.Context, idb bun.IDB, r Rule, today Date) ([]Overlap, error) {
	from := today
	if r.ValidFrom.After(from) {
		from = r.ValidFrom
	}
	var rules []Rule
	err := idb.NewSelect().Model(&rules).Relation("Operator").
		Where("rule.operator_id = ? AND (rule.valid_to IS NULL OR rule.valid_to >= ?)", r.OperatorID, from).Order("rule.id").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "read an operator's rules")
	}
	return FindOverlaps(r, rules, from, from.AddDays(365))
}
