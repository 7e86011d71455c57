package waiting

import (
	"time"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Days is a set of days of the week, one bit each from Sunday; 0 is any day.
type Days int

// Has reports whether the day is meant.
func (d Days) Has(w time.Weekday) bool { return d == 0 || d.Marked(w) }

// Marked reports whether the day itself was chosen.
func (d Days) Marked(w time.Weekday) bool { return d&(1<<w) != 0 }

// With adds a day.
func (d Days) With(w time.Weekday) Days { return d | 1<<w }

// Parts is a set of parts of the day; 0 is any.
type Parts int

// The parts of a day, by when a time begins; the same as of a search.
const (
	Morning   Parts = 1
	Afternoon Parts = 2
	Late      Parts = 4
)

// AllParts are the parts in order.
func AllParts() []Parts { return []Parts{Morning, Afternoon, Late} }

// Part is the name of a single part.
func (p Parts) Part() appointments.Part {
	switch p {
	case Morning:
		return appointments.Morning
	case Afternoon:
		return appointments.Afternoon
	}
	return appointments.Late
}

// partOf is the part of the day in which the clock of t stands.
func partOf(t time.Time) Parts {
	switch h := t.Hour(); {
	case h < appointments.NoonEnds:
		return Morning
	case h < appointments.LateBegins:
		return Afternoon
	}
	return Late
}

// Has reports whether one part is meant.
func (p Parts) Has(one Parts) bool { return p == 0 || p&one != 0 }

// Wish is which times suit.
type Wish struct {
	Days  Days
	Parts Parts
	// Until is the last day of use.
	Until desks.Date
}

// Suits reports whether a time suits that begins at start, in the desk's zone.
func (w Wish) Suits(start time.Time) bool {
	return w.Days.Has(start.Weekday()) && w.Parts.Has(partOf(start)) && !desks.DateOf(start).After(w.Until)
}

// check is about today in the desk's zone.
func (w Wish) check(c *fault.Check, today desks.Date) {
	c.If(w.Days < 0 || w.Days > 127, "days", "waiting.error.choice")
	c.If(w.Parts < 0 || w.Parts > 7, "parts", "waiting.error.choice")
	c.If(w.Until.Before(today) || w.Until.After(today.AddDays(Longest)), "until", "waiting.error.until")
}
