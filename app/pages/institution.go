package pages

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
)

// Institution is who runs the portal. Empty fields are not shown.
type Institution struct {
	bun.BaseModel `bun:"table:institution,alias:institution"`

	ID      int16 `bun:",pk"`
	Name    string
	Tagline i18n.Text `bun:"type:jsonb"`
	// ParentName is the body the desk belongs to, the controller of personal data.
	ParentName string
	ParentURL  string
	Address    string
	Phone      string
	Email      string
	PEC        string `bun:"pec"`
	// ProtectionEmail reaches the data-protection officer.
	ProtectionEmail string
	// AccessibilityURL is the declaration on form.agid.gov.it.
	AccessibilityURL string `bun:"accessibility_url"`
	// Brand is the colour "#rrggbb" the pages are tinted with, "" for the program's own.
	Brand       string
	DefaultLang string
	Programmes  []Programme `bun:"type:jsonb"`
	UpdatedAt   time.Time
	UpdatedBy   string
}

// Programme is a funded project: its name, what the funder asks to be said, the funder.
type Programme struct {
	Name   string    `json:"name"`
	Note   i18n.Text `json:"note"`
	Funder string    `json:"funder"`
}

// MostProgrammes is how many funded projects every page can show.
const MostProgrammes = 6

const (
	nameLength = 120
	lineLength = 254
)

// Unset is the institution shown before one was entered: a name and no address.
func Unset() *Institution {
	return &Institution{ID: 1, Name: "Sportello Lavoro", ParentName: "Comune", DefaultLang: i18n.Italian, Tagline: i18n.Text{}}
}

// Clean trims every field and writes the colour in small letters.
func (x *Institution) Clean() {
	for _, s := range []*string{&x.Name, &x.ParentName, &x.ParentURL, &x.Address, &x.Phone, &x.Email,
		&x.PEC, &x.ProtectionEmail, &x.AccessibilityURL, &x.Brand, &x.DefaultLang} {
		*s = tidy(*s)
	}
	x.Brand, x.Tagline = strings.ToLower(x.Brand), x.Tagline.Clean()
	for i := range x.Programmes {
		p := &x.Programmes[i]
		p.Name, p.Funder, p.Note = tidy(p.Name), tidy(p.Funder), p.Note.Clean()
	}
}

func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\x00", "")) }

// checkProgrammes names the fields programme_<n>_name, _funder and tagline_<language>.
func (x *Institution) checkProgrammes(c *fault.Check) {
	long := func(field, value string, most int) {
		c.If(utf8.RuneCountInString(value) > most, field, "pages.institution.too_long", "Max", most)
	}
	for i, p := range x.Programmes {
		field := fmt.Sprintf("programme_%d_", i)
		c.If(p.Name == "", field+"name", "pages.institution.name_missing")
		long(field+"name", p.Name, nameLength)
		long(field+"funder", p.Funder, nameLength)
		for lang, text := range p.Note {
			long(field+"note_"+lang, text, lineLength)
		}
	}
	for lang, text := range x.Tagline {
		long("tagline_"+lang, text, nameLength)
	}
}

// Check reports every field that is wrong as one Invalid fault.
func (x *Institution) Check() error {
	var c fault.Check
	for _, f := range []struct{ name, value string }{{"name", x.Name}, {"parent_name", x.ParentName}} {
		c.If(f.value == "", f.name, "pages.institution.name_missing")
		c.If(utf8.RuneCountInString(f.value) > nameLength, f.name, "pages.institution.too_long", "Max", nameLength)
	}
	for _, f := range []struct{ name, value string }{{"address", x.Address}, {"phone", x.Phone}} {
		c.If(utf8.RuneCountInString(f.value) > lineLength, f.name, "pages.institution.too_long", "Max", lineLength)
	}
	for _, f := range []struct{ name, value string }{{"email", x.Email}, {"pec", x.PEC}, {"protection_email", x.ProtectionEmail}} {
		c.If(f.value != "" && !isEmail(f.value), f.name, "pages.institution.email_wrong")
	}
	for _, f := range []struct{ name, value string }{{"parent_url", x.ParentURL}, {"accessibility_url", x.AccessibilityURL}} {
		c.If(f.value != "" && !isWebAddress(f.value), f.name, "pages.institution.url_wrong")
	}
	c.If(!i18n.Supported(x.DefaultLang), "default_lang", "pages.institution.language_wrong")
	c.If(len(x.Programmes) > MostProgrammes, "programmes", "pages.institution.programmes_many", "Max", MostProgrammes)
	x.checkProgrammes(&c)
	if x.Brand != "" {
		ratio, ok := Contrast(x.Brand)
		c.If(!ok, "brand", "pages.institution.brand_shape")
		c.If(ok && ratio < readable, "brand", "pages.institution.brand_pale")
	}
	return c.Err()
}

func isEmail(s string) bool {
	_, err := mail.Address(s)
	return err == nil
}

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && len(s) <= lineLength
}
