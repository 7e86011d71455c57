package placements

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// Field is one thing a form of a kind asks for.
type Field struct {
	Name     string
	Required bool
}

// FieldsOf are what the form of a kind asks for, in order; none for an unknown kind.
func FieldsOf(kind string) []Field {
	firm := []Field{{"firm", kind != SelfEmployment}, {"tax_code", false}, {"place", false}}
	contact := []Field{{"contact", false}, {"phone", false}}
	job := []Field{{"occupation", true}}
	days := []Field{{"starts_on", true}, {"ends_on", kind == Internship}}
	rest := []Field{{"action", false}, {"note", false}}
	switch kind {
	case Internship:
		tutors := []Field{{"scheme", true}, {"host_tutor", true}, {"desk_tutor", true}, {"goals", true}, {"hours", false}, {"allowance", false}, {"insurance", false}}
		return slices.Concat(firm, contact, job, tutors, days, rest)
	case Contract, Cooperative:
		return slices.Concat(firm, contact, job, []Field{{"contract", true}, {"working_time", true}, {"hours", false}}, days, rest)
	case SelfEmployment:
		return slices.Concat(firm, job, days, rest)
	}
	return nil
}

// Form is a placement as it was typed; what the kind has not is left out.
type Form struct {
	// Key is a random text of the form: sent twice, one placement.
	Key  string
	Kind string
	Terms
	// Hours are of a week ("37,5"), Allowance is euro a month.
	Hours, Allowance string
	// Begun is set where it started already, on the first day.
	Begun bool
	// FollowsID is the placement that turned into this one, 0 for none.
	FollowsID int64
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// texts are the texts of the terms by the names of their fields.
func (t *Terms) texts() map[string]*string {
	return map[string]*string{
		"firm": &t.Firm, "place": &t.Place, "tax_code": &t.TaxCode, "contact": &t.Contact, "phone": &t.Phone, "occupation": &t.Occupation,
		"contract": &t.Contract, "working_time": &t.WorkingTime, "scheme": &t.Scheme, "host_tutor": &t.HostTutor, "desk_tutor": &t.DeskTutor,
		"goals": &t.Goals, "insurance": &t.Insurance, "note": &t.Note,
	}
}

// clean tidies what was typed and empties what the kind does not ask for.
func (f *Form) clean() {
	for name, v := range f.texts() {
		switch {
		case !f.asks(name):
			*v = ""
		case most(name) == MaxText:
			*v = strings.TrimSpace(strings.ReplaceAll(*v, "\r\n", "\n"))
		default:
			*v = strings.Join(strings.Fields(*v), " ")
		}
	}
	if !f.asks("hours") {
		f.Hours = ""
	}
	if !f.asks("allowance") {
		f.Allowance = ""
	}
	f.WeekMinutes, f.AllowanceCents = 0, 0
}

func (f *Form) asks(name string) bool {
	return slices.ContainsFunc(FieldsOf(f.Kind), func(x Field) bool { return x.Name == name })
}

// most is how long the text of a field may be.
func most(name string) int {
	switch name {
	case "goals", "note":
		return MaxText
	case "phone":
		return MaxPhone
	}
	return MaxShort
}

// check names what is wrong by the name of its field; today is a day of the desk. Call
// it on a clean form: it fills in the numbers.
func (f *Form) check(today desks.Date) error {
	var k fault.Check
	texts := f.texts()
	for _, x := range FieldsOf(f.Kind) {
		v := texts[x.Name]
		if v == nil {
			continue
		}
		k.If(x.Required && *v == "", x.Name, "placements.error."+x.Name)
		text(&k, x.Name, *v, most(x.Name))
	}
	f.checkChoices(&k)
	f.checkNumbers(&k)
	f.checkDays(&k, today)
	return k.Err()
}

func (f *Form) checkChoices(k *fault.Check) {
	known := func(field, v string, all ...string) {
		k.If(v != "" && !slices.Contains(all, v), field, "placements.error."+field)
	}
	known("contract", f.Contract, Contracts()...)
	known("working_time", f.WorkingTime, FullTime, PartTime)
	known("scheme", f.Scheme, Extracurricular, Inclusion)
	if f.TaxCode != "" {
		code, err := people.ParseFiscal(f.TaxCode) // a VAT number and the code of a firm have the eleven digits of a provisional one
		k.If(err != nil, "tax_code", "placements.error.tax_code")
		f.TaxCode = code.Code
	}
}

func (f *Form) checkNumbers(k *fault.Check) {
	hours, ok := hundredths(f.Hours)
	f.WeekMinutes = hours * 60 / 100
	k.If(!ok || f.WeekMinutes > MaxMinutes, "hours", "placements.error.hours", "Max", MaxMinutes/60)
	k.If(ok && f.WorkingTime == PartTime && f.WeekMinutes == 0, "hours", "placements.error.part_time")
	f.AllowanceCents, ok = hundredths(f.Allowance)
	k.If(!ok || f.AllowanceCents > MaxAllowance*100, "allowance", "placements.error.allowance", "Max", MaxAllowance)
}

// Years around today in which a placement may start.
const (
	yearsBack  = 10
	yearsAhead = 2
)

func (f *Form) checkDays(k *fault.Check, today desks.Date) {
	k.If(f.StartsOn.IsZero(), "starts_on", "placements.error.starts_on")
	far := f.StartsOn.Before(addMonths(today, -12*yearsBack)) || f.StartsOn.After(addMonths(today, 12*yearsAhead))
	k.If(!f.StartsOn.IsZero() && far, "starts_on", "placements.error.far")
	k.If(!f.EndsOn.IsZero() && !f.EndsOn.After(f.StartsOn), "ends_on", "placements.error.order")
	k.If(!f.EndsOn.IsZero() && f.EndsOn.After(addMonths(today, 12*yearsBack)), "ends_on", "placements.error.far")
	needsEnd := f.Kind == Internship || f.Contract == "fixed" || f.Contract == "seasonal"
	k.If(needsEnd && f.EndsOn.IsZero(), "ends_on", "placements.error.ends_on")
	k.If(f.Contract == "permanent" && !f.EndsOn.IsZero(), "contract", "placements.error.permanent")
	k.If(f.Begun && f.StartsOn.After(today), "begun", "placements.error.begun")
}

var decimal = regexp.MustCompile(`^([0-9]{1,6})(?:[.,]([0-9]{1,2}))?$`)

// hundredths reads "37,5" or "37.50"; nothing is 0.
func hundredths(s string) (int, bool) {
	s = strings.ReplaceAll(s, " ", "")
	if s == "" {
		return 0, true
	}
	m := decimal.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1] + (m[2] + "00")[:2])
	return n, err == nil
}

func text(k *fault.Check, field, s string, most int) {
	k.If(utf8.RuneCountInString(s) > most, field, "cases.error.long", "Max", most)
	k.If(!utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }),
		field, "cases.error.characters")
}

// line tidies a text of one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// paragraph tidies a text of several lines.
func paragraph(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
