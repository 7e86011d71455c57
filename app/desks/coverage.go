package desks

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// The service charter promises two days a week for 52 weeks (Carta dei Servizi §2).
const (
	PromisedDays  = 2
	PromisedWeeks = 52
)

// MonthHours compares what a month was to be with what it was, in minutes in which
// somebody receives, several operators at once counted once.
type MonthHours struct {
	Month time.Month
	// Planned is what the rules give; Lost what holidays, closures, absences and
	// days without opening took from it; Extra what single openings added.
	Planned, Lost, Extra int
	// Delivered is what was open up to now.
	Delivered int
	// PlannedDays and DeliveredDays count days with at least a minute.
	PlannedDays, DeliveredDays int
}

// YearHours is the year of a desk.
type YearHours struct {
	Year   int
	Months [12]MonthHours
	Total  MonthHours
	// FullWeeks are the weeks (from Monday) of the year with PromisedDays or more
	// days delivered, counted where the week's Monday is in the year.
	FullWeeks int
}

// Coverage draws the year of a desk up to now from a schedule that reaches from
// its first to its last day at least. It asks no clock and no database.
func Coverage(s Schedule, year int, now time.Time) (*YearHours, error) {
	s.From, s.To = Date{year, time.January, 1}, Date{year, time.December, 31}
	open, err := s.Openings()
	if err != nil {
		return nil, err
	}
	kept := s
	kept.Exceptions = nil
	for _, e := range s.Exceptions {
		if e.Kind == NoOpening {
			kept.Exceptions = append(kept.Exceptions, e)
		}
	}
	regular, err := kept.Openings()
	if err != nil {
		return nil, err
	}
	everyDay := *s.Desk
	everyDay.Site = nil
	planned, err := Openings(&everyDay, s.Rules, nil, s.From, s.To)
	if err != nil {
		return nil, err
	}
	y := &YearHours{Year: year}
	y.count(ByDay(planned), ByDay(regular), ByDay(open), now)
	return y, nil
}

func (y *YearHours) count(planned, regular, open []DayHours, now time.Time) {
	for i := range y.Months {
		y.Months[i].Month = time.Month(i + 1)
	}
	for _, d := range planned {
		m := &y.Months[d.Day.Month-1]
		m.Planned += d.minutes(time.Time{})
		m.PlannedDays++
	}
	for _, d := range regular {
		m := &y.Months[d.Day.Month-1]
		m.Lost -= d.minutes(time.Time{})
		m.Extra -= d.minutes(time.Time{})
	}
	weeks := map[Date]int{}
	for _, d := range open {
		m := &y.Months[d.Day.Month-1]
		m.Extra += d.minutes(time.Time{})
		if done := d.minutes(now); done > 0 {
			m.Delivered += done
			m.DeliveredDays++
			weeks[d.Day.AddDays(-(int(d.Day.Weekday())+6)%7)]++
		}
	}
	for i := range y.Months {
		m := &y.Months[i]
		m.Lost += m.Planned
		y.Total.add(*m)
	}
	for monday, days := range weeks {
		if days >= PromisedDays && monday.Year == y.Year {
			y.FullWeeks++
		}
	}
}

func (m *MonthHours) add(x MonthHours) {
	m.Planned += x.Planned
	m.Lost += x.Lost
	m.Extra += x.Extra
	m.Delivered += x.Delivered
	m.PlannedDays += x.PlannedDays
	m.DeliveredDays += x.DeliveredDays
}

// minutes are the minutes of the day up to an instant, all of them where it is zero.
func (d DayHours) minutes(until time.Time) int {
	n := 0
	for _, s := range d.Spans {
		end := s.End
		if !until.IsZero() && until.Before(end) {
			end = until
		}
		if end.After(s.Start) {
			n += int(end.Sub(s.Start).Minutes())
		}
	}
	return n
}

// YearOf reads a desk's year up to now.
func YearOf(ctx context.Context, idb bun.IDB, desk *Desk, year int, now time.Time) (*YearHours, error) {
	s, err := LoadSchedule(ctx, idb, desk, Date{year, time.January, 1}, Date{year, time.December, 31})
	if err != nil {
		return nil, err
	}
	return Coverage(*s, year, now)
}
