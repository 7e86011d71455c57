package appointments

import (
	"cmp"
	"slices"
	"time"

	"approdo/app/desks"
	"approdo/app/services"
)

// Rules are the numbers that decide which free times are offered.
type Rules struct {
	// Minutes is how long the appointment lasts (the area's).
	Minutes int
	// Lead is the least time between now and the start; negative lets a time be
	// booked after it began.
	Lead time.Duration
	// Horizon is how far ahead one can book.
	Horizon time.Duration
	// Seats is how many people one meeting takes; below 2 each one has a time alone.
	Seats int
	// DeskID and AreaID tell a group's own seats from other people's times.
	DeskID, AreaID int64
}

// Numbers of the house; those of an area are services.Settings.
const (
	// MaxStep is the longest distance between two offered starts.
	MaxStep = 30 * time.Minute
	// HoldFor is how long a chosen time stays reserved while the form is filled.
	HoldFor = 10 * time.Minute
	// DraftLife is how long an unfinished form is kept.
	DraftLife = 24 * time.Hour
	// MaxOpen is how many coming appointments one address or telephone may hold.
	MaxOpen = 3
)

// Public are the rules of an area for a visitor.
func Public(s services.Settings) Rules {
	return Rules{
		Minutes: s.Minutes, Seats: s.Seats, Lead: time.Duration(s.LeadMinutes) * time.Minute,
		Horizon: time.Duration(s.HorizonDays) * 24 * time.Hour,
	}
}

// Staff are the rules for an operator, who may still use the time that is running
// and look at least as far as areas usually let people.
func Staff(s services.Settings) Rules {
	r := Public(s)
	r.Lead = -r.duration()
	r.Horizon = max(r.Horizon, services.DefaultHorizon*24*time.Hour)
	return r
}

func (r Rules) duration() time.Duration { return time.Duration(r.Minutes) * time.Minute }

// step is shorter than a long appointment, so that no time of the day is lost; a
// group's meetings follow each other, so that people meet.
func (r Rules) step() time.Duration {
	if r.Seats > 1 {
		return r.duration()
	}
	return min(r.duration(), MaxStep)
}

// Busy is a stretch of time in which an operator cannot be booked, at any desk.
// Held is true for a time somebody else is booking right now.
type Busy struct {
	OperatorID int64
	Start, End time.Time
	Held       bool
	// DeskID and AreaID are what it is for.
	DeskID, AreaID int64
	// Seats is the size of the group meeting it is a seat of, 0 for none.
	Seats int
	// Elsewhere is true for a time from the operator's other calendar.
	Elsewhere bool
	// By is auth.Actor.Ref of the operator who holds it, "" for a person.
	By string
}

// Slot is a time that can be booked. Operators are the ones free for the whole of
// it, the one to book first being first. Start and End are in the desk's zone.
type Slot struct {
	Start, End time.Time
	DeskID     int64
	Operators  []int64
	// Left is how many seats a group meeting still has, 0 for a time alone.
	Left int
	// rooms are those free for the whole of it, where the desk has rooms.
	rooms []desks.Room
}

// Free lists the free times of one desk: each opening is cut into starts, one
// every step from the opening's own start; a start is free when the whole duration
// fits the opening, meets nothing busy and lies between now+Lead and now+Horizon,
// both included. A time at which several operators are free is listed once, with
// the operator who has the fewest appointments that day (booked counts the
// appointments per operator and day; nil counts none) first, then by id. What ends
// exactly when another begins does not overlap. The order is by start. With Seats a
// time stays free while its meeting has seats: those booked and those held count;
// the operator whose meeting has begun to fill comes first.
func Free(openings []desks.Opening, busy []Busy, booked map[Load]int, r Rules, now time.Time) []Slot {
	if r.Minutes <= 0 {
		return nil
	}
	groups, alone := r.meetings(busy)
	taken := byOperator(alone)
	earliest, latest := now.Add(r.Lead), now.Add(r.Horizon)
	found := map[int64]*Slot{}
	for _, o := range inTurn(openings, booked) {
		mine := taken[o.OperatorID]
		for start := o.Start; !start.Add(r.duration()).After(o.End) && !start.After(latest); start = start.Add(r.step()) {
			end := start.Add(r.duration())
			if start.Before(earliest) || meets(mine, start, end) {
				continue
			}
			left, open := groups.left(o.OperatorID, start, end, r.Seats)
			if !open {
				continue
			}
			s := found[start.Unix()]
			if s == nil {
				s = &Slot{Start: start, End: end, DeskID: o.DeskID}
				found[start.Unix()] = s
			}
			s.Operators = append(s.Operators, o.OperatorID)
			s.Left += left
		}
	}
	return groups.first(inOrder(found))
}

// inTurn are the openings day by day in the order in which their operators are booked.
func inTurn(openings []desks.Opening, booked map[Load]int) []desks.Opening {
	type turn struct {
		desks.Opening
		booked int
	}
	turns := make([]turn, len(openings))
	for i, o := range openings {
		turns[i] = turn{o, booked[Load{o.OperatorID, o.Day}]}
	}
	slices.SortStableFunc(turns, func(a, b turn) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.booked, b.booked), cmp.Compare(a.OperatorID, b.OperatorID))
	})
	sorted := make([]desks.Opening, len(turns))
	for i := range turns {
		sorted[i] = turns[i].Opening
	}
	return sorted
}

// Load is the key of a count of appointments: one operator, one day.
type Load struct {
	OperatorID int64
	Day        desks.Date
}

// byOperator gives each operator's busy times in order, overlapping ones joined.
func byOperator(busy []Busy) map[int64][]Busy {
	m := map[int64][]Busy{}
	for _, b := range slices.SortedFunc(slices.Values(busy), func(a, b Busy) int { return a.Start.Compare(b.Start) }) {
		mine := m[b.OperatorID]
		if n := len(mine); n > 0 && !b.Start.After(mine[n-1].End) {
			if b.End.After(mine[n-1].End) {
				mine[n-1].End = b.End
			}
			continue
		}
		m[b.OperatorID] = append(mine, b)
	}
	return m
}

// meets reports whether start–end overlaps one of the busy times, which are in
// order and apart: only the first that ends after start can.
func meets(busy []Busy, start, end time.Time) bool {
	i, _ := slices.BinarySearchFunc(busy, start, func(b Busy, t time.Time) int {
		if b.End.After(t) {
			return 1
		}
		return -1
	})
	return i < len(busy) && busy[i].Start.Before(end)
}

func inOrder(found map[int64]*Slot) []Slot {
	all := make([]Slot, 0, len(found))
	for _, s := range found {
		s.Operators = slices.Compact(s.Operators)
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Slot) int { return a.Start.Compare(b.Start) })
	return all
}

// DaySlots are the free times of one day.
type DaySlots struct {
	Day   desks.Date
	Slots []Slot
}

// SplitDays groups sorted slots by their day.
func SplitDays(slots []Slot) []DaySlots {
	days := []DaySlots{}
	for _, s := range slots {
		day := desks.DateOf(s.Start)
		if n := len(days); n == 0 || days[n-1].Day != day {
			days = append(days, DaySlots{Day: day})
		}
		days[len(days)-1].Slots = append(days[len(days)-1].Slots, s)
	}
	return days
}

// Nearest gives up to n of the times of some days for who lost the one at around:
// those that follow it, and earlier ones when too few follow.
func Nearest(days []DaySlots, around time.Time, n int) []Slot {
	var slots []Slot
	for _, d := range days {
		slots = append(slots, d.Slots...)
	}
	return nearest(slots, around, n)
}

// nearest picks n slots: those from around on first, then the earlier ones when
// too few are left.
func nearest(slots []Slot, around time.Time, n int) []Slot {
	i, _ := slices.BinarySearchFunc(slots, around, func(s Slot, t time.Time) int { return s.Start.Compare(t) })
	from := max(0, min(i, len(slots)-n))
	return slots[from:min(len(slots), from+n)]
}
