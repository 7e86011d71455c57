package outside

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Stretch is a time that is taken.
type Stretch struct{ Start, End time.Time }

const (
	// mostEvents, mostStretches and mostSteps bound the work of one file.
	mostEvents    = 20000
	mostStretches = 20000
	mostSteps     = 400000
	deepest       = 6
)

// Busy reads the file and gives the times taken between two instants, in order and
// apart from each other. zone is where hours without a zone and whole days are. The
// error is Unreadable, or TooLarge for a file that takes longer than ctx lasts.
func Busy(ctx context.Context, file []byte, zone *time.Location, from, to time.Time) ([]Stretch, error) {
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	whole := bytes.Contains(file, []byte("BEGIN:VCALENDAR")) && bytes.Contains(file, []byte("END:VCALENDAR"))
	if !whole || depth(file) > deepest {
		return nil, Unreadable
	}
	cal, err := ics.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		return nil, Unreadable
	}
	r := reader{zone: zone, from: from, to: to, zones: zonesOf(cal, zone)}
	events := cal.Events()
	if len(events) > mostEvents {
		return nil, TooLarge
	}
	moved := map[string][]time.Time{}
	for _, e := range events {
		if at, ok := r.time(e.GetProperty(ics.ComponentPropertyRecurrenceId)); ok {
			moved[uid(e)] = append(moved[uid(e)], at.Time)
		}
	}
	for _, e := range events {
		if ctx.Err() != nil {
			return nil, TooLarge
		}
		if err := r.event(e, moved[uid(e)]); err != nil {
			return nil, err
		}
	}
	return Join(r.found), nil
}

// depth is how deep the components of a file stand in each other.
func depth(file []byte) int {
	now, most := 0, 0
	for line := range bytes.Lines(file) {
		switch {
		case bytes.HasPrefix(line, []byte("BEGIN:")):
			now++
			most = max(most, now)
		case bytes.HasPrefix(line, []byte("END:")):
			now--
		}
	}
	return most
}

func uid(e *ics.VEvent) string { return text(e, ics.ComponentPropertyUniqueId) }

func text(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}

// Join sorts stretches and makes one of those that touch or overlap; empty ones
// are dropped.
func Join(all []Stretch) []Stretch {
	all = slices.DeleteFunc(slices.Clone(all), func(s Stretch) bool { return !s.End.After(s.Start) })
	slices.SortFunc(all, func(a, b Stretch) int { return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End)) })
	out := all[:0]
	for _, s := range all {
		if n := len(out); n > 0 && !s.Start.After(out[n-1].End) {
			if s.End.After(out[n-1].End) {
				out[n-1].End = s.End
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// reader is the reading of one file.
type reader struct {
	zone     *time.Location
	zones    map[string]*time.Location
	from, to time.Time
	found    []Stretch
	steps    int
}

// free reports whether an event takes no time from anybody.
func free(e *ics.VEvent) bool {
	return strings.EqualFold(text(e, ics.ComponentPropertyTransp), "TRANSPARENT") ||
		strings.EqualFold(text(e, ics.ComponentPropertyStatus), "CANCELLED") ||
		strings.EqualFold(text(e, "X-MICROSOFT-CDO-BUSYSTATUS"), "FREE")
}

// event adds the stretches of one event; moved are occurrences that stand in
// events of their own. An event without a start that can be read is left out.
func (r *reader) event(e *ics.VEvent, moved []time.Time) error {
	start, ok := r.time(e.GetProperty(ics.ComponentPropertyDtStart))
	if !ok || free(e) {
		return nil
	}
	long, ok := r.length(e, start)
	if !ok {
		return nil
	}
	if e.GetProperty(ics.ComponentPropertyRecurrenceId) != nil {
		return r.add(start, long)
	}
	return r.repeat(e, start, long, moved)
}

// length is how long an event lasts: days for whole days, else an exact time.
type length struct {
	days  int
	exact time.Duration
}

func (r *reader) length(e *ics.VEvent, start moment) (length, bool) {
	if end, ok := r.time(e.GetProperty(ics.ComponentPropertyDtEnd)); ok {
		if start.wholeDay {
			// Noon to noon, so that summer time does not lose a day.
			days := int(noon(end.Time).Sub(noon(start.Time)).Round(24*time.Hour) / (24 * time.Hour))
			return length{days: max(days, 1)}, days < 4000
		}
		d := end.Sub(start.Time)
		return length{exact: d}, d > 0
	}
	if d, ok := duration(text(e, "DURATION")); ok {
		if start.wholeDay {
			return length{days: max(1, int(d/(24*time.Hour)))}, true
		}
		return length{exact: d}, d > 0
	}
	return length{days: 1}, start.wholeDay
}

func (r *reader) add(start moment, long length) error {
	s := Stretch{Start: start.Time, End: start.Add(long.exact)}
	if start.wholeDay {
		s.End = start.AddDate(0, 0, long.days)
	}
	if !s.End.After(r.from) || !s.Start.Before(r.to) {
		return nil
	}
	if len(r.found) >= mostStretches {
		return TooLarge
	}
	r.found = append(r.found, Stretch{s.Start.UTC(), s.End.UTC()})
	return nil
}

func noon(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}
