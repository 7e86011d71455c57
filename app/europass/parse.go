package europass

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// MaxDocument is how long a document may be, in bytes: most of it is the photo.
const MaxDocument = 8 << 20

// mostElements are those of a document; a long CV has a thousand.
const mostElements = 50_000

// ErrForeign says that something is no Europass candidate, or a broken one.
var ErrForeign = errors.New("no Europass candidate")

// kinds of the "other sections" that are ours, in their title's typeCode
const (
	kindCertificate = "certificate"
	kindWanted      = "job-wanted"
)

// Parse reads a Candidate document and gives its Profile, tidy. ErrForeign is in the error
// of everything else.
func Parse(r io.Reader) (*Profile, error) {
	limited := &io.LimitedReader{R: r, N: MaxDocument + 1}
	var c candidate
	err := xml.NewTokenDecoder(&counter{in: xml.NewDecoder(limited)}).Decode(&c)
	switch {
	case limited.N <= 0:
		return nil, fmt.Errorf("%w: more than %d bytes", ErrForeign, MaxDocument)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrForeign, err)
	}
	return c.profile().Tidy(), nil
}

// counter hands tokens on until a document has too many elements.
type counter struct {
	in   *xml.Decoder
	seen int
}

// Token gives the next token as it stands in the document.
func (c *counter) Token() (xml.Token, error) {
	t, err := c.in.RawToken()
	if _, is := t.(xml.StartElement); is {
		if c.seen++; c.seen > mostElements {
			return nil, fmt.Errorf("more than %d elements", mostElements)
		}
	}
	return t, err
}

func (c *candidate) profile() *Profile {
	in := &c.Profile
	p := &Profile{Lang: in.Lang, Given: c.Person.Given, Family: c.Person.Family, BirthOn: c.Person.BirthOn,
		Nationalities: c.Person.Nationalities, About: textOf(in.About), Licences: in.Licences}
	for _, x := range c.Person.Channels {
		p.reach(x)
	}
	for _, e := range in.Employers {
		p.Jobs = append(p.Jobs, e.jobs()...)
	}
	for _, s := range in.Schools {
		p.Education = append(p.Education, s.study())
	}
	for _, m := range c.Person.Mothers {
		l := m.language()
		l.Mother = true
		p.Languages = append(p.Languages, l)
	}
	for _, l := range in.Languages {
		if l.Taxonomy == "language" {
			p.Languages = append(p.Languages, l.language())
		}
	}
	for _, s := range slices.Concat(in.Skills, skillsOf(in.Groups)) {
		p.Skills = append(p.Skills, s.Name)
	}
	for _, s := range in.Others {
		p.other(s)
	}
	return p
}

// reach adds a way to reach the person.
func (p *Profile) reach(x communication) {
	switch {
	case x.Address != nil:
		if p.Address == (Address{}) {
			p.Address = Address{Line: strings.Join(x.Address.Lines, ", "), PostalCode: x.Address.Code, City: x.Address.City, Country: x.Address.Country}
		}
	case x.Channel == "Email":
		p.Emails = append(p.Emails, x.URI)
	case x.Channel == "Telephone":
		number := strings.TrimSpace(x.Number)
		if prefix := strings.TrimLeft(strings.TrimSpace(x.Prefix), "+0"); prefix != "" && !strings.HasPrefix(number, "+") {
			number = "+" + prefix + " " + number
		}
		p.Phones = append(p.Phones, number)
	}
}

func (e *employer) jobs() []Job {
	at := place(e.Contact)
	if len(e.Positions) == 0 {
		return []Job{{Employer: e.Name, Sector: e.Sector, City: at.City, Country: at.Country}}
	}
	var all []Job
	for _, x := range e.Positions {
		j := Job{Position: x.Title.Value, URI: x.Title.URI, Employer: e.Name, Sector: e.Sector, City: x.City, Country: x.Country,
			Period: x.Period.period(), Description: textOf(x.Description)}
		if j.City+j.Country == "" {
			j.City, j.Country = at.City, at.Country
		}
		all = append(all, j)
	}
	return all
}

func (a *attendance) study() Study {
	at := place(a.Contact)
	return Study{Title: a.Title, School: a.School, City: at.City, Country: at.Country, Level: a.Level, Period: a.Period.period(),
		Description: textOf(a.Description)}
}

// place is the first address of an organisation.
func place(all []communication) address {
	for _, x := range all {
		if x.Address != nil {
			return *x.Address
		}
	}
	return address{}
}

func (x period) period() Period {
	return Period{From: x.From, To: x.To, Current: strings.TrimSpace(x.Current) == "true" || strings.TrimSpace(x.Ongoing) == "true"}
}

func (x coded) language() Language {
	if strings.Contains(x.Scheme+x.Name, "FREE") || langCode(x.Value) == "" {
		return Language{Name: x.Value}
	}
	return Language{Code: x.Value}
}

func (x *competency) language() Language {
	l := x.ID.language()
	for _, d := range x.Dimensions {
		if into := l.level(d.Type); into != nil {
			*into = d.Score
		}
	}
	return l
}

// level is where the level of a dimension belongs, nil for one that is unknown.
func (l *Language) level(dimension string) *string {
	switch dimension {
	case "CEF-Understanding-Listening":
		return &l.Listening
	case "CEF-Understanding-Reading":
		return &l.Reading
	case "CEF-Speaking-Interaction":
		return &l.Interaction
	case "CEF-Speaking-Production":
		return &l.Speaking
	case "CEF-Writing-Production":
		return &l.Writing
	}
	return nil
}

func skillsOf(groups []competencies) (all []competency) {
	for _, g := range groups {
		all = append(all, g.Skills...)
	}
	return all
}

// other reads a section of ours; those that the person named are left out.
func (p *Profile) other(s section) {
	for _, l := range s.Lines {
		switch s.Title.Kind {
		case kindCertificate:
			p.Certificates = append(p.Certificates, Certificate{Title: l.Title, On: l.From, Expires: l.To})
		case kindWanted:
			p.Wanted = append(p.Wanted, l.Title)
		}
	}
}
