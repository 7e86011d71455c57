package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// MonthDay is one day of a desk's month.
type MonthDay struct {
	Date    desks.Date
	Holiday bool
	Closed  string
	// Hours are those in which somebody receives.
	Hours []desks.Span
	// Booked counts the appointments that stand, Outside those among them that no
	// opening of their operator covers.
	Booked, Outside int
	// Free is how long the operators together are open and not busy from now on, here
	// or anywhere. It is a hint: a time also asks for the whole length of a service.
	Free time.Duration
}

// Month gives the days of the month that begins on first, of one of the actor's
// desks, of one operator or of all (0). Cancelled appointments are left out. The
// number of statements does not depend on how many appointments there are.
func Month(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID, operatorID int64, first desks.Date, now time.Time) ([]MonthDay, error) {
	desk, err := desks.FindFor(ctx, idb, actor, deskID)
	if err != nil {
		return nil, err
	}
	last := desks.DateOf(first.Time().AddDate(0, 1, -1))
	schedule, err := desks.LoadSchedule(ctx, idb, desk, first, last)
	if err != nil {
		return nil, err
	}
	openings, err := schedule.Openings()
	if err != nil {
		return nil, err
	}
	openings = slices.DeleteFunc(openings, func(o desks.Opening) bool { return operatorID != 0 && o.OperatorID != operatorID })
	taken, err := takenBetween(ctx, idb, desk, operatorID, first, last.AddDays(1))
	if err != nil {
		return nil, err
	}
	loc := desk.Location()
	busy, err := busyBetween(ctx, idb, openings, first.In(loc), last.AddDays(1).In(loc), now)
	if err != nil {
		return nil, err
	}
	days := make([]MonthDay, last.Day)
	for i := range days {
		days[i].Date = first.AddDays(i)
		days[i].Holiday, days[i].Closed = schedule.Closed(days[i].Date)
	}
	count(days, openings, taken)
	for _, f := range freeTime(openings, busy, now) {
		days[f.day.Day-1].Free += f.length
	}
	return days, nil
}

// count writes the hours and the appointments of each day.
func count(days []MonthDay, openings []desks.Opening, taken []takenTime) {
	for _, h := range desks.ByDay(openings) {
		days[h.Day.Day-1].Hours = h.Spans
	}
	for i := range taken {
		t := &taken[i]
		day := &days[t.Day.Day-1]
		day.Booked++
		if !slices.ContainsFunc(openings, t.inside) {
			day.Outside++
		}
	}
}

// takenTime is when an operator is booked at the desk; Day is that of the desk's clock.
type takenTime struct {
	OperatorID int64
	Start, End time.Time
	Day        desks.Date
}

func (t *takenTime) inside(o desks.Opening) bool {
	return o.OperatorID == t.OperatorID && !t.Start.Before(o.Start) && !t.End.After(o.End)
}

func takenBetween(ctx context.Context, idb bun.IDB, desk *desks.Desk, operatorID int64, from, to desks.Date) ([]takenTime, error) {
	all, loc := []takenTime{}, desk.Location()
	q := idb.NewSelect().TableExpr("appointments AS a").ColumnExpr(`a.operator_id, a.starts_at AS start, a.ends_at AS "end", (a.starts_at AT TIME ZONE ?)::date AS day`, desk.Zone).
		Where("a.desk_id = ? AND a.starts_at >= ? AND a.starts_at < ? AND a.cancelled_at IS NULL", desk.ID, from.In(loc), to.In(loc))
	if operatorID != 0 {
		q = q.Where("a.operator_id = ?", operatorID)
	}
	return all, fault.Wrap(db.Translate(q.Scan(ctx, &all)), "list a desk's month")
}

// busyBetween is everything that keeps the operators of the openings from being booked.
func busyBetween(ctx context.Context, idb bun.IDB, openings []desks.Opening, from, to, now time.Time) ([]Busy, error) {
	ids, all := []int64{}, []Busy{}
	for _, o := range openings {
		ids = append(ids, o.OperatorID)
	}
	slices.Sort(ids)
	err := idb.NewRaw(busySQL, pgdialect.Array(slices.Compact(ids)), from, to, 0, now, 0, true).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "read busy times of a month")
}

// freeStretch is what an opening leaves on its day.
type freeStretch struct {
	day    desks.Date
	length time.Duration
}

// freeTime is what is left of each opening from now on once the operator's busy times
// are taken away; two at once are taken once.
func freeTime(openings []desks.Opening, busy []Busy, now time.Time) []freeStretch {
	mine := byOperator(busy)
	var all []freeStretch
	for _, o := range openings {
		from := later(o.Start, now)
		left := o.End.Sub(from)
		for _, b := range mine[o.OperatorID] {
			if start, end := later(b.Start, from), earlier(b.End, o.End); end.After(start) {
				left -= end.Sub(start)
			}
		}
		if left > 0 {
			all = append(all, freeStretch{o.Day, left})
		}
	}
	return all
}
