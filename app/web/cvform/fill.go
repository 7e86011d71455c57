package cvform

import (
	"slices"
	"strings"

	"approdo/app/europass"
	"approdo/app/web"
)

func contains(all []string, s string) bool { return slices.Contains(all, s) }

// Was gives what a form was filled with: the profile, or of a section with lines the one
// with the key alone.
func Was(p *europass.Profile, section, key string) *europass.Profile {
	if !europass.HasLines(section) {
		return p
	}
	line, _ := lineOf(p, section, key)
	return line
}

// lineOf gives a profile with the one line of a section that has a key, and false where
// there is none.
func lineOf(p *europass.Profile, section, key string) (*europass.Profile, bool) {
	i := slices.Index(p.Keys(section), key)
	if i < 0 {
		return new(europass.Profile), false
	}
	switch section {
	case europass.SectionJobs:
		return &europass.Profile{Jobs: p.Jobs[i : i+1]}, true
	case europass.SectionStudies:
		return &europass.Profile{Education: p.Education[i : i+1]}, true
	}
	return &europass.Profile{Languages: p.Languages[i : i+1]}, true
}

// Fill puts what a profile says in a section into a form; of a section with lines the first
// one.
func Fill(f *web.Form, section string, p *europass.Profile) {
	set := func(pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
	}
	switch section {
	case europass.SectionPerson:
		set("given", p.Given, "family", p.Family, "email", first(p.Emails), "phone", first(p.Phones), "street", p.Address.Line,
			"postal_code", p.Address.PostalCode, "city", p.Address.City)
		if len(p.BirthOn) == len("2006-01-02") {
			set("birth_on", p.BirthOn)
		}
	case europass.SectionJobs:
		j := first(p.Jobs)
		set("position", j.Position, "employer", j.Employer, "city", j.City, "country", j.Country, "description", j.Description)
		fillPeriod(f, j.Period)
	case europass.SectionStudies:
		s := first(p.Education)
		set("title", s.Title, "level", s.Level, "school", s.School, "city", s.City, "country", s.Country)
		fillPeriod(f, s.Period)
	case europass.SectionLanguages:
		fillLanguage(set, first(p.Languages))
	case europass.SectionSkills:
		set("skills", strings.Join(p.Skills, "\n"))
		for _, l := range p.Licences {
			set("licence_"+l, "1")
		}
		var titles []string
		for _, c := range p.Certificates {
			titles = append(titles, c.Title)
		}
		set("certificates", strings.Join(titles, "\n"))
	default:
		set("about", p.About)
	}
}

func fillLanguage(set func(...string), l europass.Language) {
	set("language", l.Code, "name", l.Name, "listening", l.Listening, "reading", l.Reading, "speaking", l.Speaking, "writing", l.Writing)
	if l.Name != "" {
		set("language", other)
	}
	if l.Mother {
		set("mother", "1")
	}
}

func fillPeriod(f *web.Form, x europass.Period) {
	for name, date := range map[string]string{"from": x.From, "to": x.To} {
		if date == "" {
			continue
		}
		f.Set(name+"_year", date[:4])
		if len(date) > 4 {
			f.Set(name+"_month", date[5:7])
		}
	}
	if x.Current {
		f.Set("current", "1")
	}
}
