package appointments

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/language"

	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/services"
)

// Limits of what a person can type, in characters as a reader counts them; each
// is a CHECK of the tables too.
const (
	MinName      = 2
	MaxName      = 120
	MaxEmail     = 254
	MaxNote      = 500
	MaxNeeds     = 300
	MaxReason    = 300
	MaxAddress   = 200
	defaultPhone = "IT"
)

// Details are what the desk should know to receive the person well.
type Details struct {
	// Lang is the language the person reads and speaks, one of i18n.Languages.
	Lang string
	// Mediator is the language of the mediator wanted, "" for none.
	Mediator string
	// Note is the person's own words.
	Note string
	// AccessNeeds is what the person needs to reach and use the desk.
	AccessNeeds string
	// Where is the place of the meeting, "" while it was not chosen; Address is the
	// person's, for a meeting at home.
	Where   services.Place `bun:"place"`
	Address string
}

// Clean trims what was typed; it changes nothing else.
func (d Details) Clean() Details {
	return Details{
		Lang: strings.TrimSpace(d.Lang), Mediator: strings.TrimSpace(d.Mediator),
		Note: tidy(d.Note), AccessNeeds: tidy(d.AccessNeeds), Where: d.Where, Address: strings.Join(strings.Fields(d.Address), " "),
	}
}

// Check is an Invalid fault with the fields lang, mediator, note and access_needs
// that are wrong, or nil. Call it on clean details.
func (d Details) Check() error {
	var c fault.Check
	d.check(&c)
	return c.Err()
}

func (d Details) check(c *fault.Check) {
	c.If(!i18n.Supported(d.Lang), "lang", "appointments.error.lang")
	c.If(d.Mediator != "" && !knownLanguage(d.Mediator), "mediator", "appointments.error.mediator")
	c.If(tooLong(d.Note, MaxNote), "note", "appointments.error.note_long", "Max", MaxNote)
	c.If(bad(d.Note), "note", "appointments.error.characters")
	c.If(tooLong(d.AccessNeeds, MaxNeeds), "access_needs", "appointments.error.needs_long", "Max", MaxNeeds)
	c.If(bad(d.AccessNeeds), "access_needs", "appointments.error.characters")
	c.If(tooLong(d.Address, MaxAddress), "address", "appointments.error.address_long", "Max", MaxAddress)
	c.If(bad(d.Address), "address", "appointments.error.characters")
}

// Contact is who comes and how to reach them, or who books for them (Party).
type Contact struct {
	// Name is of the person who comes.
	Name  string
	Email string
	// Phone is kept in the international form E.164; people type it as they like.
	Phone string
	// NoReminders is true for who does not want to be reminded.
	NoReminders bool
	Party
}

// Clean trims what was typed, gives a valid e-mail address the form mail is sent
// to, and turns a valid phone number (Italian where no country is given) into
// E.164. What cannot be read stays as typed for the form.
func (c Contact) Clean() Contact {
	out := c
	out.Party = c.Party.clean()
	out.Name, out.Email, out.Phone = strings.Join(strings.Fields(c.Name), " "), strings.TrimSpace(c.Email), strings.TrimSpace(c.Phone)
	if email, err := mail.Address(out.Email); err == nil {
		out.Email = email
	}
	if n, err := phonenumbers.Parse(out.Phone, defaultPhone); err == nil && phonenumbers.IsValidNumber(n) {
		out.Phone = phonenumbers.Format(n, phonenumbers.E164)
	}
	return out
}

// ShownPhone is the number as people write it, "+39 080 123 4567"; "" for none,
// what was typed where it is no number.
func (c Contact) ShownPhone() string {
	n, err := phonenumbers.Parse(c.Phone, defaultPhone)
	if err != nil {
		return c.Phone
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// Check is an Invalid fault with the fields name, email, phone and those of the
// Party (booker, relation, companions, companion_note) that are wrong, or nil: a
// name, and an e-mail address or a phone number or both. Call it on a clean contact.
func (c Contact) Check() error {
	var k fault.Check
	c.check(&k, Online)
	return k.Err()
}

// check wants an address or a number from everybody but a person standing at the
// desk, who may have neither.
func (c Contact) check(k *fault.Check, from Channel) {
	n := utf8.RuneCountInString(c.Name)
	k.If(n < MinName, "name", "appointments.error.name_short")
	k.If(n > MaxName, "name", "appointments.error.name_long", "Max", MaxName)
	k.If(bad(c.Name), "name", "appointments.error.characters")
	c.Party.check(k)
	k.If(c.Email != "" && !validEmail(c.Email), "email", "appointments.error.email")
	k.If(c.Phone != "" && !validPhone(c.Phone), "phone", "appointments.error.phone")
	k.If(c.Email == "" && c.Phone == "" && from != AtDesk, "email", "appointments.error.contact")
}

// validEmail wants what mail can be sent to, and a domain of the open internet.
func validEmail(s string) bool {
	clean, err := mail.Address(s)
	if err != nil || bad(s) || strings.ContainsAny(s, "\t\n,;<>()") {
		return false
	}
	_, host, _ := strings.Cut(clean, "@")
	dot := strings.LastIndexByte(host, '.')
	return dot > 0 && dot < len(host)-2 && !strings.Contains(host, "..")
}

func validPhone(s string) bool {
	n, err := phonenumbers.Parse(s, defaultPhone)
	return err == nil && phonenumbers.IsValidNumber(n) && phonenumbers.Format(n, phonenumbers.E164) == s
}

func knownLanguage(tag string) bool {
	t, err := language.Parse(tag)
	return err == nil && t != language.Und && len(tag) <= 12
}

func tooLong(s string, most int) bool { return utf8.RuneCountInString(s) > most }

// bad reports control characters other than line breaks and tabs, and bytes that
// are no text: PostgreSQL refuses NUL, and a mail header must not be broken.
func bad(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t'
	})
}

// tidy makes line ends one way and trims, so that browsers' CRLF is not counted twice.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
