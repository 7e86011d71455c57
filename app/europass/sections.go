package europass

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Sections of a profile, as a person tells it: one thing after the other.
const (
	SectionPerson    = "person"
	SectionJobs      = "jobs"
	SectionStudies   = "studies"
	SectionLanguages = "languages"
	SectionSkills    = "skills"
	SectionAbout     = "about"
)

// Sections are all of them in the order in which they are told.
func Sections() []string {
	return []string{SectionPerson, SectionJobs, SectionStudies, SectionLanguages, SectionSkills, SectionAbout}
}

// HasLines reports whether a section is a list of lines, told one by one.
func HasLines(section string) bool {
	return section == SectionJobs || section == SectionStudies || section == SectionLanguages
}

// Section gives a profile that says what p says in one section, and nothing else.
func (p *Profile) Section(name string) *Profile {
	switch name {
	case SectionPerson:
		return &Profile{Given: p.Given, Family: p.Family, BirthOn: p.BirthOn, Nationalities: p.Nationalities, Emails: p.Emails,
			Phones: p.Phones, Address: p.Address}
	case SectionJobs:
		return &Profile{Jobs: p.Jobs}
	case SectionStudies:
		return &Profile{Education: p.Education}
	case SectionLanguages:
		return &Profile{Languages: p.Languages}
	case SectionSkills:
		return &Profile{Skills: p.Skills, Licences: p.Licences, Certificates: p.Certificates}
	case SectionAbout:
		return &Profile{About: p.About, Wanted: p.Wanted}
	}
	return new(Profile)
}

// Take makes p say in one section what from says there.
func (p *Profile) Take(name string, from *Profile) {
	switch name {
	case SectionPerson:
		p.Given, p.Family, p.BirthOn, p.Nationalities = from.Given, from.Family, from.BirthOn, from.Nationalities
		p.Emails, p.Phones, p.Address = from.Emails, from.Phones, from.Address
	case SectionJobs:
		p.Jobs = from.Jobs
	case SectionStudies:
		p.Education = from.Education
	case SectionLanguages:
		p.Languages = from.Languages
	case SectionSkills:
		p.Skills, p.Licences, p.Certificates = from.Skills, from.Licences, from.Certificates
	case SectionAbout:
		p.About, p.Wanted = from.About, from.Wanted
	}
}

// Digest tells what a section says from what it said before.
func (p *Profile) Digest(section string) string { return digest(p.Section(section)) }

// Keys are those of the lines of a section, in their order: a line keeps its key as long as
// it says the same.
func (p *Profile) Keys(section string) (keys []string) {
	switch section {
	case SectionJobs:
		return keysOf(p.Jobs)
	case SectionStudies:
		return keysOf(p.Education)
	case SectionLanguages:
		return keysOf(p.Languages)
	}
	return nil
}

// Put puts the one line that from has in a section in the place of the one with a key, or
// at the end where the key is ""; false says that there is no line with the key.
func (p *Profile) Put(section, key string, from *Profile) bool {
	switch section {
	case SectionJobs:
		return put(&p.Jobs, key, from.Jobs)
	case SectionStudies:
		return put(&p.Education, key, from.Education)
	case SectionLanguages:
		return put(&p.Languages, key, from.Languages)
	}
	return false
}

// Cut takes the line with a key out of a section; false says that there is none.
func (p *Profile) Cut(section, key string) bool {
	return key != "" && p.Put(section, key, new(Profile))
}

// put replaces the line with a key by those given.
func put[T comparable](all *[]T, key string, with []T) bool {
	if key == "" {
		*all = append(slices.Clone(*all), with...)
		return true
	}
	i := slices.Index(keysOf(*all), key)
	if i < 0 {
		return false
	}
	*all = slices.Concat((*all)[:i], with, (*all)[i+1:])
	return true
}

func keysOf[T any](all []T) (keys []string) {
	for _, x := range all {
		keys = append(keys, digest(x))
	}
	return keys
}

func digest(x any) string {
	text, err := json.Marshal(x)
	if err != nil {
		return "" // strings and booleans only: there is no way to fail
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Latest puts jobs and titles of education in the order people read them: what goes on
// first, then what ended last. What has no dates keeps its place at the end.
func (p *Profile) Latest() {
	slices.SortStableFunc(p.Jobs, func(a, b Job) int { return a.Period.compare(b.Period) })
	slices.SortStableFunc(p.Education, func(a, b Study) int { return a.Period.compare(b.Period) })
}

func (x Period) compare(y Period) int {
	if a, b := x.end(), y.end(); a != b {
		if a > b {
			return -1
		}
		return 1
	}
	switch {
	case x.From > y.From:
		return -1
	case x.From < y.From:
		return 1
	}
	return 0
}

func (x Period) end() string {
	switch {
	case x.Current:
		return "9999"
	case x.To != "":
		return x.To
	}
	return x.From
}
