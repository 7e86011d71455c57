package applications

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/placements"
)

// Days without news after which a list marks an application: nothing is ever closed, nor
// is anybody asked.
const (
	Quiet  = 30
	Silent = 60
)

// Ahead is how many days before an interview its person is reminded on their page.
const Ahead = 7

// Silence is for how many days nothing was heard on a day, 0 where nobody waits. Waiting
// for an interview that has its day is no silence.
func (a *Application) Silence(today desks.Date) int {
	last := a.NewsOn
	if a.State == Interview && a.MeetOn.After(last) {
		last = a.MeetOn
	}
	if !a.Awaiting() || !last.Before(today) {
		return 0
	}
	return int(today.Time().Sub(last.Time()) / (24 * time.Hour))
}

// Moved is a step as somebody tells it. From is the state they saw; On the day it
// happened, zero for today. Facts of another state than To are left out.
type Moved struct {
	From, To string
	On       desks.Date
	Facts
	Note string
}

var clock = regexp.MustCompile(`^([01]?[0-9]|2[0-3])[:.]([0-5][0-9])$`)

// clean tidies what was typed and empties what the state has not.
func (m *Moved) clean() {
	kept := Facts{}
	switch m.To {
	case Interview:
		kept.MeetOn, kept.MeetPlace, kept.MeetClock = m.MeetOn, line(m.MeetPlace), strings.TrimSpace(m.MeetClock)
		if x := clock.FindStringSubmatch(kept.MeetClock); x != nil {
			kept.MeetClock = ("0" + x[1])[len(x[1])-1:] + ":" + x[2]
		}
	case NotHired:
		kept.Reason = m.Reason
	case Hired:
		kept.Contract, kept.StartsOn = m.Contract, m.StartsOn
	}
	m.Facts, m.Note = kept, paragraph(m.Note)
}

// check names what is wrong by the name of its field with "-<state>" behind it, as a page
// has a form for each state. Call it on a clean one.
func (m *Moved) check(a *Application, today desks.Date) error {
	var k fault.Check
	at := func(field string) string { return field + "-" + m.To }
	k.If(m.On.After(today), at("on"), "applications.error.future")
	k.If(m.On.Before(a.SentOn), at("on"), "applications.error.before")
	year := today.AddDays(366)
	k.If(!m.MeetOn.IsZero() && (m.MeetOn.Before(a.SentOn) || m.MeetOn.After(year)), at("meet_on"), "applications.error.far")
	k.If(m.MeetClock != "" && !clock.MatchString(m.MeetClock), at("meet_clock"), "applications.error.clock")
	k.If(m.MeetClock != "" && m.MeetOn.IsZero(), at("meet_on"), "applications.error.meet_on")
	text(&k, at("meet_place"), m.MeetPlace, MaxLine)
	if m.To == NotHired {
		k.If(!slices.Contains(Reasons(), m.Reason), at("reason"), "applications.error.reason")
		k.If(m.Reason == Other && m.Note == "", at("note"), "applications.error.why")
	}
	if m.To == Hired {
		k.If(m.Contract != "" && !slices.Contains(placements.Contracts(), m.Contract), at("contract"), "applications.error.contract")
		k.If(!m.StartsOn.IsZero() && (m.StartsOn.Before(a.SentOn) || m.StartsOn.After(year)), at("starts_on"), "applications.error.far")
	}
	text(&k, at("note"), m.Note, MaxText)
	return k.Err()
}

// stands are the steps that count, the first one first: what was taken back is gone.
func stands(moves []Move) []Move {
	var all []Move
	for _, m := range moves {
		switch {
		case !m.Back:
			all = append(all, m)
		case len(all) > 1:
			all = all[:len(all)-1]
		}
	}
	return all
}

// settle makes the application say what its standing steps say.
func (a *Application) settle(standing []Move) {
	last := standing[len(standing)-1]
	a.State, a.Facts, a.NewsOn = last.To, last.Facts, a.SentOn
	a.InterviewedOn, a.HiredOn = desks.Date{}, desks.Date{}
	for _, m := range standing {
		if m.From != "" && m.On.After(a.NewsOn) {
			a.NewsOn = m.On // the first is the day it was sent, which may be corrected
		}
		switch {
		case m.To == Interview && a.InterviewedOn.IsZero() && m.MeetOn.IsZero():
			a.InterviewedOn = m.On
		case m.To == Interview && a.InterviewedOn.IsZero():
			a.InterviewedOn = m.MeetOn
		case m.To == Hired:
			a.HiredOn = m.On
		}
	}
	if a.State != Hired {
		a.HiredOn = desks.Date{}
	}
}

func text(k *fault.Check, field, s string, most int) {
	k.If(utf8.RuneCountInString(s) > most, field, "people.error.long", "Max", most)
	k.If(!utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }),
		field, "people.error.characters")
}

// line tidies a text of one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// paragraph tidies a text of several lines.
func paragraph(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
