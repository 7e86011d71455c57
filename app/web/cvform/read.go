package cvform

import (
	"strings"
	"unicode"

	"approdo/app/europass"
	"approdo/app/web"
)

// Read takes what was typed at the step of a section. was is what the profile said there
// before, with the line being changed where there is one: what the form does not ask
// (an occupation's address, the dates of a certificate) is kept. wrong names the fields
// that could not be read, with the keys of what is wrong.
func Read(f *web.Form, section string, was *europass.Profile) (says *europass.Profile, wrong map[string]string) {
	in := &reading{Form: f, wrong: map[string]string{}}
	switch section {
	case europass.SectionPerson:
		says = in.person(was)
	case europass.SectionJobs:
		says = &europass.Profile{Jobs: some(in.job(first(was.Jobs)))}
	case europass.SectionStudies:
		says = &europass.Profile{Education: some(in.study(first(was.Education)))}
	case europass.SectionLanguages:
		says = &europass.Profile{Languages: some(in.language(first(was.Languages)))}
	case europass.SectionSkills:
		says = in.skills(was)
	default:
		says = &europass.Profile{About: f.Get("about")}
	}
	return says, in.wrong
}

type reading struct {
	*web.Form
	wrong map[string]string
}

func first[T any](all []T) (x T) {
	if len(all) > 0 {
		x = all[0]
	}
	return x
}

// some is a list of the line, or of none where nothing was typed.
func some[T comparable](x T, typed bool) []T {
	if !typed {
		return nil
	}
	return []T{x}
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func (in *reading) person(was *europass.Profile) *europass.Profile {
	return &europass.Profile{Given: in.Get("given"), Family: in.Get("family"), BirthOn: in.Get("birth_on"),
		Emails: one(in.Get("email")), Phones: one(latin(in.Get("phone"))),
		Address: europass.Address{Line: in.Get("street"), PostalCode: latin(in.Get("postal_code")), City: in.Get("city"), Country: was.Address.Country}}
}

func (in *reading) job(was europass.Job) (europass.Job, bool) {
	j := europass.Job{Position: in.Get("position"), Employer: in.Get("employer"), City: in.Get("city"), Country: in.Get("country"),
		Period: in.period(), Description: in.Get("description")}
	typed := j != (europass.Job{}) || len(in.wrong) > 0
	if j.Position == was.Position {
		j.URI = was.URI
	}
	if j.Employer == was.Employer {
		j.Sector = was.Sector
	}
	return j, typed
}

func (in *reading) study(was europass.Study) (europass.Study, bool) {
	s := europass.Study{Title: in.Get("title"), School: in.Get("school"), City: in.Get("city"), Country: in.Get("country"),
		Level: in.Get("level"), Period: in.period()}
	typed := s != (europass.Study{}) || len(in.wrong) > 0
	s.Description = was.Description
	return s, typed
}

// other is the choice of a language that is not in the list.
const other = "other"

func (in *reading) language(was europass.Language) (europass.Language, bool) {
	l := europass.Language{Code: in.Get("language"), Mother: in.Checked("mother"), Listening: in.Get("listening"), Reading: in.Get("reading"),
		Speaking: in.Get("speaking"), Writing: in.Get("writing")}
	if l.Code == other || l.Code == "" {
		l.Code, l.Name = "", in.Get("name")
	}
	typed := l != (europass.Language{})
	l.Interaction = l.Speaking
	if l.Speaking == was.Speaking && was.Interaction != "" {
		l.Interaction = was.Interaction
	}
	return l, typed
}

func (in *reading) skills(was *europass.Profile) *europass.Profile {
	p := &europass.Profile{Skills: lines(in.Get("skills"))}
	for _, c := range europass.Categories() {
		if in.Checked("licence_"+c) || !offered(c) && contains(was.Licences, c) {
			p.Licences = append(p.Licences, c)
		}
	}
	for _, title := range lines(in.Get("certificates")) {
		c := europass.Certificate{Title: title}
		for _, x := range was.Certificates {
			if x.Title == title {
				c = x
			}
		}
		p.Certificates = append(p.Certificates, c)
	}
	return p
}

// period reads two dates, each a year and perhaps a month. Where it goes on an end is not
// asked.
func (in *reading) period() europass.Period {
	x := europass.Period{From: in.date("from"), Current: in.Checked("current")}
	if to := in.date("to"); !x.Current {
		x.To = to
	} else {
		delete(in.wrong, "to_year")
	}
	return x
}

func (in *reading) date(name string) string {
	year, month := latin(in.Get(name+"_year")), in.Get(name+"_month")
	if year == "" && month == "" {
		return ""
	}
	date := year
	if month != "" {
		date += "-" + month
	}
	if len(year) != 4 || europass.Date(date) == "" {
		in.wrong[name+"_year"] = "cvs.write.error.year"
		return ""
	}
	return date
}

// lines are those typed one under the other.
func lines(typed string) (all []string) {
	for l := range strings.Lines(typed) {
		if l = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(l), "•-–*·")); l != "" && !contains(all, l) {
			all = append(all, l)
		}
	}
	return all
}

// latin writes digits of every script as 0–9.
func latin(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 127 && unicode.Is(unicode.Nd, r) {
			return digit(r)
		}
		return r
	}, strings.TrimSpace(s))
}

// digit finds the value of a decimal digit: those of a script stand in a row of ten.
func digit(r rune) rune {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	return '0' + (r - zero)
}
