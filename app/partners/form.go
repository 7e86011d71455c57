package partners

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// line is a text of one line as it is kept.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// lines is a text of several.
func lines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// limit is a text and how long it may be.
type limit struct {
	field, text string
	most        int
}

// checkTexts names the fields that are too long or hold what nobody can read.
func checkTexts(c *fault.Check, all ...limit) {
	for _, t := range all {
		odd := strings.ContainsFunc(t.text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' })
		c.If(odd || !utf8.ValidString(t.text), t.field, "partners.error.characters")
		c.If(utf8.RuneCountInString(t.text) > t.most, t.field, "partners.error.long", "Max", t.most)
	}
}

func checkEmail(c *fault.Check, email string) {
	if email != "" {
		_, err := mail.Address(email)
		c.If(err != nil, "email", "partners.error.email")
	}
}

// clean brings a body as typed to the form it is kept in.
func (b *Body) clean() {
	for _, s := range []*string{&b.Name, &b.District, &b.Address, &b.Phone, &b.Email, &b.Site} {
		*s = line(*s)
	}
	b.Hours, b.Notes = lines(b.Hours), lines(b.Notes)
	if b.Site != "" && !strings.Contains(b.Site, "://") {
		b.Site = "https://" + b.Site
	}
	b.NameKey = fold(b.Name)
	b.SearchKey = b.NameKey + " " + fold(strings.ReplaceAll(b.Name, ".", "")) + " " + fold(b.District) // "Ser.T." is looked for as "sert"
}

// fold is a name without accents and capitals, in Latin letters, its numbers kept: there
// may be a first and a second body of a name.
func fold(s string) string {
	var words []string
	for w := range strings.FieldsSeq(s) {
		plain := strings.ToLower(w)
		if !strings.ContainsFunc(w, unicode.IsDigit) {
			plain = people.Fold(w)
		}
		if plain != "" {
			words = append(words, plain)
		}
	}
	if len(words) == 0 {
		return strings.ToLower(s)
	}
	return strings.Join(words, " ")
}

// check is an Invalid fault with the fields that are wrong, or nil.
func (b *Body) check() error {
	var c fault.Check
	c.If(b.Name == "", "name", "partners.error.name")
	c.If(!known(Sorts, b.Sort), "sort", "partners.error.choose")
	c.If(!known(Kinds, b.Kind), "kind", "partners.error.choose")
	c.If(!known(Fields, b.Field), "field", "partners.error.choose")
	checkTexts(&c, limit{"name", b.Name, MaxName}, limit{"district", b.District, MaxShort}, limit{"address", b.Address, MaxAddress},
		limit{"phone", b.Phone, MaxPhone}, limit{"email", b.Email, MaxEmail}, limit{"site", b.Site, MaxSite},
		limit{"hours", b.Hours, MaxHours}, limit{"notes", b.Notes, MaxNotes})
	checkEmail(&c, b.Email)
	c.If(b.Site != "" && !webAddress(b.Site), "site", "partners.error.site")
	return c.Err()
}

// webAddress accepts what a browser may open.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && strings.Contains(u.Host, ".") && u.User == nil
}

func (x *Person) clean() {
	x.Name, x.Role, x.Phone, x.Email = line(x.Name), line(x.Role), line(x.Phone), line(x.Email)
}

func (x *Person) check(desks.Date) error {
	var c fault.Check
	c.If(x.Name == "", "name", "partners.error.person")
	checkTexts(&c, limit{"name", x.Name, MaxShort}, limit{"role", x.Role, MaxShort}, limit{"phone", x.Phone, MaxPhone}, limit{"email", x.Email, MaxEmail})
	checkEmail(&c, x.Email)
	return c.Err()
}

func (a *Agreement) clean() { a.Subject, a.Note = line(a.Subject), lines(a.Note) }

func (a *Agreement) check(today desks.Date) error {
	var c fault.Check
	c.If(a.SignedOn.IsZero(), "signed_on", "partners.error.date")
	c.If(a.SignedOn.After(today), "signed_on", "partners.error.future")
	c.If(!a.ValidUntil.IsZero() && a.ValidUntil.Before(a.SignedOn), "valid_until", "partners.error.order")
	c.If(a.Subject == "", "subject", "partners.error.subject")
	checkTexts(&c, limit{"subject", a.Subject, MaxSubject}, limit{"note", a.Note, MaxNotes})
	return c.Err()
}

func (x *Contact) clean() { x.Whom, x.About = line(x.Whom), lines(x.About) }

func (x *Contact) check(today desks.Date) error {
	var c fault.Check
	c.If(x.HadOn.IsZero(), "had_on", "partners.error.date")
	c.If(x.HadOn.After(today), "had_on", "partners.error.future")
	c.If(!known(Ways, x.How), "how", "partners.error.choose")
	c.If(x.About == "", "about", "partners.error.about")
	checkTexts(&c, limit{"whom", x.Whom, MaxName}, limit{"about", x.About, MaxAbout})
	return c.Err()
}
