package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// AgendaDay is one day of a desk's week.
type AgendaDay struct {
	Date    desks.Date
	Holiday bool
	Closed  string
	// Hours are those in which somebody receives.
	Hours []desks.Span
	// Rows are the appointments that stand, in order, and whether outside of the
	// operator's hours.
	Rows []AgendaRow
}

// AgendaRow is one appointment of a day.
type AgendaRow struct {
	Appointment *Appointment
	Outside     bool
}

// Week gives the seven days of one of the actor's desks from a day on, of one
// operator or of all (0). Cancelled appointments are left out.
func Week(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID, operatorID int64, from desks.Date) ([]AgendaDay, error) {
	desk, err := desks.FindFor(ctx, idb, actor, deskID)
	if err != nil {
		return nil, err
	}
	schedule, err := desks.LoadSchedule(ctx, idb, desk, from, from.AddDays(6))
	if err != nil {
		return nil, err
	}
	openings, err := schedule.Openings()
	if err != nil {
		return nil, err
	}
	openings = slices.DeleteFunc(openings, func(o desks.Opening) bool { return operatorID != 0 && o.OperatorID != operatorID })
	booked, err := bookedBetween(ctx, idb, desk, operatorID, from, from.AddDays(7))
	if err != nil {
		return nil, err
	}
	days := make([]AgendaDay, 7)
	for i := range days {
		days[i].Date = from.AddDays(i)
		days[i].Holiday, days[i].Closed = schedule.Closed(days[i].Date)
	}
	at := func(d desks.Date) *AgendaDay { return &days[int(d.Time().Sub(from.Time()).Hours()/24)] }
	for _, h := range desks.ByDay(openings) {
		at(h.Day).Hours = h.Spans
	}
	for i := range booked {
		day := at(desks.DateOf(booked[i].Start()))
		day.Rows = append(day.Rows, AgendaRow{&booked[i], !covers(openings, &booked[i])})
	}
	return days, nil
}

func bookedBetween(ctx context.Context, idb bun.IDB, desk *desks.Desk, operatorID int64, from, to desks.Date) ([]Appointment, error) {
	all, loc := []Appointment{}, desk.Location()
	q := idb.NewSelect().Model(&all).Relation("Area").Relation("Operator").Relation("Room").Relation("Helper").
		Where("a.desk_id = ? AND a.starts_at >= ? AND a.starts_at < ? AND a.cancelled_at IS NULL", desk.ID, from.In(loc), to.In(loc)).
		Order("a.starts_at", "a.id")
	if operatorID != 0 {
		q = q.Where("a.operator_id = ?", operatorID)
	}
	err := q.Scan(ctx)
	for i := range all {
		all[i].Desk = desk
	}
	return all, fault.Wrap(db.Translate(err), "list a desk's week")
}

// ListFilter narrows List; a zero field does not narrow.
type ListFilter struct {
	DeskID, OperatorID, AreaID int64
	State                      State
	// From is the first instant of a start, To the first instant after the last.
	From, To time.Time
	// After is the last one of the page before.
	After ListCursor
}

// ListCursor is a place in the list.
type ListCursor struct {
	Start time.Time
	ID    int64
}

// PageSize is how many appointments List gives at once.
const PageSize = 50

// stateSQL reads a state from the timestamps, as State does.
var stateSQL = map[State]string{
	Booked:    "num_nonnulls(a.cancelled_at, a.no_show_at, a.seen_at, a.arrived_at) = 0",
	Arrived:   "a.arrived_at IS NOT NULL AND num_nonnulls(a.cancelled_at, a.no_show_at, a.seen_at) = 0",
	Seen:      "a.seen_at IS NOT NULL AND num_nonnulls(a.cancelled_at, a.no_show_at) = 0",
	NoShow:    "a.no_show_at IS NOT NULL AND a.cancelled_at IS NULL",
	Cancelled: "a.cancelled_at IS NOT NULL",
}

// List gives a page of the appointments of the actor's desks by start, and where
// the next page begins, nil on the last one. A desk or a state nobody knows is
// NotFound.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, f ListFilter) ([]Appointment, *ListCursor, error) {
	if f.DeskID != 0 {
		if _, err := desks.FindFor(ctx, idb, actor, f.DeskID); err != nil {
			return nil, nil, err
		}
	}
	if _, known := stateSQL[f.State]; f.State != "" && !known {
		return nil, nil, fault.Missing()
	}
	all := []Appointment{}
	if err := scoped(listQuery(idb, &all, f), actor).Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list appointments")
	}
	var next *ListCursor
	if len(all) > PageSize {
		all = all[:PageSize]
		next = &ListCursor{all[PageSize-1].StartsAt, all[PageSize-1].ID}
	}
	return all, next, withDesks(ctx, idb, all)
}

func listQuery(idb bun.IDB, into *[]Appointment, f ListFilter) *bun.SelectQuery {
	q := idb.NewSelect().Model(into).Relation("Area").Relation("Operator").
		Order("a.starts_at", "a.id").Limit(PageSize + 1)
	by := func(column string, id int64) {
		if id != 0 {
			q = q.Where("a.? = ?", bun.Ident(column), id)
		}
	}
	by("desk_id", f.DeskID)
	by("operator_id", f.OperatorID)
	by("area_id", f.AreaID)
	if f.State != "" {
		q = q.Where(stateSQL[f.State])
	}
	if !f.From.IsZero() {
		q = q.Where("a.starts_at >= ?", f.From)
	}
	if !f.To.IsZero() {
		q = q.Where("a.starts_at < ?", f.To)
	}
	if f.After.ID != 0 {
		q = q.Where("(a.starts_at, a.id) > (?, ?)", f.After.Start, f.After.ID)
	}
	return q
}
