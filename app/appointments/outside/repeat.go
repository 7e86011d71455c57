package outside

import (
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// mostAtOnce is how many times of one day a rule may name.
const mostAtOnce = 48

// repeat adds every occurrence of an event: its rule, its extra dates, without
// those taken out or moved.
func (r *reader) repeat(e *ics.VEvent, start moment, long length, moved []time.Time) error {
	out := append(r.dates(e, ics.ComponentPropertyExdate), moved...)
	gone := func(t time.Time) bool { return slices.ContainsFunc(out, t.Equal) }
	rule := text(e, ics.ComponentPropertyRrule)
	if rule == "" && !gone(start.Time) {
		if err := r.add(start, long); err != nil {
			return err
		}
	}
	for _, t := range r.dates(e, ics.ComponentPropertyRdate) {
		if !gone(t) {
			if err := r.add(moment{t, start.wholeDay}, long); err != nil {
				return err
			}
		}
	}
	if rule == "" {
		return nil
	}
	next, err := occurrences(rule, start.Time)
	if err != nil {
		return err
	}
	for {
		if r.steps++; r.steps > mostSteps {
			return TooLarge
		}
		t, more := next()
		if !more || !t.Before(r.to) {
			return nil
		}
		if gone(t) {
			continue
		}
		if err := r.add(moment{t, start.wholeDay}, long); err != nil {
			return err
		}
	}
}

// occurrences reads a rule. One that cannot be read, or that would repeat within a
// day, is an error: with some of those the library never comes back.
func occurrences(rule string, start time.Time) (rrule.Next, error) {
	o, err := rrule.StrToROptionInLocation(rule, start.Location())
	if err != nil {
		return nil, Unreadable
	}
	if o.Freq == rrule.HOURLY || o.Freq == rrule.MINUTELY || o.Freq == rrule.SECONDLY ||
		max(1, len(o.Byhour))*max(1, len(o.Byminute))*max(1, len(o.Bysecond)) > mostAtOnce {
		return nil, TooLarge
	}
	o.Dtstart = start
	x, err := rrule.NewRRule(*o)
	if err != nil {
		return nil, Unreadable
	}
	return x.Iterator(), nil
}

// dates are the instants of every property of the name; several may stand in one.
func (r *reader) dates(e *ics.VEvent, name ics.ComponentProperty) []time.Time {
	var all []time.Time
	for i := range e.Properties {
		p := &e.Properties[i]
		if p.IANAToken != string(name) {
			continue
		}
		for value := range strings.SplitSeq(p.Value, ",") {
			value, _, _ = strings.Cut(value, "/") // of a period only its start
			one := *p
			one.Value = value
			if m, ok := r.time(&one); ok {
				all = append(all, m.Time)
			}
		}
	}
	return all
}
