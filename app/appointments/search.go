package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Query says which free times are wanted.
type Query struct {
	DeskID, AreaID int64
	// Place is the desk and the area where they were read already; nil reads them.
	Place *Place
	// Mediator narrows to times at which a mediator of the language is free; "" is any.
	Mediator string
	// OperatorID narrows to one operator; 0 is any.
	OperatorID int64
	// Speaks narrows to operators who speak a language; "" is any.
	Speaks string
	// From and To are days of the desk, both included; zero means from today and
	// to the end of the horizon.
	From, To desks.Date
	// DraftID is a form whose own hold does not count as busy.
	DraftID int64
	// MovingID is an appointment being moved: its own time does not count as busy.
	MovingID int64
	// ForStaff drops the lead time and offers the time that is running; it implies
	// Released.
	ForStaff bool
	// Released offers at once the times that were given back and are still shut to
	// the public.
	Released bool
	// noLead accepts a start up to now: the time was offered before.
	noLead bool
}

// FreeSlots lists the free times, soonest first; see Free for what free means.
// NotFound for an unknown desk or area, or an area the desk does not offer. It
// changes nothing.
func FreeSlots(ctx context.Context, idb bun.IDB, q Query, now time.Time) ([]Slot, error) {
	p, err := makePlan(ctx, idb, q, now)
	if err != nil {
		return nil, err
	}
	return p.free(ctx, idb, now)
}

// FreeDays lists the days with at least one free time.
func FreeDays(ctx context.Context, idb bun.IDB, q Query, now time.Time) ([]DaySlots, error) {
	slots, err := FreeSlots(ctx, idb, q, now)
	return SplitDays(slots), err
}

// Months lists the first day of each month in which one of the days lies.
func Months(days []DaySlots) []desks.Date {
	var months []desks.Date
	for _, d := range days {
		first := desks.Date{Year: d.Day.Year, Month: d.Day.Month, Day: 1}
		if !slices.Contains(months, first) {
			months = append(months, first)
		}
	}
	return months
}

// Alternatives gives up to n free times for who lost the one at around: those
// that follow it, and earlier ones when too few follow. From and To of the query
// are ignored.
func Alternatives(ctx context.Context, idb bun.IDB, q Query, around time.Time, n int, now time.Time) ([]Slot, error) {
	place, err := findPlace(ctx, idb, q)
	if err != nil {
		return nil, err
	}
	q.Place = place
	day := desks.DateOf(around)
	// Most people find the next times within days: the rest is looked at for the others.
	for _, w := range []window{{day.AddDays(-1), day.AddDays(soon)}, {day.AddDays(-near), day.AddDays(near)}, {}} {
		q.From, q.To = w.from, w.to
		slots, err := FreeSlots(ctx, idb, q, now)
		if err != nil {
			return nil, err
		}
		i, _ := slices.BinarySearchFunc(slots, around, func(s Slot, t time.Time) int { return s.Start.Compare(t) })
		if len(slots)-i >= n || w == (window{}) {
			return nearest(slots, around, n), nil
		}
	}
	return nil, nil
}

// Place is a desk with an area it offers, read once for a page or for a form. The
// area is without the texts of its card.
type Place struct {
	Desk *desks.Desk
	Area *services.Area
}

// FindPlace gives the place of the slugs in an address; NotFound where one is
// unknown or the desk does not offer the area.
func FindPlace(ctx context.Context, idb bun.IDB, areaSlug, deskSlug string) (*Place, error) {
	area, err := services.FindBriefBySlug(ctx, idb, areaSlug)
	if err != nil {
		return nil, err
	}
	return placeOf(ctx, idb, area, desks.Filter{AreaID: area.ID, Slug: deskSlug})
}

func findPlace(ctx context.Context, idb bun.IDB, q Query) (*Place, error) {
	if q.Place != nil {
		return q.Place, nil
	}
	area, err := services.FindBrief(ctx, idb, q.AreaID)
	if err != nil {
		return nil, err
	}
	return placeOf(ctx, idb, area, desks.Filter{AreaID: area.ID, IDs: []int64{q.DeskID}})
}

func placeOf(ctx context.Context, idb bun.IDB, area *services.Area, f desks.Filter) (*Place, error) {
	list, err := desks.List(ctx, idb, f)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.Missing()
	}
	return &Place{&list[0], area}, nil
}

// plan is what does not change while a booking is made: the openings that answer
// a query. What is busy is read later, under the lock where one is needed.
type plan struct {
	query    Query
	desk     *desks.Desk
	area     *services.Area
	rules    Rules
	openings []desks.Opening
	zone     *time.Location
	// rooms are those of the desk, none where it needs none.
	rooms []desks.Room
}

func makePlan(ctx context.Context, idb bun.IDB, q Query, now time.Time) (*plan, error) {
	place, err := findPlace(ctx, idb, q)
	if err != nil {
		return nil, err
	}
	all, err := makePlans(ctx, idb, q, place.Area, []*desks.Desk{place.Desk}, now)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// makePlans plans several desks at once, in as many statements as one.
func makePlans(ctx context.Context, idb bun.IDB, q Query, area *services.Area, list []*desks.Desk, now time.Time) ([]*plan, error) {
	all := make([]*plan, len(list))
	var first, last desks.Date
	zones := map[string]*time.Location{}
	for i, desk := range list {
		if zones[desk.Zone] == nil {
			zones[desk.Zone] = desk.Location()
		}
		p := &plan{query: q, desk: desk, area: area, rules: q.rules(area), zone: zones[desk.Zone]}
		p.rules.DeskID, p.rules.AreaID = desk.ID, area.ID
		from, to := p.days(now)
		if i == 0 || from.Before(first) {
			first = from
		}
		if to.After(last) {
			last = to
		}
		all[i] = p
	}
	if last.Before(first) {
		return all, nil
	}
	schedules, err := desks.LoadSchedules(ctx, idb, list, first, last)
	if err != nil {
		return nil, err
	}
	speakers, err := desks.Speakers(ctx, idb, q.Speaks)
	if err != nil {
		return nil, err
	}
	able, err := desks.SpeakersOfAny(ctx, idb, area.Languages)
	if err != nil {
		return nil, err
	}
	for i, p := range all {
		if err := p.open(schedules[i], speakers, able, now); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// rules are the area's, as the query needs them.
func (q Query) rules(area *services.Area) Rules {
	r := Public(area.Settings)
	switch {
	case q.ForStaff:
		r = Staff(area.Settings)
	case q.noLead:
		r.Lead = 0
	}
	return r
}

// open draws the openings of the operators asked for; speakers speak the language of
// the query, able one of the area's.
func (p *plan) open(s *desks.Schedule, speakers, able []int64, now time.Time) error {
	s.From, s.To = p.days(now)
	if p.area.At(services.AtDesk) {
		p.rooms = s.Rooms
	}
	openings, err := s.Openings()
	p.openings = slices.DeleteFunc(openings, func(o desks.Opening) bool {
		return p.query.OperatorID != 0 && o.OperatorID != p.query.OperatorID ||
			p.query.Speaks != "" && !slices.Contains(speakers, o.OperatorID) ||
			len(p.area.Languages) > 0 && !slices.Contains(able, o.OperatorID)
	})
	return err
}

// days are the days to look at: those asked for, inside today and the horizon.
func (p *plan) days(now time.Time) (from, to desks.Date) {
	now = now.In(p.zone)
	from, to = desks.DateOf(now), desks.DateOf(now.Add(p.rules.Horizon))
	if p.query.From.After(from) {
		from = p.query.From
	}
	if !p.query.To.IsZero() && p.query.To.Before(to) {
		to = p.query.To
	}
	return from, to
}
