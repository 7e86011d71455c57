package queue

import (
	"slices"
	"time"
)

// Span is how long meetings of an area take: a quarter are shorter than Short, half
// than Usual, a quarter longer than Long.
type Span struct{ Short, Usual, Long time.Duration }

// enough is how many measured meetings make a Span; with fewer the area's planned
// minutes stand for it, half as much either side.
const enough = 8

// planned is the Span of an area nobody has measured yet.
func planned(minutes int) Span {
	usual := time.Duration(minutes) * time.Minute
	return Span{usual / 2, usual, usual * 3 / 2}
}

// Post is an operator who receives now or will today.
type Post struct {
	OperatorID int64
	// Open is when the operator begins to receive; a time past is now.
	Open time.Time
	// Busy is the area of the meeting under way and when it began, zero where there is none.
	Busy  int64
	Since time.Time
}

// Range is an honest answer to "how long": between From and To minutes, both
// multiples of five. Known is false where nobody
// who may call the person receives today.
type Range struct {
	From, To int
	Known    bool
}

// Estimate foresees how long each of the line still waits, by ticket's id: whenever a
// post is free it takes whom the rule of the order would call at that moment, once
// with short meetings and once with long ones. So a booked time that comes meanwhile
// counts before the people it will overtake. Tickets with an arrival still to come
// (Settings.comers) stand in the line from then on and get no answer.
func (s Settings) Estimate(tickets []*Ticket, posts []Post, spans map[int64]Span, now time.Time) map[int64]Range {
	short := s.foresee(tickets, posts, func(area int64) time.Duration { return spans[area].Short }, now)
	long := s.foresee(tickets, posts, func(area int64) time.Duration { return spans[area].Long }, now)
	ranges := map[int64]Range{}
	for id := range short {
		if id < 0 {
			continue
		}
		a, b := min(short[id], long[id]), max(short[id], long[id])
		from, to := int(a/time.Minute)/5*5, (int((b+time.Minute-1)/time.Minute)+4)/5*5
		ranges[id] = Range{from, max(to, from+5), true}
	}
	return ranges
}

// foresee gives the wait of everybody whom one of the posts may call.
func (s Settings) foresee(tickets []*Ticket, posts []Post, takes func(area int64) time.Duration, now time.Time) map[int64]time.Duration {
	free := map[int64]time.Time{}
	for _, p := range posts {
		at := now
		if p.Open.After(at) {
			at = p.Open
		}
		if end := p.Since.Add(takes(p.Busy)); p.Busy != 0 && end.After(at) {
			at = end
		}
		free[p.OperatorID] = at
	}
	waits := map[int64]time.Duration{}
	left := slices.Clone(tickets)
	for len(free) > 0 {
		post := soonest(free)
		here, next := present(left, post, free[post])
		line := s.Order(here, free[post])
		i := slices.IndexFunc(line, func(t Turn) bool { return t.CallableBy(post) })
		switch {
		case i < 0 && next.IsZero():
			delete(free, post)
			continue
		case i < 0:
			free[post] = next
			continue
		}
		waits[line[i].ID] = free[post].Sub(now)
		free[post] = free[post].Add(takes(line[i].AreaID))
		left = slices.DeleteFunc(left, func(t *Ticket) bool { return t.ID == line[i].ID })
	}
	return waits
}

// soonest is the post that is free first; of equals the lowest id.
func soonest(free map[int64]time.Time) int64 {
	var best int64
	for id, at := range free {
		if best == 0 || at.Before(free[best]) || at.Equal(free[best]) && id < best {
			best = id
		}
	}
	return best
}
