package queue

import (
	"cmp"
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

// ReportVersion numbers the definition of the figures below. Another definition is
// another number: a figure of a period that is over never changes under one.
//
// Version 1. A ticket belongs to the day and the desk that gave it and to the hour
// of its arrival in the desk's zone; only what was recorded on that day counts.
// Received: with at least one beginning of a meeting. NoShows: marked as missing and
// not received that day. Gone: neither, once they left or the day is over. Wait: from the arrival to
// the first beginning of a meeting. Service: the sum of the stretches from a
// beginning to the end, pause or forwarding that an operator marked; without any
// such mark there is none. NoShow: from the first call to the mark, the last time.
// Medians and ninth deciles lie between the two nearest values (percentile_cont).
const ReportVersion = 1

// ReportFilter says which tickets are counted: of one desk or of every desk of the
// actor (0), of the days from From to To, both included.
type ReportFilter struct {
	DeskID   int64
	From, To desks.Date
}

// LongestReport is how many days one report may span.
const LongestReport = 366

// Measure is a median and a ninth decile of N measured times; both are zero where N is.
type Measure struct {
	N            int
	Median, High time.Duration
}

// Figures are what a group of tickets comes to.
type Figures struct {
	Tickets, Received, NoShows, Gone int
	Wait, Service, NoShow            Measure
}

// Report holds the figures of a period: in all and by each desk, day, weekday and
// hour that has tickets, in order.
type Report struct {
	Total     Figures
	ByDesk    []DeskFigures
	ByDay     []DayFigures
	ByWeekday []WeekdayFigures
	ByHour    []HourFigures
	// Open is true where the period reaches today or later: its figures may still change.
	Open bool
}

// DeskFigures are those of one desk.
type DeskFigures struct {
	Desk desks.Desk
	Figures
}

// DayFigures are those of one day.
type DayFigures struct {
	Day desks.Date
	Figures
}

// WeekdayFigures are those of one weekday, Monday first.
type WeekdayFigures struct {
	Weekday time.Weekday
	Figures
}

// HourFigures are those of who arrived in one hour of the desk's clock.
type HourFigures struct {
	Hour int
	Figures
}

// reportSQL measures each ticket by its moves of its own day, then groups five ways.
const reportSQL = `
WITH moves AS (
	SELECT t.id, t.desk_id, t.day, d.zone, m.verb, m.at, lead(m.verb) OVER w AS next_verb, lead(m.at) OVER w AS next_at,
		max(m.at) FILTER (WHERE m.verb = 'call') OVER w AS called_at
	FROM queue_tickets AS t JOIN desks AS d ON d.id = t.desk_id JOIN queue_moves AS m ON m.ticket_id = t.id
	WHERE t.desk_id = ANY(?0) AND t.day BETWEEN ?1 AND ?2 AND m.at < (t.day + 1)::timestamp AT TIME ZONE d.zone
	WINDOW w AS (PARTITION BY t.id ORDER BY m.n)
), times AS (
	SELECT id, desk_id, day, zone, min(at) AS given, min(at) FILTER (WHERE verb = 'start') AS started,
		sum(next_at - at) FILTER (WHERE verb = 'start' AND next_verb IN ('finish', 'park', 'forward')) AS service,
		max(at) FILTER (WHERE verb = 'miss') AS missed, max(called_at) FILTER (WHERE verb = 'miss') AS called,
		bool_or(verb = 'leave') OR ?3 >= (day + 1)::timestamp AT TIME ZONE zone AS over
	FROM moves GROUP BY id, desk_id, day, zone
), measured AS (
	SELECT desk_id, day, extract(isodow FROM day)::int AS weekday, extract(hour FROM given AT TIME ZONE zone)::int AS hour,
		started IS NOT NULL AS received, started IS NULL AND missed IS NOT NULL AS no_show, started IS NULL AND missed IS NULL AND over AS gone,
		extract(epoch FROM started - given)::float8 AS wait, extract(epoch FROM service)::float8 AS service,
		CASE WHEN started IS NULL THEN extract(epoch FROM missed - called)::float8 END AS missing
	FROM times
)
SELECT grouping(desk_id, day, weekday, hour) AS kind, desk_id, day, weekday, hour,
	count(*) AS tickets, count(*) FILTER (WHERE received) AS received, count(*) FILTER (WHERE no_show) AS no_shows, count(*) FILTER (WHERE gone) AS gone,
	count(wait) AS wait_count, percentile_cont(0.5) WITHIN GROUP (ORDER BY wait) AS wait_median, percentile_cont(0.9) WITHIN GROUP (ORDER BY wait) AS wait_high,
	count(service) AS service_count, percentile_cont(0.5) WITHIN GROUP (ORDER BY service) AS service_median, percentile_cont(0.9) WITHIN GROUP (ORDER BY service) AS service_high,
	count(missing) AS missing_count, percentile_cont(0.5) WITHIN GROUP (ORDER BY missing) AS missing_median, percentile_cont(0.9) WITHIN GROUP (ORDER BY missing) AS missing_high
FROM measured GROUP BY GROUPING SETS ((), (desk_id), (day), (weekday), (hour))
ORDER BY day, weekday, hour`

// reportRow is a line of reportSQL; Kind has a bit for each column it is not grouped by.
type reportRow struct {
	Kind                                  int
	DeskID                                int64
	Day                                   desks.Date
	Weekday, Hour                         int
	Tickets, Received, NoShows, Gone      int
	WaitCount, ServiceCount, MissingCount int
	WaitMedian, WaitHigh                  float64
	ServiceMedian, ServiceHigh            float64
	MissingMedian, MissingHigh            float64
}

// ReportOf gives the figures of the actor's desks; a desk of others is NotFound, a
// period that ends before it begins or spans more than LongestReport days is Invalid
// "to". What happened after a ticket's day changes nothing. Statements: two.
func ReportOf(ctx context.Context, idb bun.IDB, actor auth.Actor, f ReportFilter, now time.Time) (*Report, error) {
	var c fault.Check
	c.If(f.To.Before(f.From), "to", "queue.error.period")
	c.If(f.From.AddDays(LongestReport-1).Before(f.To), "to", "queue.error.long", "Max", LongestReport)
	if err := c.Err(); err != nil {
		return nil, err
	}
	list, err := desks.ListFor(ctx, idb, actor)
	if err != nil {
		return nil, err
	}
	if f.DeskID != 0 {
		list = slices.DeleteFunc(list, func(d desks.Desk) bool { return d.ID != f.DeskID })
		if len(list) == 0 {
			return nil, fault.Missing()
		}
	}
	ids, rep := make([]int64, len(list)), &Report{}
	for i := range list {
		ids[i] = list[i].ID
		rep.Open = rep.Open || !f.To.Before(desks.DateOf(now.In(list[i].Location())))
	}
	var rows []reportRow
	err = idb.NewRaw(reportSQL, pgdialect.Array(ids), f.From, f.To, now).Scan(ctx, &rows)
	for i := range rows {
		rep.add(&rows[i], list)
	}
	slices.SortFunc(rep.ByDesk, func(a, b DeskFigures) int {
		return cmp.Or(cmp.Compare(a.Desk.Sort, b.Desk.Sort), cmp.Compare(a.Desk.ID, b.Desk.ID))
	})
	return rep, fault.Wrap(db.Translate(err), "report on the queue")
}

// add puts a line where it belongs.
func (r *Report) add(row *reportRow, list []desks.Desk) {
	x := row.figures()
	switch row.Kind {
	case 0b1111:
		r.Total = x
	case 0b0111:
		i := slices.IndexFunc(list, func(d desks.Desk) bool { return d.ID == row.DeskID })
		r.ByDesk = append(r.ByDesk, DeskFigures{list[i], x})
	case 0b1011:
		r.ByDay = append(r.ByDay, DayFigures{row.Day, x})
	case 0b1101:
		r.ByWeekday = append(r.ByWeekday, WeekdayFigures{time.Weekday(row.Weekday % 7), x})
	case 0b1110:
		r.ByHour = append(r.ByHour, HourFigures{row.Hour, x})
	}
}

func (row *reportRow) figures() Figures {
	measure := func(n int, median, high float64) Measure {
		second := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)).Round(time.Second) }
		return Measure{n, second(median), second(high)}
	}
	return Figures{
		Tickets: row.Tickets, Received: row.Received, NoShows: row.NoShows, Gone: row.Gone,
		Wait:    measure(row.WaitCount, row.WaitMedian, row.WaitHigh),
		Service: measure(row.ServiceCount, row.ServiceMedian, row.ServiceHigh),
		NoShow:  measure(row.MissingCount, row.MissingMedian, row.MissingHigh),
	}
}
