package queue

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
	"approdo/app/services"
)

// Line is a desk's queue at a moment.
type Line struct {
	Desk     *desks.Desk
	Day      desks.Date
	Settings Settings
	// Turns are who waits, in the order of the calls; Waits the estimate of each, by
	// ticket's id.
	Turns []Turn
	Waits map[int64]Range
	// Held are the called and the received, Aside the parked and the missed, each in
	// the order of their numbers' gift.
	Held, Aside []*Ticket
	// Posts are the operators who receive now or will today.
	Posts []Post
	// Done and Missed count the day; UsualWait and UsualService are its medians, zero
	// while there is nothing to measure.
	Done, Missed            int
	UsualWait, UsualService time.Duration
}

// Find gives the ticket that the operator has called or is receiving, nil for none.
func (l *Line) Find(operatorID int64) *Ticket { return heldBy(l.Held, operatorID) }

// Today gives the queue of one of the actor's desks, or NotFound. The estimates count
// whom the desk still expects.
func Today(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, expecting Expecting, now time.Time) (*Line, error) {
	desk, err := desks.FindFor(ctx, idb, actor, deskID)
	if err != nil {
		return nil, err
	}
	return load(ctx, idb, desk, expecting, now)
}

func load(ctx context.Context, idb bun.IDB, desk *desks.Desk, expecting Expecting, now time.Time) (*Line, error) {
	l := &Line{Desk: desk, Day: desks.DateOf(now.In(desk.Location()))}
	tickets, err := listDay(ctx, idb, desk, l.Day)
	if err != nil {
		return nil, err
	}
	if l.Settings, err = settingsOf(ctx, idb, desk.ID); err != nil {
		return nil, err
	}
	l.sort(tickets, now)
	if l.Posts, err = openPosts(ctx, idb, desk, now); err != nil {
		return nil, err
	}
	l.Posts = occupy(l.Posts, l.Held, now)
	if len(l.Turns) == 0 {
		return l, nil
	}
	spans, err := Spans(ctx, idb, desk.ID, l.Day)
	if err != nil {
		return nil, err
	}
	if expecting != nil {
		expected, err := expecting(ctx, desk)
		if err != nil {
			return nil, err
		}
		tickets = append(tickets, l.Settings.comers(expected, tickets, now)...)
	}
	l.Waits = l.Settings.Estimate(tickets, l.Posts, spans, now)
	return l, nil
}

// sort lays the tickets where they belong and measures the day.
func (l *Line) sort(tickets []*Ticket, now time.Time) {
	l.Turns = l.Settings.Order(tickets, now)
	var waits, services []time.Duration
	for _, t := range tickets {
		switch t.State {
		case Called, Serving:
			l.Held = append(l.Held, t)
		case Parked, Missed:
			l.Aside = append(l.Aside, t)
		case Done:
			l.Done++
		}
		if t.State == Missed {
			l.Missed++
		}
		if d, ok := t.Wait(now); ok && t.StartedAt != nil {
			waits = append(waits, d)
		}
		if d, ok := t.Service(); ok {
			services = append(services, d)
		}
	}
	l.UsualWait, l.UsualService = median(waits), median(services)
}

func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

// openPosts are the operators of a desk with an opening today that has not ended.
func openPosts(ctx context.Context, idb bun.IDB, desk *desks.Desk, now time.Time) ([]Post, error) {
	day := desks.DateOf(now.In(desk.Location()))
	schedule, err := desks.LoadSchedule(ctx, idb, desk, day, day)
	if err != nil {
		return nil, err
	}
	openings, err := schedule.Openings()
	if err != nil {
		return nil, err
	}
	var posts []Post
	for _, o := range openings {
		i := slices.IndexFunc(posts, func(p Post) bool { return p.OperatorID == o.OperatorID })
		switch {
		case !o.End.After(now):
		case i < 0:
			posts = append(posts, Post{OperatorID: o.OperatorID, Open: o.Start})
		case o.Start.Before(posts[i].Open):
			posts[i].Open = o.Start
		}
	}
	slices.SortFunc(posts, func(a, b Post) int { return cmp.Compare(a.OperatorID, b.OperatorID) })
	return posts, nil
}

// occupy adds what the operators are doing; who receives outside the openings is a
// post too.
func occupy(posts []Post, held []*Ticket, now time.Time) []Post {
	for _, t := range held {
		i := slices.IndexFunc(posts, func(p Post) bool { return p.OperatorID == *t.OperatorID })
		if i < 0 {
			posts, i = append(posts, Post{OperatorID: *t.OperatorID, Open: now}), len(posts)
		}
		posts[i].Busy, posts[i].Since = t.AreaID, *t.CalledAt
		if t.StartedAt != nil {
			posts[i].Since = *t.StartedAt
		}
	}
	return posts
}

// memory is how far back measured meetings count.
const memory = 90

// Spans gives how long meetings of each area take at a desk: measured over the last
// ninety days where there are enough, else what the area plans.
func Spans(ctx context.Context, idb bun.IDB, deskID int64, day desks.Date) (map[int64]Span, error) {
	areas, err := services.List(ctx, idb)
	if err != nil {
		return nil, err
	}
	spans := map[int64]Span{}
	for i := range areas {
		spans[areas[i].ID] = planned(areas[i].Minutes)
	}
	var rows []struct {
		AreaID             int64
		Short, Usual, Long float64
	}
	err = idb.NewRaw(`SELECT area_id, percentile_cont(0.25) WITHIN GROUP (ORDER BY s) AS short,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY s) AS usual, percentile_cont(0.75) WITHIN GROUP (ORDER BY s) AS long
		FROM (SELECT area_id, extract(epoch FROM ended_at - started_at)::float8 AS s FROM queue_tickets
			WHERE desk_id = ? AND day >= ? AND state = 'done' AND ended_at IS NOT NULL) AS measured
		GROUP BY area_id HAVING count(*) >= ?`, deskID, day.AddDays(0-memory), enough).Scan(ctx, &rows)
	for _, r := range rows {
		second := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
		spans[r.AreaID] = Span{second(r.Short), second(r.Usual), second(r.Long)}
	}
	return spans, fault.Wrap(db.Translate(err), "measure meetings")
}
