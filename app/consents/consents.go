package consents

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/fault"
	"approdo/app/mail"
)

// Purposes of a consent.
const (
	Matching   = "matching"
	Sharing    = "sharing"
	Newsletter = "newsletter"
	Survey     = "survey"
)

// Purposes are all of them, in the order shown.
func Purposes() []string { return []string{Matching, Sharing, Newsletter, Survey} }

// Channels by which a consent is given or taken back; ByLink and InMail only take back.
const (
	OnPaper = "paper"
	ByVoice = "voice"
	ByPhone = "phone"
	InArea  = "own"
	ByLink  = "link"
	InMail  = "mail"
)

// Given are the ways in which a desk records a consent, Taken those in which it records
// that one was taken back.
func Given() []string { return []string{OnPaper, ByVoice, ByPhone} }

// Taken are the ways in which a desk records that a consent was taken back.
func Taken() []string { return []string{ByVoice, ByPhone, OnPaper, InMail} }

// MaxEmployer is how long an employer's name may be, in characters.
const MaxEmployer = 200

// remindBefore is how long before the end the person is reminded; from then on giving
// again renews.
const remindBefore = 30 * 24 * time.Hour

// Until is when a consent given now ends.
func Until(purpose string, now time.Time) time.Time {
	if purpose == Sharing {
		return now.AddDate(1, 0, 0)
	}
	return now.AddDate(2, 0, 0)
}

// Consent is what somebody agreed to.
type Consent struct {
	bun.BaseModel `bun:"table:consents,alias:co"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	Purpose  string
	// Employer and EmployerEmail say with whom a CV is shared, "" otherwise.
	Employer, EmployerEmail string
	// TextVersion and Lang say what was read, Words are the very text.
	TextVersion int
	Lang        string
	Words       string
	Channel     string
	GivenAt     time.Time
	GivenBy     string
	ExpiresAt   time.Time
	// WithdrawnAt, ExpiredAt or RenewedAt is when it ended; nil all while it stands.
	WithdrawnAt      *time.Time
	WithdrawnBy      string
	WithdrawnChannel string
	ExpiredAt        *time.Time
	RenewedAt        *time.Time
}

// States of a consent.
const (
	Standing  = "standing"
	Withdrawn = "withdrawn"
	Expired   = "expired"
	Renewed   = "renewed"
)

// State says whether the consent stands, or how it ended.
func (c *Consent) State(now time.Time) string {
	switch {
	case c.WithdrawnAt != nil:
		return Withdrawn
	case c.RenewedAt != nil:
		return Renewed
	case c.ExpiredAt != nil || !now.Before(c.ExpiresAt):
		return Expired
	}
	return Standing
}

// Ending reports whether a standing consent ends so soon that it may be renewed.
func (c *Consent) Ending(now time.Time) bool {
	return c.State(now) == Standing && !now.Before(c.ExpiresAt.Add(-remindBefore))
}

// Stand picks from all consents of a person, the latest first, those that stand: of a
// purpose and employer the last word counts, under whatever record it was said.
func Stand(all []Consent, now time.Time) []Consent {
	var stand []Consent
	over := map[[2]string]time.Time{}
	for i := range all {
		key := [2]string{all[i].Purpose, all[i].EmployerEmail}
		if at := all[i].WithdrawnAt; at != nil && at.After(over[key]) {
			over[key] = *at
		}
	}
	for i := range all {
		c, key := &all[i], [2]string{all[i].Purpose, all[i].EmployerEmail}
		told := slices.ContainsFunc(stand, func(x Consent) bool { return x.Purpose == c.Purpose && x.EmployerEmail == c.EmployerEmail })
		if c.State(now) == Standing && !told && !c.GivenAt.Before(over[key]) {
			stand = append(stand, *c)
		}
	}
	return stand
}

// Form is what somebody agrees to. Version and Lang say which text they read.
type Form struct {
	Purpose                 string
	Employer, EmployerEmail string
	Version                 int
	Lang                    string
	// Channel is how a desk was told; in the own area it is not asked for.
	Channel string
}

// clean brings the employer into the form it is kept in.
func (f Form) clean() Form {
	f.Employer, f.EmployerEmail = strings.Join(strings.Fields(f.Employer), " "), CleanEmail(f.EmployerEmail)
	if f.Purpose != Sharing {
		f.Employer, f.EmployerEmail = "", ""
	}
	return f
}

// CleanEmail is an employer's address as it is kept and compared; what is none stays as
// typed, without spaces around it.
func CleanEmail(typed string) string {
	typed = strings.TrimSpace(typed)
	if a, err := mail.Address(typed); err == nil {
		return strings.ToLower(a)
	}
	return typed
}

// CheckEmployer notes what is wrong with the name and address of an employer, in fields
// employer and email.
func CheckEmployer(k *fault.Check, name, email string) {
	k.If(strings.TrimSpace(name) == "", "employer", "consents.error.employer")
	k.If(utf8.RuneCountInString(name) > MaxEmployer, "employer", "people.error.long", "Max", MaxEmployer)
	k.If(!utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl), "employer", "people.error.characters")
	_, err := mail.Address(email)
	k.If(err != nil || len(email) > 254 || strings.ContainsFunc(email, unicode.IsControl), "email", "people.error.email")
}

// check is an Invalid fault with what is wrong; an unknown purpose is NotFound.
func (f Form) check(channels []string) error {
	if !slices.Contains(Purposes(), f.Purpose) {
		return fault.Missing()
	}
	var k fault.Check
	if f.Purpose == Sharing {
		CheckEmployer(&k, f.Employer, f.EmployerEmail)
	}
	k.If(!slices.Contains(channels, f.Channel), "channel", "consents.error.channel")
	return k.Err()
}
