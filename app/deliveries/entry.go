package deliveries

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Entry is a service as it was typed.
type Entry struct {
	// Key is a random text of the form: sent twice, one service.
	Key string
	// Repertoire and Code name the standard; its version is that of the first day.
	Repertoire, Code string
	Sittings         []Sitting
	Finished         bool
	Recorded         []services.Evidence
	Notes            string
	Answer           Answer
}

// Sitting is a meeting as it was typed; one without day and times is left out.
type Sitting struct {
	Day desks.Date
	// From and To are "15:04" in the desk's zone.
	From, To  string
	Mode      services.Mode
	UserID    int64
	Place     string
	GroupSize int
}

func (s Sitting) empty() bool { return s.Day.IsZero() && s.From == "" && s.To == "" }

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// fill writes the entry into d, noting what is wrong by the name of its input; those of
// a meeting end in its number ("from-2"). old is the service as it stood, nil for a new
// one: what it holds already is not asked about again.
func (e Entry) fill(ctx context.Context, tx bun.IDB, d, old *Delivery, desk *desks.Desk, now time.Time) error {
	var k fault.Check
	team, err := teamOf(ctx, tx, desk.ID, old)
	if err != nil {
		return err
	}
	d.Notes, d.Finished, d.Recorded = tidy(e.Notes), e.Finished, e.evidence(&k)
	text(&k, "notes", d.Notes, MaxNotes)
	d.Meetings = e.meetings(&k, team, desk.Location(), now)
	if err := k.Err(); err != nil {
		return err
	}
	d.sum()
	return e.standard(ctx, tx, d, old, desk)
}

// teamOf are the accounts that may have held a meeting: those of the desk, and those
// that stand there already.
func teamOf(ctx context.Context, tx bun.IDB, deskID int64, old *Delivery) ([]int64, error) {
	colleagues, err := auth.Colleagues(ctx, tx, deskID)
	if err != nil {
		return nil, err
	}
	var team []int64
	for _, u := range colleagues {
		team = append(team, u.ID)
	}
	if old != nil {
		team = append(team, old.Operators()...)
	}
	return team, nil
}

func (e Entry) evidence(k *fault.Check) []services.Evidence {
	recorded := slices.Compact(slices.Sorted(slices.Values(e.Recorded)))
	for _, x := range recorded {
		known := slices.ContainsFunc(services.Outputs(), func(o services.Output) bool { return slices.Contains(o.Evidence(), x) })
		k.If(!known, "recorded", "deliveries.error.choose")
	}
	if recorded == nil {
		recorded = []services.Evidence{}
	}
	return recorded
}

func (e Entry) meetings(k *fault.Check, team []int64, zone *time.Location, now time.Time) []Meeting {
	var all []Meeting
	for i, s := range e.Sittings {
		if s.empty() {
			continue
		}
		m, at := s.check(k, i+1, team, zone, now), func(name string) string { return fmt.Sprintf("%s-%d", name, i+1) }
		overlaps := slices.ContainsFunc(all, func(x Meeting) bool { return x.StartsAt.Before(m.EndsAt) && m.StartsAt.Before(x.EndsAt) })
		k.If(overlaps, at("from"), "deliveries.error.overlap")
		all = append(all, m)
	}
	k.If(len(all) == 0, "day-1", "deliveries.error.meeting")
	k.If(len(all) > MaxMeetings, "day-1", "deliveries.error.meetings", "Max", MaxMeetings)
	slices.SortStableFunc(all, func(a, b Meeting) int { return a.StartsAt.Compare(b.StartsAt) })
	for i := range all {
		all[i].Number = i + 1
	}
	return all
}

func (s Sitting) check(k *fault.Check, n int, team []int64, zone *time.Location, now time.Time) Meeting {
	at := func(name string) string { return fmt.Sprintf("%s-%d", name, n) }
	from, okFrom := moment(s.Day, s.From, zone)
	to, okTo := moment(s.Day, s.To, zone)
	m := Meeting{Mode: s.Mode, StartsAt: from, EndsAt: to, UserID: s.UserID, Place: strings.Join(strings.Fields(s.Place), " ")}
	today := desks.DateOf(now.In(zone))
	dayOK := !s.Day.IsZero() && !s.Day.After(today) && !s.Day.Before(today.AddDays(-MaxAge))
	k.If(s.Day.IsZero(), at("day"), "deliveries.error.day")
	k.If(!s.Day.IsZero() && !dayOK, at("day"), "deliveries.error.when")
	k.If(dayOK && !okFrom, at("from"), "deliveries.error.clock")
	k.If(dayOK && !okTo, at("to"), "deliveries.error.clock")
	k.If(dayOK && okFrom && okTo && !to.After(from), at("to"), "deliveries.error.order")
	k.If(dayOK && okTo && to.After(now), at("to"), "deliveries.error.future")
	k.If(!slices.Contains(services.Modes(), s.Mode), at("mode"), "deliveries.error.choose")
	k.If(!slices.Contains(team, s.UserID), at("user"), "deliveries.error.operator")
	text(k, at("place"), m.Place, MaxPlace)
	if s.Mode == services.Group {
		m.GroupSize = s.GroupSize
		k.If(s.GroupSize < 1 || s.GroupSize > MaxGroup, at("group"), "deliveries.error.group", "Max", MaxGroup)
	}
	return m
}

// standard finds the version of the first day; what stands there already stays unless
// the standard or that day changes.
func (e Entry) standard(ctx context.Context, tx bun.IDB, d, old *Delivery, desk *desks.Desk) error {
	zone := desk.Location()
	day := desks.DateOf(d.StartedAt.In(zone))
	if old != nil && old.Standard.Repertoire == e.Repertoire && old.Standard.Code == e.Code {
		if desks.DateOf(old.StartedAt.In(zone)) == day {
			d.StandardVersionID, d.Standard = old.StandardVersionID, old.Standard
			return nil
		}
	} else if err := inUse(ctx, tx, e.Repertoire); err != nil {
		return err
	}
	s, err := services.FindStandard(ctx, tx, e.Repertoire, e.Code, day)
	if fault.Is(err, fault.NotFound) || err == nil && s.Audience != services.ForPeople {
		return unknownStandard()
	}
	if err != nil {
		return err
	}
	d.StandardVersionID, d.Standard = s.ID, s
	return nil
}

func inUse(ctx context.Context, tx bun.IDB, repertoire string) error {
	all, err := services.Repertoires(ctx, tx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(r services.Repertoire) bool { return r.Code == repertoire && r.InUse() }) {
		return unknownStandard()
	}
	return nil
}

func unknownStandard() error {
	var k fault.Check
	k.Add("standard", "deliveries.error.standard")
	return k.Err()
}

// sum writes what the meetings are together.
func (d *Delivery) sum() {
	d.StartedAt, d.EndedAt, d.Minutes = d.Meetings[0].StartsAt, d.Meetings[0].EndsAt, 0
	for _, m := range d.Meetings {
		d.Minutes += m.Minutes()
		if m.EndsAt.After(d.EndedAt) {
			d.EndedAt = m.EndsAt
		}
	}
}

func moment(day desks.Date, clock string, zone *time.Location) (time.Time, bool) {
	t, err := time.Parse("15:04", clock)
	if err != nil || day.IsZero() {
		return time.Time{}, false
	}
	return time.Date(day.Year, day.Month, day.Day, t.Hour(), t.Minute(), 0, 0, zone), true
}

func text(k *fault.Check, field, s string, most int) {
	k.If(utf8.RuneCountInString(s) > most, field, "cases.error.long", "Max", most)
	k.If(!utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }),
		field, "cases.error.characters")
}

func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
