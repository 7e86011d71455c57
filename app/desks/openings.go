package desks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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

	// Operator is loaded where a list shows names.
	Operator *Operator `bun:"rel:belongs-to,join:operator_id=id"`
}

// Closure takes away days, or hours of them: of a desk, of an operator, or of
// everything when both are nil. First and Last are both closed.
type Closure struct {
	bun.BaseModel `bun:"table:closures,alias:closure"`

	ID         int64 `bun:",pk,autoincrement"`
	DeskID     *int64
	OperatorID *int64
	First      Date `bun:"first_day"`
	Last       Date `bun:"last_day"`
	// From and To are the hours taken from each of the days; both zero, or the
	// whole 24 hours, mean the day.
	From   Clock `bun:"from_time"`
	To     Clock `bun:"to_time,nullzero,default:'24:00'"`
	Reason string
}

// Whole reports whether the closure takes whole days.
func (c *Closure) Whole() bool { return c.From == 0 && (c.To == 0 || c.To == At(24, 0)) }

// Covers reports whether the closure takes the day, or hours of it, away from the
// operator at the desk; operator 0 asks about the desk as a whole.
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
	s := Schedule{Desk: desk, Rules: rules, Closures: closures, From: from, To: to}
	return s.Openings()
}

// Openings are the openings of the schedule's days, as the function Openings
// draws them, with its exceptions: a day without openings loses what the rules
// give the operator, an extra opening is kept on a holiday too. Closures take away
// both.
func (s *Schedule) Openings() ([]Opening, error) {
	var all []Opening
	loc := s.Zone()
	for i := range s.Rules {
		r := &s.Rules[i]
		if r.DeskID != s.Desk.ID {
			continue
		}
		days, err := r.Days(s.From, s.To)
		if err != nil {
			return nil, err
		}
		for _, d := range days {
			if s.Desk.Site != nil && s.Desk.Site.Closed(d) || s.excepted(r.OperatorID, d) {
				continue
			}
			all = s.add(all, r.OperatorID, r.From.On(d, loc), r.To.On(d, loc))
		}
	}
	for _, e := range s.Exceptions {
		if e.Kind == Extra && e.DeskID == s.Desk.ID && !e.Day.Before(s.From) && !e.Day.After(s.To) {
			all = s.add(all, e.OperatorID, e.From.On(e.Day, loc), e.To.On(e.Day, loc))
		}
	}
	return s.cut(join(all)), nil
}

// add puts one opening to the others, unless a closure takes the whole day.
func (s *Schedule) add(all []Opening, operator int64, from, to time.Time) []Opening {
	d := DateOf(from)
	shut := func(c Closure) bool { return c.Whole() && c.Covers(s.Desk.ID, operator, d) }
	if slices.ContainsFunc(s.Closures, shut) {
		return all
	}
	o := Opening{DeskID: s.Desk.ID, OperatorID: operator, Day: d, Start: from, End: to}
	if !o.End.After(o.Start) {
		return all
	}
	return append(all, o)
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
	if on, ok := plainWeek(r.RRule); ok {
		return daysOn(on, from, to), nil
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

// plainWeek gives the days of the week of a recurrence that comes back every day, or
// every week on some days: nearly every rule, and there is nothing to count.
func plainWeek(recurrence string) (on [7]bool, ok bool) {
	if recurrence == "FREQ=DAILY" {
		return [7]bool{true, true, true, true, true, true, true}, true
	}
	codes, ok := strings.CutPrefix(recurrence, "FREQ=WEEKLY;BYDAY=")
	if !ok {
		return on, false
	}
	for code := range strings.SplitSeq(codes, ",") {
		day := slices.Index(weekdayCodes[:], code)
		if day < 0 {
			return on, false
		}
		on[day] = true
	}
	return on, true
}

func daysOn(on [7]bool, from, to Date) []Date {
	var days []Date
	for t, last := from.Time(), to.Time(); !t.After(last); t = t.AddDate(0, 0, 1) {
		if on[t.Weekday()] {
			days = append(days, DateOf(t))
		}
	}
	return days
}

// memoryless reports whether the days do not depend on where counting starts, so
// that years gone by need not be counted again.
func memoryless(o *rrule.ROption) bool {
	return o.Freq == rrule.WEEKLY && len(o.Byweekday) > 0 && o.Interval <= 1 && o.Count == 0 && len(o.Bysetpos) == 0
}

// excepted reports whether the operator does not follow the rules on the day.
func (s *Schedule) excepted(operator int64, d Date) bool {
	return slices.ContainsFunc(s.Exceptions, func(e Exception) bool {
		return e.Kind == NoOpening && e.DeskID == s.Desk.ID && e.OperatorID == operator && e.Day == d
	})
}

// cut takes the closures of hours out of the openings.
func (s *Schedule) cut(all []Opening) []Opening {
	loc, hours := s.Zone(), false
	for i := range s.Closures {
		c := &s.Closures[i]
		if c.Whole() {
			continue
		}
		hours = true
		var left []Opening
		for _, o := range all {
			from, to := c.From.On(o.Day, loc), c.To.On(o.Day, loc)
			if !c.Covers(o.DeskID, o.OperatorID, o.Day) || !from.Before(o.End) || !to.After(o.Start) {
				left = append(left, o)
				continue
			}
			before, after := o, o
			if before.End = from; before.End.After(before.Start) {
				left = append(left, before)
			}
			if after.Start = to; after.End.After(after.Start) {
				left = append(left, after)
			}
		}
		all = left
	}
	if hours {
		slices.SortFunc(all, byStart)
	}
	return all
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
	slices.SortFunc(out, byStart)
	return out
}

func byStart(a, b Opening) int {
	return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.OperatorID, b.OperatorID))
}
