package waiting

import (
	"time"

	"approdo/app/appointments"
	"approdo/app/desks"
)

const (
	// leastNotice is how long before the start an offer ends at the latest.
	leastNotice = time.Hour
	// leastAnswer is the least waking time to answer; a time nearer than both is
	// offered to nobody.
	leastAnswer = 30 * time.Minute
)

// Terms are when an offer is written and until when it stands.
type Terms struct{ Send, Until time.Time }

// termsOf gives the terms of an offer found at now for a time that begins at start,
// both in the desk's zone; ok is false where it begins too soon.
func termsOf(now, start time.Time, hold time.Duration) (t Terms, ok bool) {
	t.Send = awake(now)
	t.Until = awakeAfter(t.Send, hold)
	if latest := start.Add(-leastNotice); t.Until.After(latest) {
		t.Until = latest
	}
	return t, !awakeAfter(t.Send, leastAnswer).After(t.Until)
}

// awake is t, or the coming morning where t is an hour for sleeping.
func awake(t time.Time) time.Time {
	switch h := t.Hour(); {
	case h >= appointments.QuietFrom:
		return morning(desks.DateOf(t).AddDays(1), t.Location())
	case h < appointments.QuietUntil:
		return morning(desks.DateOf(t), t.Location())
	}
	return t
}

func morning(d desks.Date, loc *time.Location) time.Time {
	return desks.At(appointments.QuietUntil, 0).On(d, loc)
}

// awakeAfter is when d of waking time has passed since t, which is awake. An hour
// that summer time skips or repeats lies in the night.
func awakeAfter(t time.Time, d time.Duration) time.Time {
	for {
		day := desks.DateOf(t)
		night := desks.At(appointments.QuietFrom, 0).On(day, t.Location())
		if !t.Add(d).After(night) {
			return t.Add(d)
		}
		d -= night.Sub(t)
		t = morning(day.AddDays(1), t.Location())
	}
}
