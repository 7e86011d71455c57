package enrolments

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"approdo/app/desks"
	"approdo/app/fault"
)

// Form is an enrolment as it was typed.
type Form struct {
	// Key is a random text of the form: sent twice, one enrolment.
	Key string
	Terms
	// Hours are of the whole course ("120").
	Hours string
	// At is the state it is in, one of Beginnings, since the day On.
	At string
	On desks.Date
	// DeskID is the desk that records it, among those of the actor that know the person; 0
	// where there is only one.
	DeskID int64
}

var (
	keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)
	number   = regexp.MustCompile(`^[0-9]{1,6}$`)
)

// Years around today in which a course may be.
const (
	yearsBack  = 10
	yearsAhead = 5
)

// clean tidies what was typed.
func (f *Form) clean() {
	for _, v := range []*string{&f.Course, &f.Provider, &f.Place, &f.Timetable, &f.Cost} {
		*v = line(*v)
	}
	f.Note = strings.TrimSpace(strings.ReplaceAll(f.Note, "\r\n", "\n"))
	f.Hours = strings.ReplaceAll(f.Hours, " ", "")
	f.Terms.Hours = 0
	if f.Road != ByDesk {
		f.Road, f.SentOn = OnOwn, desks.Date{}
	}
}

// check names what is wrong by the name of its field; today is a day of the desk. Call it
// on a clean form: it fills in the hours. A new one says where it is, and since when.
func (f *Form) check(today desks.Date, begins bool) error {
	var k fault.Check
	k.If(f.Course == "", "course", "enrolments.error.course")
	for _, x := range []struct {
		name, value string
		most        int
	}{{"course", f.Course, MaxShort}, {"provider", f.Provider, MaxShort}, {"place", f.Place, MaxShort},
		{"timetable", f.Timetable, MaxLine}, {"cost", f.Cost, MaxLine}, {"note", f.Note, MaxNote}} {
		text(&k, x.name, x.value, x.most)
	}
	k.If(!slices.Contains(Kinds(), f.Kind), "kind", "people.error.choose")
	k.If(f.Mode != "" && !slices.Contains(Modes(), f.Mode), "mode", "people.error.choose")
	if f.Hours != "" {
		n, err := strconv.Atoi(f.Hours)
		k.If(!number.MatchString(f.Hours) || err != nil || n > MaxHours, "hours", "enrolments.error.hours", "Max", MaxHours)
		f.Terms.Hours = n
	}
	if begins {
		k.If(!slices.Contains(Beginnings(), f.At), "at", "people.error.choose")
		past(&k, "on", f.On, today)
	}
	far(&k, "starts_on", f.StartsOn, today)
	far(&k, "ends_on", f.EndsOn, today)
	k.If(!f.EndsOn.IsZero() && f.EndsOn.Before(f.StartsOn), "ends_on", "enrolments.error.order")
	if f.Road == ByDesk {
		past(&k, "sent_on", f.SentOn, today)
	}
	return k.Err()
}

// far refuses a day many years away.
func far(k *fault.Check, field string, d, today desks.Date) {
	k.If(!d.IsZero() && (d.Year < today.Year-yearsBack || d.Year > today.Year+yearsAhead), field, "enrolments.error.far")
}

// past wants a day until today.
func past(k *fault.Check, field string, d, today desks.Date) {
	k.If(d.IsZero(), field, "enrolments.error.day")
	k.If(d.After(today), field, "enrolments.error.future")
	far(k, field, d, today)
}

func text(k *fault.Check, field, s string, most int) {
	k.If(utf8.RuneCountInString(s) > most, field, "people.error.long", "Max", most)
	k.If(!utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }),
		field, "people.error.characters")
}

// line tidies a text of one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// same reports whether two terms say the same.
func same(a, b Terms) bool {
	x, y := int64(0), int64(0)
	if a.ActionID != nil {
		x = *a.ActionID
	}
	if b.ActionID != nil {
		y = *b.ActionID
	}
	a.ActionID, b.ActionID = nil, nil
	return x == y && a == b
}
