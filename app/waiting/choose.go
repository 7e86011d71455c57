package waiting

import (
	"slices"
	"time"

	"approdo/app/desks"
)

// candidate is an entry with what was offered already.
type candidate struct {
	Entry
	// offers so far; asked are the desk's days on which the address or number got
	// one; seen the times offered to this entry.
	offers int
	live   bool
	asked  []desks.Date
	seen   []place
}

// place is one free time at one desk.
type place struct {
	desk  int64
	start time.Time
}

// opening is a free time that may be offered, start in the desk's zone.
type opening struct {
	place
	hold time.Duration
}

// match is who is asked for which time.
type match struct {
	who   *candidate
	at    opening
	terms Terms
}

// choose gives the first offer to be made: the soonest time that somebody may be
// asked for, and of those whom it suits the one who waits longest. free is in order
// of start, list of waiting. nil is nobody.
func choose(list []candidate, free []opening, now time.Time) *match {
	for _, at := range free {
		terms, ok := termsOf(now.In(at.start.Location()), at.start, at.hold)
		if !ok {
			continue
		}
		for i := range list {
			if list[i].may(at.place, terms) {
				return &match{&list[i], at, terms}
			}
		}
	}
	return nil
}

// may reports whether the candidate can be asked for a time, on the day of the terms.
func (c *candidate) may(at place, terms Terms) bool {
	return !c.live && c.offers < MaxOffers && c.wants(at) &&
		(c.SoonerThan == nil || at.start.Before(*c.SoonerThan)) &&
		!slices.Contains(c.asked, desks.DateOf(terms.Send)) &&
		!slices.ContainsFunc(c.seen, func(p place) bool { return p.desk == at.desk && p.start.Equal(at.start) })
}

// wants reports whether a time suits the wish.
func (e *Entry) wants(at place) bool {
	return (e.DeskID == nil || *e.DeskID == at.desk) && e.Suits(at.start)
}

// firstFor is the soonest of the free times, not before from, that suits; nil for none.
func (e *Entry) firstFor(free []opening, from time.Time) *time.Time {
	for _, at := range free {
		if !at.start.Before(from) && e.wants(at.place) {
			return &at.start
		}
	}
	return nil
}
