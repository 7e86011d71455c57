package appointments

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// DeskDay is the whole day of a desk, operator by operator.
type DeskDay struct {
	Desk *desks.Desk
	Date desks.Date
	// Holiday is true on a public holiday or the patron saint's day; Closed is the
	// reason of a closure of the whole desk, "" where there is none.
	Holiday bool
	Closed  string
	// Operators are those with an opening or an appointment that day, by name.
	Operators []OperatorDay
}

// OperatorDay is one operator's column.
type OperatorDay struct {
	Operator desks.Operator
	Openings []desks.Opening
	// Rows are the appointments, the times somebody is booking right now and the
	// free stretches between them, in order.
	Rows []Row
	// Cancelled are the cancelled appointments of the day, in order.
	Cancelled []Appointment
}

// Row is one stretch of an operator's day, in the desk's zone. Without an
// appointment it is free, Held while somebody fills in the form for it, or
// Elsewhere where the operator's other calendar says so.
type Row struct {
	Start, End  time.Time
	Appointment *Appointment
	Held        bool
	// HeldBy is auth.Actor.Ref of the operator who fills the form, "" for a person.
	HeldBy    string
	Elsewhere bool
	// Outside marks an appointment that today's openings do not cover, e.g. because
	// a closure came later.
	Outside bool
}

// Free reports whether nobody has the stretch.
func (r Row) Free() bool { return r.Appointment == nil && !r.Held && !r.Elsewhere }

// Day gives the day of one of the actor's desks; any other desk is NotFound.
func Day(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, date desks.Date, now time.Time) (*DeskDay, error) {
	desk, err := desks.FindFor(ctx, idb, actor, deskID)
	if err != nil {
		return nil, err
	}
	schedule, err := desks.LoadSchedule(ctx, idb, desk, date, date)
	if err != nil {
		return nil, err
	}
	openings, err := schedule.Openings()
	if err != nil {
		return nil, err
	}
	booked, err := listDay(ctx, idb, desk, date)
	if err != nil {
		return nil, err
	}
	held, err := heldOn(ctx, idb, desk, date, now)
	if err != nil {
		return nil, err
	}
	day := &DeskDay{Desk: desk, Date: date, Operators: columns(openings, booked, held)}
	day.Holiday, day.Closed = schedule.Closed(date)
	return day, day.name(ctx, idb)
}

func listDay(ctx context.Context, idb bun.IDB, desk *desks.Desk, date desks.Date) ([]Appointment, error) {
	var all []Appointment
	err := dayQuery(idb, &all, desk, date).Scan(ctx)
	for i := range all {
		all[i].Desk = desk
	}
	return all, fault.Wrap(db.Translate(err), "list a desk's day")
}

func dayQuery(idb bun.IDB, into *[]Appointment, desk *desks.Desk, date desks.Date) *bun.SelectQuery {
	loc := desk.Location()
	return idb.NewSelect().Model(into).Relation("Area").Relation("Operator").Relation("Room").Relation("Helper").
		Where("a.desk_id = ? AND a.starts_at >= ? AND a.starts_at < ?", desk.ID, date.In(loc), date.AddDays(1).In(loc)).
		Order("a.starts_at", "a.id")
}

// heldSQL goes by operator because that is how holds are indexed.
const heldSQL = `
SELECT d.operator_id, d.starts_at AS start, d.ends_at AS "end", true AS held, false AS elsewhere, d.held_by AS by
FROM booking_drafts AS d
WHERE d.operator_id IN (SELECT operator_id FROM desk_operators WHERE desk_id = ?0) AND d.desk_id = ?0
  AND d.appointment_id IS NULL AND d.held_until > ?1 AND d.starts_at >= ?2 AND d.starts_at < ?3
UNION ALL
SELECT b.operator_id, b.starts_at, b.ends_at, true, true, ''
FROM external_busy AS b
WHERE b.operator_id IN (SELECT operator_id FROM desk_operators WHERE desk_id = ?0) AND b.ends_at > ?2 AND b.starts_at < ?3`

func heldOn(ctx context.Context, idb bun.IDB, desk *desks.Desk, date desks.Date, now time.Time) ([]Busy, error) {
	var all []Busy
	loc := desk.Location()
	err := idb.NewRaw(heldSQL, desk.ID, now, date.In(loc), date.AddDays(1).In(loc)).Scan(ctx, &all)
	for i := range all {
		all[i].Start, all[i].End = all[i].Start.In(loc), all[i].End.In(loc)
	}
	return all, fault.Wrap(db.Translate(err), "list a desk's holds")
}

// columns draws one column per operator who has an opening or an appointment.
func columns(openings []desks.Opening, booked []Appointment, held []Busy) []OperatorDay {
	byID := map[int64]*OperatorDay{}
	column := func(id int64) *OperatorDay {
		if byID[id] == nil {
			byID[id] = &OperatorDay{Operator: desks.Operator{ID: id}}
		}
		return byID[id]
	}
	for _, o := range openings {
		c := column(o.OperatorID)
		c.Openings = append(c.Openings, o)
	}
	for i := range booked {
		c := column(booked[i].OperatorID)
		if booked[i].CancelledAt != nil {
			c.Cancelled = append(c.Cancelled, booked[i])
			continue
		}
		c.Rows = append(c.Rows, Row{Start: booked[i].Start(), End: booked[i].End(), Appointment: &booked[i]})
	}
	for _, h := range held {
		if h.Elsewhere {
			byID[h.OperatorID].addElsewhere(h)
			continue
		}
		c := column(h.OperatorID)
		c.Rows = append(c.Rows, Row{Start: h.Start, End: h.End, Held: true, HeldBy: h.By})
	}
	all := make([]OperatorDay, 0, len(byID))
	for _, c := range byID {
		c.Rows = fill(c.Openings, c.Rows)
		all = append(all, *c)
	}
	return all
}

// addElsewhere shows what an operator does elsewhere, as far as it lies in the
// openings; who does not receive that day has no column for it.
func (c *OperatorDay) addElsewhere(b Busy) {
	if c == nil {
		return
	}
	for _, o := range c.Openings {
		if start, end := later(b.Start, o.Start), earlier(b.End, o.End); start.Before(end) {
			c.Rows = append(c.Rows, Row{Start: start, End: end, Elsewhere: true})
		}
	}
}

// fill puts the free stretches of the openings between the rows that are taken.
func fill(openings []desks.Opening, taken []Row) []Row {
	byStart := func(a, b Row) int { return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End)) }
	slices.SortFunc(taken, byStart)
	for i := range taken {
		taken[i].Outside = !slices.ContainsFunc(openings, func(o desks.Opening) bool {
			return !taken[i].Start.Before(o.Start) && !taken[i].End.After(o.End)
		})
	}
	rows := slices.Clone(taken)
	for _, o := range openings {
		from := o.Start
		for _, t := range taken {
			if !t.End.After(from) || !t.Start.Before(o.End) {
				continue
			}
			if t.Start.After(from) {
				rows = append(rows, Row{Start: from, End: t.Start})
			}
			from = later(from, t.End)
		}
		if o.End.After(from) {
			rows = append(rows, Row{Start: from, End: o.End})
		}
	}
	slices.SortFunc(rows, byStart)
	return rows
}

// name puts the operators' names on the columns and sorts by them.
func (d *DeskDay) name(ctx context.Context, idb bun.IDB) error {
	known, err := desks.Operators(ctx, idb, d.Desk.ID)
	if err != nil {
		return err
	}
	for i := range d.Operators {
		c := &d.Operators[i]
		if k := slices.IndexFunc(known, func(o desks.Operator) bool { return o.ID == c.Operator.ID }); k >= 0 {
			c.Operator = known[k]
		} else if a := c.any(); a != nil && a.Operator != nil { // has left the desk since
			c.Operator = *a.Operator
		}
	}
	slices.SortFunc(d.Operators, func(a, b OperatorDay) int {
		return cmp.Or(cmp.Compare(a.Operator.Name, b.Operator.Name), cmp.Compare(a.Operator.ID, b.Operator.ID))
	})
	return nil
}

func (c *OperatorDay) any() *Appointment {
	for _, r := range c.Rows {
		if r.Appointment != nil {
			return r.Appointment
		}
	}
	if len(c.Cancelled) > 0 {
		return &c.Cancelled[0]
	}
	return nil
}
