package cvs

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"approdo/app/europass"
	"approdo/app/fault"
)

// check is an Invalid fault with the fields of the step that are wrong, or nil. Fields
// bear the names of the form.
func (in *Typed) check(now time.Time) error {
	var k fault.Check
	p := in.Says
	switch in.Section {
	case europass.SectionPerson:
		checkPerson(&k, p)
	case europass.SectionJobs:
		for _, j := range p.Jobs {
			k.If(blank(j.Position), "position", "cvs.write.error.position")
			checkPeriod(&k, j.Period, now)
			short(&k, map[string]string{"position": j.Position, "employer": j.Employer, "city": j.City})
			brief(&k, "description", j.Description)
		}
	case europass.SectionStudies:
		for _, s := range p.Education {
			k.If(blank(s.Title), "title", "cvs.write.error.title")
			checkPeriod(&k, s.Period, now)
			short(&k, map[string]string{"title": s.Title, "school": s.School, "city": s.City})
		}
	case europass.SectionLanguages:
		for _, l := range p.Languages {
			k.If(blank(l.Code) && blank(l.Name), "language", "cvs.write.error.language")
			short(&k, map[string]string{"name": l.Name})
		}
	case europass.SectionSkills:
		checkSkills(&k, p)
	case europass.SectionAbout:
		brief(&k, "about", p.About)
	}
	for _, name := range slices.Sorted(maps.Keys(in.Wrong)) {
		k.Add(name, in.Wrong[name])
	}
	return k.Err()
}

func checkPerson(k *fault.Check, p *europass.Profile) {
	k.If(blank(p.Given) && blank(p.Family), "given", "cvs.write.error.name")
	short(k, map[string]string{"given": p.Given, "family": p.Family, "street": p.Address.Line, "postal_code": p.Address.PostalCode, "city": p.Address.City})
	tidy := p.Tidy()
	k.If(len(tidy.Emails) < len(p.Emails), "email", "cvs.write.error.email")
	for _, number := range tidy.Phones {
		n, err := phonenumbers.Parse(number, "IT")
		k.If(err != nil || !phonenumbers.IsPossibleNumber(n), "phone", "cvs.write.error.phone")
	}
	k.If(p.BirthOn != "" && tidy.BirthOn == "", "birth_on", "cvs.write.error.date")
}

func checkPeriod(k *fault.Check, x europass.Period, now time.Time) {
	from, to := europass.Date(x.From), europass.Date(x.To)
	k.If(x.From != "" && from == "", "from_year", "cvs.write.error.date")
	k.If(x.To != "" && to == "", "to_year", "cvs.write.error.date")
	if x.Current {
		to = ""
	}
	k.If(from > now.Format(time.DateOnly), "from_year", "cvs.write.error.future")
	k.If(to > now.AddDate(10, 0, 0).Format(time.DateOnly), "to_year", "cvs.write.error.future")
	k.If(to != "" && before(to, from), "to_year", "cvs.write.error.order")
}

// before compares dates as far as both are known.
func before(a, b string) bool {
	n := min(len(a), len(b))
	return a[:n] < b[:n]
}

func checkSkills(k *fault.Check, p *europass.Profile) {
	for name, all := range map[string][]string{"skills": p.Skills, "certificates": titles(p.Certificates)} {
		k.If(len(all) > europass.Most, name, "cvs.write.error.many", "Max", europass.Most)
		for _, s := range all {
			k.If(utf8.RuneCountInString(s) > europass.MaxLine, name, "cvs.write.error.line", "Max", europass.MaxLine)
			k.If(strings.ContainsRune(s, 0) || !utf8.ValidString(s), name, "error.422.text")
		}
	}
}

func titles(all []europass.Certificate) (out []string) {
	for _, c := range all {
		out = append(out, c.Title)
	}
	return out
}

func short(k *fault.Check, fields map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v := fields[name]
		k.If(utf8.RuneCountInString(v) > europass.MaxLine, name, "cvs.write.error.long", "Max", europass.MaxLine)
		k.If(strings.ContainsRune(v, 0) || !utf8.ValidString(v), name, "error.422.text")
	}
}

// MaxWords is how long what was done in a job and what a person says of themselves may
// be, in characters: a CV is read in a minute.
const MaxWords = 1000

func brief(k *fault.Check, name, v string) {
	k.If(utf8.RuneCountInString(v) > MaxWords, name, "cvs.write.error.long", "Max", MaxWords)
	k.If(strings.ContainsRune(v, 0) || !utf8.ValidString(v), name, "error.422.text")
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
