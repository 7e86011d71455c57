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
	// Free is how long the operators together are open and not booked from now on,
	// here or at another desk. It is a hint: a time also asks for the whole length of
	// a service.
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
	taken, err := takenBetween(ctx, idb, desk, openings, first, last.AddDays(1))
	if err != nil {
		return nil, err
	}
	days := make([]MonthDay, last.Day)
	for i := range days {
		days[i].Date = first.AddDays(i)
		days[i].Holiday, days[i].Closed = schedule.Closed(days[i].Date)
	}
	for _, h := range desks.ByDay(openings) {
		days[h.Day.Day-1].Hours = h.Spans
	}
	for _, t := range taken {
		if !t.Here || operatorID != 0 && t.OperatorID != operatorID {
			continue
		}
		day := &days[t.Start.In(desk.Location()).Day()-1]
		day.Booked++
		if !slices.ContainsFunc(openings, func(o desks.Opening) bool { return t.inside(o) }) {
			day.Outside++
		}
	}
	for _, f := range freeTime(openings, taken, now) {
		days[f.day.Day-1].Free += f.length
	}
	return days, nil
}

// takenTime is when an operator is booked; Here says at this desk.
type takenTime struct {
	OperatorID int64
	Start, End time.Time
	Here       bool
}

func (t *takenTime) inside(o desks.Opening) bool {
	return o.OperatorID == t.OperatorID && !t.Start.Before(o.Start) && !t.End.After(o.End)
}

func takenBetween(ctx context.Context, idb bun.IDB, desk *desks.Desk, openings []desks.Opening, from, to desks.Date) ([]takenTime, error) {
	ids, all, loc := []int64{}, []takenTime{}, desk.Location()
	for _, o := range openings {
		ids = append(ids, o.OperatorID)
	}
	slices.Sort(ids)
	err := idb.NewRaw(`SELECT a.operator_id, a.starts_at AS start, a.ends_at AS "end", a.desk_id = ?0 AS here FROM appointments AS a
		WHERE (a.desk_id = ?0 OR a.operator_id = ANY(?1)) AND a.starts_at >= ?2 AND a.starts_at < ?3 AND a.cancelled_at IS NULL`,
		desk.ID, pgdialect.Array(slices.Compact(ids)), from.In(loc), to.In(loc)).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list a desk's month")
}

// freeStretch is what an opening leaves on its day.
type freeStretch struct {
	day    desks.Date
	length time.Duration
}

// freeTime is what is left of each opening from now on once the operator's
// appointments are taken away; two at once are taken once.
func freeTime(openings []desks.Opening, taken []takenTime, now time.Time) []freeStretch {
	var busy []Busy
	for _, t := range taken {
		busy = append(busy, Busy{OperatorID: t.OperatorID, Start: t.Start, End: t.End})
	}
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
