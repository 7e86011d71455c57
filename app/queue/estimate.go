package queue

import "time"

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

// Estimate foresees how long the person at index i of the line still waits: the
// posts take the people before one after the other, once with short meetings and
// once with long ones. People for one operator wait for that one.
func Estimate(line []Turn, i int, posts []Post, spans map[int64]Span, now time.Time) Range {
	short := foresee(line[:i+1], posts, func(area int64) time.Duration { return spans[area].Short }, now)
	long := foresee(line[:i+1], posts, func(area int64) time.Duration { return spans[area].Long }, now)
	if short < 0 || long < 0 {
		return Range{}
	}
	from := int(short/time.Minute) / 5 * 5
	to := (int((long+time.Minute-1)/time.Minute) + 4) / 5 * 5
	return Range{from, max(to, from+5), true}
}

// foresee gives the wait of the last of the line, -1 where nobody may call them.
func foresee(line []Turn, posts []Post, takes func(area int64) time.Duration, now time.Time) time.Duration {
	free := make([]time.Time, len(posts))
	for i, p := range posts {
		free[i] = now
		if p.Open.After(now) {
			free[i] = p.Open
		}
		if end := p.Since.Add(takes(p.Busy)); p.Busy != 0 && end.After(free[i]) {
			free[i] = end
		}
	}
	var start time.Time
	for _, t := range line {
		next := -1
		for i, p := range posts {
			if t.callableBy(p.OperatorID) && (next < 0 || free[i].Before(free[next])) {
				next = i
			}
		}
		if next < 0 {
			start = time.Time{}
			continue
		}
		start = free[next]
		if t.Why == TooEarly && start.Before(*t.BookedAt) {
			start = *t.BookedAt
		}
		free[next] = start.Add(takes(t.AreaID))
	}
	if start.IsZero() {
		return -1
	}
	return start.Sub(now)
}
