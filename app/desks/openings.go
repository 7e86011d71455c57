package desks

import (
	"fmt"
	"slices"
	"time"

	"github.com/teambition/rrule-go"
	"github.com/uptrace/bun"
)

// Rule says when an operator receives at a desk.
type Rule struct {
	bun.BaseModel `bun:"table:opening_rules,alias:rule"`

	ID         int64 `bun:",pk,autoincrement"`
	DeskID     int64
	OperatorID int64
	// RRule is an RFC 5545 recurrence of days, without DTSTART and hours;
	// it is counted from ValidFrom.
	RRule string `bun:"rrule"`
	// From and To are local hours of the same day, From before To.
	From Clock `bun:"from_time"`
	To   Clock `bun:"to_time"`
	// ValidFrom and ValidTo are both included; a zero ValidTo means no end.
	ValidFrom Date
	ValidTo   Date
}

// Closure takes away whole days: of a desk, of an operator, or of everything when
// both are nil. First and Last are both closed.
type Closure struct {
	bun.BaseModel `bun:"table:closures,alias:closure"`

	ID         int64 `bun:",pk,autoincrement"`
	DeskID     *int64
	OperatorID *int64
	First      Date `bun:"first_day"`
	Last       Date `bun:"last_day"`
	Reason     string
}

// Covers reports whether the closure takes the day away from the operator at the
// desk; operator 0 asks about the desk as a whole.
func (c *Closure) Covers(desk, operator int64, d Date) bool {
	if d.Before(c.First) || d.After(c.Last) {
		return false
	}
	if c.DeskID != nil {
		return *c.DeskID == desk
	}
	return c.OperatorID == nil || *c.OperatorID == operator
}

// Opening is one stretch of one day in which an operator receives at a desk.
// Start and End are in the desk's zone.
type Opening struct {
	DeskID, OperatorID int64
	Day                Date
	Start, End         time.Time
}

// Openings lists what the rules of one desk leave open between two days, both
// included: public holidays, the patron saint and closures are taken away, and
// stretches of one operator that touch or overlap are joined. Rules of other
// desks are ignored. The order is by start, then operator. It asks no clock and no
// database. A recurrence that cannot be read is an error.
func Openings(desk *Desk, rules []Rule, closures []Closure, from, to Date) ([]Opening, error) {
	loc := desk.Location()
	var all []Opening
	for i := range rules {
		r := &rules[i]
		if r.DeskID != desk.ID {
			continue
		}
		days, err := r.Days(from, to)
		if err != nil {
			return nil, err
		}
		for _, d := range days {
			if desk.Site != nil && desk.Site.Closed(d) || covered(closures, r, d) {
				continue
			}
			o := Opening{DeskID: r.DeskID, OperatorID: r.OperatorID, Day: d, Start: r.From.On(d, loc), End: r.To.On(d, loc)}
			if o.End.After(o.Start) {
				all = append(all, o)
			}
		}
	}
	return join(all), nil
}

// Days lists the days of the rule between two days, both included, before
// holidays and closures.
func (r *Rule) Days(from, to Date) ([]Date, error) {
	if from.Before(r.ValidFrom) {
		from = r.ValidFrom
	}
	if !r.ValidTo.IsZero() && to.After(r.ValidTo) {
		to = r.ValidTo
	}
	if to.Before(from) {
		return nil, nil
	}
	option, err := rrule.StrToROption(r.RRule)
	if err != nil {
		return nil, fmt.Errorf("recurrence of opening rule %d: %w", r.ID, err)
	}
	// Days are counted at noon UTC, where no change of summer time can move them.
	option.Dtstart = r.ValidFrom.Time()
	if memoryless(option) {
		option.Dtstart = from.Time()
	}
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, fmt.Errorf("recurrence of opening rule %d: %w", r.ID, err)
	}
	var days []Date
	for _, t := range rule.Between(from.Time(), to.Time(), true) {
		days = append(days, DateOf(t))
	}
	return days, nil
}

// memoryless reports whether the days do not depend on where counting starts, so
// that years gone by need not be counted again.
func memoryless(o *rrule.ROption) bool {
	return o.Freq == rrule.WEEKLY && len(o.Byweekday) > 0 && o.Interval <= 1 && o.Count == 0 && len(o.Bysetpos) == 0
}

func covered(closures []Closure, r *Rule, d Date) bool {
	return slices.ContainsFunc(closures, func(c Closure) bool { return c.Covers(r.DeskID, r.OperatorID, d) })
}

// join sorts the openings and makes one of those of the same operator that touch.
func join(all []Opening) []Opening {
	slices.SortFunc(all, func(a, b Opening) int {
		if a.OperatorID != b.OperatorID {
			return int(a.OperatorID - b.OperatorID)
		}
		return a.Start.Compare(b.Start)
	})
	var out []Opening
	for _, o := range all {
		if n := len(out); n > 0 && out[n-1].OperatorID == o.OperatorID && out[n-1].Day == o.Day && !o.Start.After(out[n-1].End) {
			if o.End.After(out[n-1].End) {
				out[n-1].End = o.End
			}
			continue
		}
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b Opening) int {
		if c := a.Start.Compare(b.Start); c != 0 {
			return c
		}
		return int(a.OperatorID - b.OperatorID)
	})
	return out
}
