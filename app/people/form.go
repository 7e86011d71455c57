package people

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/language"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
)

// Limits of what can be typed, in characters; each is a CHECK of the table too.
const (
	MaxName     = 120
	MaxOwnName  = 200
	MaxNote     = 120
	MaxReason   = 300
	MaxContacts = 6
	oldest      = 120 // years
)

// Form is what is typed about a person.
type Form struct {
	Identity
	Contacts []Contact
	// Checked says that the document was looked at: a codice fiscale that contradicts
	// the rest is kept.
	Checked bool
}

// Clean trims what was typed and brings contacts, codes and country codes into the
// form they are kept in. What cannot be read stays as typed, for the form.
func (f Form) Clean() Form {
	x := &f.Identity
	for _, s := range []*string{
		&x.Given, &x.Surname, &x.OwnName, &x.BirthPlace, &x.Street, &x.PostalCode, &x.City, &x.Province, &x.Lang, &x.Mediator,
	} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	for _, s := range []*string{&x.Sex, &x.BirthCountry, &x.Citizenship, &x.SecondCitizenship} {
		*s = strings.ToUpper(strings.TrimSpace(*s))
	}
	if code, err := ParseFiscal(x.FiscalCode); err == nil {
		x.FiscalCode = code.Code
	}
	contacts := []Contact{}
	for _, c := range f.Contacts {
		c.Value, c.Note = strings.TrimSpace(c.Value), strings.Join(strings.Fields(c.Note), " ")
		if c = c.canonical(); c.Value != "" && !slices.ContainsFunc(contacts, func(x Contact) bool { return x.Kind == c.Kind && x.Value == c.Value }) {
			contacts = append(contacts, c)
		}
	}
	slices.SortStableFunc(contacts, func(a, b Contact) int { return strings.Compare(b.Kind, a.Kind) }) // phones first
	f.Contacts = contacts
	return f
}

func (c Contact) canonical() Contact {
	switch c.Kind {
	case Phone:
		if n, err := phonenumbers.Parse(c.Value, "IT"); err == nil && phonenumbers.IsValidNumber(n) {
			c.Value = phonenumbers.Format(n, phonenumbers.E164)
		}
	case Email:
		if a, err := mail.Address(c.Value); err == nil {
			c.Value = strings.ToLower(a)
		}
	}
	return c
}

// Shown is the contact as people write it, "+39 080 123 4567".
func (c Contact) Shown() string {
	if n, err := phonenumbers.Parse(c.Value, "IT"); c.Kind == Phone && err == nil {
		return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	}
	return c.Value
}

// Check is an Invalid fault with every field that is wrong, or nil. Call it on a
// clean form.
func (f Form) Check(now time.Time) error {
	var c fault.Check
	x := f.Identity
	c.If(x.Given == "", "given", "people.error.given")
	for _, t := range []struct {
		field, text string
		most        int
	}{
		{"given", x.Given, MaxName}, {"surname", x.Surname, MaxName}, {"own_name", x.OwnName, MaxOwnName},
		{"birth_place", x.BirthPlace, MaxName}, {"street", x.Street, 200}, {"postal_code", x.PostalCode, 12},
		{"city", x.City, MaxName}, {"province", x.Province, 60},
	} {
		c.If(utf8.RuneCountInString(t.text) > t.most, t.field, "people.error.long", "Max", t.most)
		c.If(unreadable(t.text), t.field, "people.error.characters")
	}
	c.If(!slices.Contains([]string{"", "F", "M", "X"}, x.Sex), "sex", "people.error.choose")
	c.If(!x.BornOn.IsZero() && (x.BornOn.After(now) || x.BornOn.Year() < now.Year()-oldest), "born_on", "people.error.born_on")
	c.If(!i18n.Supported(x.Lang), "lang", "people.error.choose")
	c.If(x.Mediator != "" && !knownLanguage(x.Mediator), "mediator", "people.error.choose")
	for field, code := range map[string]string{"birth_country": x.BirthCountry, "citizenship": x.Citizenship, "second_citizenship": x.SecondCitizenship} {
		c.If(code != "" && !knownCountry(code), field, "people.error.choose")
	}
	f.checkFiscal(&c)
	f.checkContacts(&c)
	return c.Err()
}

func (f Form) checkFiscal(c *fault.Check) {
	if f.FiscalCode == "" {
		return
	}
	code, err := ParseFiscal(f.FiscalCode)
	if x, ok := fault.As(err); ok {
		c.Add("fiscal_code", x.Key)
		return
	}
	if bad := code.Disagrees(f.Identity); len(bad) > 0 && !f.Checked {
		c.Add("fiscal_code", "people.error.fiscal_"+bad[0])
	}
}

func (f Form) checkContacts(c *fault.Check) {
	c.If(len(f.Contacts) > MaxContacts, "phone", "people.error.contacts", "Max", MaxContacts)
	for _, x := range f.Contacts {
		n, err := phonenumbers.Parse(x.Value, "IT")
		c.If(x.Kind == Phone && (err != nil || !phonenumbers.IsValidNumber(n)), "phone", "people.error.phone")
		if x.Kind == Email {
			_, err := mail.Address(x.Value)
			c.If(err != nil || unreadable(x.Value), "email", "people.error.email")
		}
		c.If(utf8.RuneCountInString(x.Note) > MaxNote, x.Kind, "people.error.long", "Max", MaxNote)
	}
}

func unreadable(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl)
}

func knownLanguage(tag string) bool {
	t, err := language.Parse(tag)
	return err == nil && t != language.Und && len(tag) <= 12
}

// knownCountry wants an ISO 3166 alpha-2 code of a country, not of a continent.
func knownCountry(code string) bool {
	r, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && r.IsCountry()
}
