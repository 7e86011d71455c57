package accesses

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// Limits of what can be typed; each is a CHECK of the table too.
const (
	MaxName    = 120
	MaxNeed    = 500
	MaxAnswer  = 1000
	MaxWhy     = 300
	MaxMinutes = 600
	// MaxCodes is how many services one contact may hold.
	MaxCodes = 20
	// FollowUpDays is how far ahead a check is proposed, MaxFollowUp how far it may be.
	FollowUpDays = 28
	MaxFollowUp  = 400
)

// clean trims what was typed and sorts the codes, each once.
func (f Facts) clean() Facts {
	f.Name, f.Need, f.Answer = strings.Join(strings.Fields(f.Name), " "), tidy(f.Need), tidy(f.Answer)
	if f.Mediator == "" {
		f.MediatorUsed = false
	}
	f.Codes = slices.Compact(slices.Sorted(slices.Values(f.Codes)))
	if f.Codes == nil {
		f.Codes = []string{}
	}
	return f
}

// check notes each field that is wrong, by the name of its input.
func (f Facts) check(c *fault.Check, day desks.Date) {
	text := func(field, s string, most int) {
		c.If(utf8.RuneCountInString(s) > most, field, "accesses.error.long", "Max", most)
		c.If(bad(s), field, "appointments.error.characters")
	}
	text("name", f.Name, MaxName)
	text("need", f.Need, MaxNeed)
	text("answer", f.Answer, MaxAnswer)
	c.If(!i18n.Supported(f.Lang), "lang", "accesses.error.choose")
	c.If(!slices.Contains(Channels, f.Channel), "channel", "accesses.error.choose")
	c.If(!slices.Contains(Outcomes, f.Outcome), "outcome", "accesses.error.outcome")
	c.If(f.Mediator != "" && !knownLanguage(f.Mediator), "mediator", "accesses.error.choose")
	c.If(f.Minutes < 0 || f.Minutes > MaxMinutes, "minutes", "accesses.error.minutes", "Max", MaxMinutes)
	c.If(len(f.Codes) > MaxCodes, "codes", "accesses.error.codes")
	late := !f.FollowUp.IsZero() && (f.FollowUp.Before(day) || f.FollowUp.After(day.AddDays(MaxFollowUp)))
	c.If(late, "follow_up", "accesses.error.followup")
}

func knownLanguage(tag string) bool {
	t, err := language.Parse(tag)
	return err == nil && t != language.Und && len(tag) <= 12
}

// bad reports control characters other than line breaks and tabs, and bytes that are
// no text.
func bad(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t'
	})
}

func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
