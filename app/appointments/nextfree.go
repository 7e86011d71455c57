package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/services"
)

// A search for the first free times looks at the days until soon together, then
// until near, then at the rest: busy and large houses have enough within days, most
// desks have something within two weeks, and the whole horizon costs six times that.
const (
	soon = 2
	near = 14
)

// DeskNext is a desk with its soonest free time, nil where there is none.
type DeskNext struct {
	desks.Desk
	Next *Slot
}

// NextFree gives every desk that offers the area, in the order shown, each with its
// soonest free time. However many desks there are, it takes the same few statements.
func NextFree(ctx context.Context, idb bun.IDB, area *services.Area, now time.Time) ([]DeskNext, error) {
	list, err := desks.List(ctx, idb, desks.Filter{AreaID: area.ID})
	if err != nil {
		return nil, err
	}
	all := make([]DeskNext, len(list))
	left := make([]*desks.Desk, len(list))
	for i := range list {
		all[i].Desk, left[i] = list[i], &list[i]
	}
	for _, w := range windows(desks.Date{}, now) {
		if len(left) == 0 {
			break
		}
		plans, err := makePlans(ctx, idb, Query{AreaID: area.ID, From: w.from, To: w.to}, area, left, now)
		if err != nil {
			return nil, err
		}
		free, err := freeAt(ctx, idb, plans, now)
		if err != nil {
			return nil, err
		}
		left = nil
		for i, slots := range free {
			desk := plans[i].desk
			if len(slots) == 0 {
				left = append(left, desk)
				continue
			}
			k := slices.IndexFunc(all, func(d DeskNext) bool { return d.ID == desk.ID })
			all[k].Next = &slots[0]
		}
	}
	return all, nil
}

// Soonest is the index of the desk whose next free time comes first, -1 where none
// has one.
func Soonest(all []DeskNext) int {
	best := -1
	for i, d := range all {
		if d.Next != nil && (best < 0 || d.Next.Start.Before(all[best].Next.Start)) {
			best = i
		}
	}
	return best
}

// window is a stretch of days that is looked at together; a zero to is the horizon.
type window struct{ from, to desks.Date }

// windows are the coming days from a day on.
func windows(from desks.Date, now time.Time) []window {
	if today := desks.DateOf(now.UTC()); from.Before(today) {
		from = today.AddDays(-1) // it may still be yesterday at the desk
	}
	return []window{
		{from, from.AddDays(soon)}, {from.AddDays(soon + 1), from.AddDays(near)}, {from: from.AddDays(near + 1)},
	}
}
