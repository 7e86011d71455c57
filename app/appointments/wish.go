package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/services"
)

// Part is a part of the day, by the desk's clock.
type Part string

// Parts of the day. What begins at NoonEnds is afternoon, at LateBegins late.
const (
	Morning   Part = "morning"
	Afternoon Part = "afternoon"
	Late      Part = "late"

	NoonEnds   = 13
	LateBegins = 17
)

// Parts are the parts of the day in their order.
func Parts() []Part { return []Part{Morning, Afternoon, Late} }

func partOf(t time.Time) Part {
	switch h := t.Hour(); {
	case h < NoonEnds:
		return Morning
	case h < LateBegins:
		return Afternoon
	}
	return Late
}

// Wish is a search for free times at every desk that offers an area. A zero field
// does not narrow; a value nobody offers finds nothing.
type Wish struct {
	Area *services.Area
	// Desk is the slug of one desk.
	Desk string
	// Speaks is the language the operator should speak.
	Speaks string
	Part   Part
	// Weekday is 1 for Monday to 7 for Sunday.
	Weekday int
	// From is the first day to look at.
	From desks.Date
}

// Without gives the wish with one of its conditions left out.
func (w Wish) Without(c Condition) Wish {
	switch c {
	case ByDesk:
		w.Desk = ""
	case ByLanguage:
		w.Speaks = ""
	case ByPart:
		w.Part = ""
	case ByWeekday:
		w.Weekday = 0
	case ByAny:
		w = Wish{Area: w.Area}
	}
	return w
}

// Condition names what a wish narrows by.
type Condition string

// Conditions of a wish; ByAny stands for all of them together.
const (
	ByDesk     Condition = "desk"
	ByLanguage Condition = "language"
	ByPart     Condition = "part"
	ByWeekday  Condition = "weekday"
	ByAny      Condition = "any"
)

// Conditions are those the wish has.
func (w Wish) Conditions() []Condition {
	var all []Condition
	for _, c := range []Condition{ByPart, ByWeekday, ByLanguage, ByDesk} {
		if w.Without(c) != w {
			all = append(all, c)
		}
	}
	return all
}

// Found is the answer to a wish.
type Found struct {
	// Desks are all that offer the area, in the order shown.
	Desks []desks.Desk
	// Days are the first days with a free time, whole: enough of them for a page.
	Days []DaySlots
	// Next is the first day after them with a free time, zero where there is none.
	Next desks.Date
	// Instead says, where there is nothing, which condition to give up for which
	// time, the soonest first.
	Instead []Instead
}

// Instead is the soonest free time of a wish without one condition.
type Instead struct {
	Without Condition
	Slot    Slot
}

// enough is how many free times make a page.
const enough = 24

// Search gives the free times of a wish, soonest first, those of one start in the
// order of the desks; see Free for what free means. It takes the same few statements
// however many desks there are, and changes nothing.
func Search(ctx context.Context, idb bun.IDB, w Wish, now time.Time) (*Found, error) {
	f := new(Found)
	var err error
	if f.Desks, err = desks.List(ctx, idb, desks.Filter{AreaID: w.Area.ID}); err != nil {
		return nil, err
	}
	_, err = w.find(ctx, idb, f.Desks, now, func(slots []Slot) bool {
		f.Days, f.Next = firstDays(SplitDays(slots))
		return !f.Next.IsZero()
	})
	if err == nil && len(f.Days) == 0 {
		f.Instead, err = w.instead(ctx, idb, f.Desks, now)
	}
	return f, err
}

// firstDays cuts after the day that makes it enough; next is the day that follows.
func firstDays(days []DaySlots) (first []DaySlots, next desks.Date) {
	n := 0
	for i, d := range days {
		if n >= enough {
			return days[:i], d.Day
		}
		n += len(d.Slots)
	}
	return days, desks.Date{}
}

// find gives the free times of the next days, and of the days after them too until
// what was found is enough.
func (w Wish) find(ctx context.Context, idb bun.IDB, list []desks.Desk, now time.Time, enough func([]Slot) bool) ([]Slot, error) {
	var at []*desks.Desk
	for i := range list {
		if w.Desk == "" || w.Desk == list[i].Slug {
			at = append(at, &list[i])
		}
	}
	if len(at) == 0 {
		return nil, nil
	}
	var found []Slot
	for _, days := range windows(w.From, now) {
		plans, err := makePlans(ctx, idb, Query{AreaID: w.Area.ID, Speaks: w.Speaks, From: days.from, To: days.to}, w.Area, at, now)
		if err != nil {
			return nil, err
		}
		for _, p := range plans {
			p.openings = slices.DeleteFunc(p.openings, func(o desks.Opening) bool { return !w.on(o.Day) })
		}
		free, err := freeAt(ctx, idb, plans, now)
		if err != nil {
			return nil, err
		}
		here := slices.DeleteFunc(slices.Concat(free...), func(s Slot) bool { return w.Part != "" && partOf(s.Start) != w.Part })
		slices.SortStableFunc(here, func(a, b Slot) int { return a.Start.Compare(b.Start) })
		if found = append(found, here...); enough(found) {
			break
		}
	}
	return found, nil
}

func (w Wish) on(d desks.Date) bool {
	return w.Weekday == 0 || (int(d.Weekday())+6)%7+1 == w.Weekday
}

// instead tries the wish without each of its conditions, and without all where that
// does not help.
func (w Wish) instead(ctx context.Context, idb bun.IDB, list []desks.Desk, now time.Time) ([]Instead, error) {
	conditions := w.Conditions()
	var all []Instead
	for _, c := range append(conditions, ByAny) {
		if c == ByAny && (len(all) > 0 || len(conditions) < 2 && w.From.IsZero()) {
			continue
		}
		slots, err := w.Without(c).find(ctx, idb, list, now, func(found []Slot) bool { return len(found) > 0 })
		if err != nil {
			return nil, err
		}
		if len(slots) > 0 {
			all = append(all, Instead{c, slots[0]})
		}
	}
	slices.SortStableFunc(all, func(a, b Instead) int { return a.Slot.Start.Compare(b.Slot.Start) })
	return all, nil
}
