package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Query says which free times are wanted.
type Query struct {
	DeskID, AreaID int64
	// OperatorID narrows to one operator; 0 is any.
	OperatorID int64
	// From and To are days of the desk, both included; zero means from today and
	// to the end of the horizon.
	From, To desks.Date
	// DraftID is a form whose own hold does not count as busy.
	DraftID int64
	// MovingID is an appointment being moved: its own time does not count as busy.
	MovingID int64
	// ForStaff drops the lead time and offers the time that is running.
	ForStaff bool
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

// near is how far NextFree looks first: most desks have something free by then,
// and the whole horizon costs six times as much.
const near = 14

// NextFree gives the soonest free time; nil without error when there is none. From
// and To of the query are ignored.
func NextFree(ctx context.Context, idb bun.IDB, q Query, now time.Time) (*Slot, error) {
	for _, to := range []desks.Date{desks.DateOf(now).AddDays(near), {}} {
		q.From, q.To = desks.Date{}, to
		slots, err := FreeSlots(ctx, idb, q, now)
		if err != nil {
			return nil, err
		}
		if len(slots) > 0 {
			return &slots[0], nil
		}
	}
	return nil, nil
}

// Alternatives gives up to n free times for who lost the one at around: those
// that follow it, and earlier ones when too few follow. From and To of the query
// are ignored.
func Alternatives(ctx context.Context, idb bun.IDB, q Query, around time.Time, n int, now time.Time) ([]Slot, error) {
	q.From, q.To = desks.Date{}, desks.Date{}
	slots, err := FreeSlots(ctx, idb, q, now)
	return nearest(slots, around, n), err
}

// plan is what does not change while a booking is made: the openings that answer
// a query. What is busy is read later, under the lock where one is needed.
type plan struct {
	query    Query
	desk     *desks.Desk
	area     *services.Area
	rules    Rules
	openings []desks.Opening
}

func makePlan(ctx context.Context, idb bun.IDB, q Query, now time.Time) (*plan, error) {
	desk, err := desks.Find(ctx, idb, q.DeskID)
	if err != nil {
		return nil, err
	}
	offered, err := services.ListAt(ctx, idb, q.DeskID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(offered, func(a services.Area) bool { return a.ID == q.AreaID })
	if i < 0 {
		return nil, fault.Missing()
	}
	p := &plan{query: q, desk: desk, area: &offered[i], rules: Public(offered[i].Minutes)}
	switch {
	case q.ForStaff:
		p.rules = Staff(offered[i].Minutes)
	case q.noLead:
		p.rules.Lead = 0
	}
	from, to := p.days(now)
	if to.Before(from) {
		return p, nil
	}
	schedule, err := desks.LoadSchedule(ctx, idb, desk, from, to)
	if err != nil {
		return nil, err
	}
	openings, err := schedule.Openings()
	p.openings = slices.DeleteFunc(openings, func(o desks.Opening) bool {
		return q.OperatorID != 0 && o.OperatorID != q.OperatorID
	})
	return p, err
}

// days are the days to look at: those asked for, inside today and the horizon.
func (p *plan) days(now time.Time) (from, to desks.Date) {
	now = now.In(p.desk.Location())
	from, to = desks.DateOf(now), desks.DateOf(now.Add(p.rules.Horizon))
	if p.query.From.After(from) {
		from = p.query.From
	}
	if !p.query.To.IsZero() && p.query.To.Before(to) {
		to = p.query.To
	}
	return from, to
}

func (p *plan) free(ctx context.Context, idb bun.IDB, now time.Time) ([]Slot, error) {
	if len(p.openings) == 0 {
		return []Slot{}, nil
	}
	busy, err := p.busy(ctx, idb, now)
	if err != nil {
		return nil, err
	}
	return Free(p.openings, busy, p.load(busy), p.rules, now), nil
}

// operators are those with an opening, in ascending order.
func (p *plan) operators() []int64 {
	var ids []int64
	for _, o := range p.openings {
		ids = append(ids, o.OperatorID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// busySQL reads the appointments and the live holds of some operators between two
// instants. Nothing lasts longer than 8 hours (appointments_length), so that the
// index on (operator_id, starts_at) is enough.
const busySQL = `
SELECT operator_id, starts_at AS start, ends_at AS "end", false AS held
FROM appointments
WHERE operator_id = ANY(?0) AND cancelled_at IS NULL
  AND starts_at > ?1::timestamptz - interval '8 hours' AND starts_at < ?2 AND ends_at > ?1 AND id <> ?3
UNION ALL
SELECT operator_id, starts_at, ends_at, true
FROM booking_drafts
WHERE operator_id = ANY(?0) AND appointment_id IS NULL
  AND starts_at > ?1::timestamptz - interval '8 hours' AND starts_at < ?2 AND ends_at > ?1
  AND held_until > ?4 AND id <> ?5`

func (p *plan) busy(ctx context.Context, idb bun.IDB, now time.Time) ([]Busy, error) {
	from, to := p.openings[0].Start, p.openings[0].End
	for _, o := range p.openings {
		from, to = earlier(from, o.Start), later(to, o.End)
	}
	// Whole days, so that the fewest-appointments rule counts the morning too.
	from, to = midnight(from), midnight(to).AddDate(0, 0, 1)
	var all []Busy
	err := idb.NewRaw(busySQL, pgdialect.Array(p.operators()), from, to, p.query.MovingID, now, p.query.DraftID).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "read busy times")
}

// load counts each operator's appointments per day of the desk.
func (p *plan) load(busy []Busy) map[Load]int {
	loc, m := p.desk.Location(), map[Load]int{}
	for _, b := range busy {
		if !b.Held {
			m[Load{b.OperatorID, desks.DateOf(b.Start.In(loc))}]++
		}
	}
	return m
}

func midnight(t time.Time) time.Time { return desks.DateOf(t).In(t.Location()) }

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
