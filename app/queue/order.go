package queue

import (
	"cmp"
	"slices"
	"time"
)

// Why says what decides a ticket's place in the line; the office shows it beside
// the number.
type Why string

// Reasons, in the order in which people are called.
const (
	ByBooking Why = "booking"  // the booked time has come
	ByClass   Why = "class"    // put forward by the desk's rule
	ByArrival Why = "arrival"  // first come, first called
	ByLate    Why = "late"     // came too late for the booked time: by arrival
	ByReturn  Why = "return"   // was missed: by the time of the return
	TooEarly  Why = "too_soon" // the booked time has not come yet
)

// Turn is a ticket in the line and what gave it its place.
type Turn struct {
	*Ticket
	Why Why
}

// Order puts the tickets that stand in the line into the order in which they are
// called at now; others are left out. It is the whole rule, in three groups:
//
//  1. who has a booked time that has come (Lead minutes before it counts as come)
//     and was not more than Tolerance late, by that time;
//  2. everybody without one, and latecomers, by arrival less the minutes of their
//     class; who was missed and came back, by the return;
//  3. who is early for a booked time, by that time.
//
// Equal times keep the order in which the tickets were given.
func (s Settings) Order(tickets []*Ticket, now time.Time) []Turn {
	var line []Turn
	for _, t := range tickets {
		if t.State.InLine() {
			line = append(line, Turn{t, s.why(t, now)})
		}
	}
	slices.SortStableFunc(line, func(a, b Turn) int {
		return cmp.Or(cmp.Compare(a.Why.group(), b.Why.group()), s.at(a).Compare(s.at(b)), cmp.Compare(a.ID, b.ID))
	})
	return line
}

func (s Settings) why(t *Ticket, now time.Time) Why {
	switch {
	case t.BookedAt != nil && !t.JoinedAt.After(t.BookedAt.Add(minutes(s.Tolerance))):
		if now.Before(t.BookedAt.Add(-minutes(s.Lead))) {
			return TooEarly
		}
		return ByBooking
	case t.JoinedAt.After(t.ArrivedAt):
		return ByReturn
	case s.headStart(t.Class) > 0:
		return ByClass
	case t.BookedAt != nil:
		return ByLate
	}
	return ByArrival
}

func (w Why) group() int {
	switch w {
	case ByBooking:
		return 1
	case TooEarly:
		return 3
	}
	return 2
}

// at is the time a turn is sorted by inside its group.
func (s Settings) at(t Turn) time.Time {
	if t.Why.group() != 2 {
		return *t.BookedAt
	}
	return t.JoinedAt.Add(-s.headStart(t.Class))
}

func (s Settings) headStart(c Class) time.Duration {
	switch c {
	case Priority:
		return minutes(s.PriorityMinutes)
	case Brief:
		return minutes(s.BriefMinutes)
	}
	return 0
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
