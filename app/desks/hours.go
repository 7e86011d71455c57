package desks

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
)

// Schedule is everything that decides when a desk is open between two days.
type Schedule struct {
	Desk       *Desk
	Rules      []Rule
	Closures   []Closure
	Exceptions []Exception
	// Rooms are those in use, by id.
	Rooms    []Room
	From, To Date
	// zone is the desk's, read once for several desks; nil is read when asked for.
	zone *time.Location
}

// Zone is the zone of the desk's hours.
func (s *Schedule) Zone() *time.Location {
	if s.zone == nil {
		return s.Desk.Location()
	}
	return s.zone
}

// Closed says why the whole desk is closed on a day: holiday is a public holiday
// or the patron saint on which nobody opens all the same; reason is that of a
// closure of whole days, "" where none covers the day.
func (s *Schedule) Closed(d Date) (holiday bool, reason string) {
	for i := range s.Closures {
		if c := &s.Closures[i]; c.OperatorID == nil && c.Whole() && c.Covers(s.Desk.ID, 0, d) {
			reason = s.Closures[i].Reason
			break
		}
	}
	extra := slices.ContainsFunc(s.Exceptions, func(e Exception) bool { return e.Kind == Extra && e.Day == d })
	return s.Desk.Site.Closed(d) && !extra, reason
}

// Span is a stretch of time in the desk's zone.
type Span struct{ Start, End time.Time }

// DayHours are the hours of one day in which somebody receives.
type DayHours struct {
	Day   Date
	Spans []Span
}

// Hours gives the public opening hours of a desk between two days, both
// included: only days that are open, holidays and closures already away.
func Hours(ctx context.Context, idb bun.IDB, desk *Desk, from, to Date) ([]DayHours, error) {
	s, err := LoadSchedule(ctx, idb, desk, from, to)
	if err != nil {
		return nil, err
	}
	openings, err := s.Openings()
	if err != nil {
		return nil, err
	}
	return ByDay(openings), nil
}

// ByDay joins the openings of all operators, sorted by start, into hours per day.
func ByDay(openings []Opening) []DayHours {
	days := []DayHours{}
	for _, o := range openings {
		if n := len(days); n == 0 || days[n-1].Day != o.Day {
			days = append(days, DayHours{Day: o.Day})
		}
		day := &days[len(days)-1]
		if n := len(day.Spans); n > 0 && !o.Start.After(day.Spans[n-1].End) {
			if o.End.After(day.Spans[n-1].End) {
				day.Spans[n-1].End = o.End
			}
			continue
		}
		day.Spans = append(day.Spans, Span{o.Start, o.End})
	}
	return days
}

// WeekdayHours is one line of the usual week of a desk.
type WeekdayHours struct {
	Weekday  time.Weekday
	From, To Clock
}

// WeeklyHours gives the usual week of a desk as the rules valid on a day draw it,
// Monday first: the seven days from that day on, without holidays and closures.
func WeeklyHours(ctx context.Context, idb bun.IDB, desk *Desk, on Date) ([]WeekdayHours, error) {
	s, err := LoadSchedule(ctx, idb, desk, on, on.AddDays(6))
	if err != nil {
		return nil, err
	}
	week := []WeekdayHours{}
	for i := range s.Rules {
		r := &s.Rules[i]
		days, err := r.Days(s.From, s.To)
		if err != nil {
			return nil, err
		}
		for _, d := range days {
			week = append(week, WeekdayHours{d.Weekday(), r.From, r.To})
		}
	}
	slices.SortFunc(week, func(a, b WeekdayHours) int {
		monday := func(w time.Weekday) int { return (int(w) + 6) % 7 }
		return cmp.Or(cmp.Compare(monday(a.Weekday), monday(b.Weekday)), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return merge(week), nil
}

func merge(week []WeekdayHours) []WeekdayHours {
	out := week[:0]
	for _, h := range week {
		if n := len(out); n > 0 && out[n-1].Weekday == h.Weekday && h.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, h.To)
			continue
		}
		out = append(out, h)
	}
	return out
}
