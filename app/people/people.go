package people

import (
	"strings"
	"time"
	"unicode"

	"github.com/uptrace/bun"
)

// Person is one record of somebody's identity.
type Person struct {
	bun.BaseModel `bun:"table:people,alias:p"`

	ID int64 `bun:",pk,autoincrement"`
	// RootID is the person this record was merged into, nil for a root.
	RootID *int64
	Identity
	// FiscalKey is Fiscal.Key of FiscalCode, "" where there is none.
	FiscalKey string
	// Version counts the changes, 1 for a new record.
	Version   int
	OpenedAt  time.Time
	OpenedBy  string
	ChangedAt time.Time
	ChangedBy string

	// Contacts are loaded by Find, telephones first.
	Contacts []Contact `bun:"-"`
	// DeskIDs are the desks that know the person, loaded by Find.
	DeskIDs []int64 `bun:"-"`
}

// Identity is what tells one person from another and what the desk needs to talk to
// them. Everything but Given may be unknown.
type Identity struct {
	Given   string `json:"given"`
	Surname string `json:"surname"`
	// OwnName is the name as the person writes it in their own script.
	OwnName string `json:"own_name"`
	// Sex is "F", "M", "X" (neither, or not said) or "" (not asked).
	Sex        string    `json:"sex"`
	BornOn     time.Time `bun:"type:date,nullzero" json:"born_on"`
	BirthPlace string    `json:"birth_place"`
	// BirthCountry and the citizenships are ISO 3166 alpha-2 codes.
	BirthCountry      string `json:"birth_country"`
	Citizenship       string `json:"citizenship"`
	SecondCitizenship string `json:"second_citizenship"`
	FiscalCode        string `json:"fiscal_code"`
	// Lang is the language the person reads, one of i18n.Languages; Mediator the
	// language of the mediator they need, "" for none.
	Lang       string `json:"lang"`
	Mediator   string `json:"mediator"`
	Street     string `json:"street"`
	PostalCode string `json:"postal_code"`
	City       string `json:"city"`
	Province   string `json:"province"`
	// Silent is true for who must not get messages, because somebody else may read them.
	Silent bool `json:"silent"`
}

// Kinds of a contact.
const (
	Phone = "phone"
	Email = "email"
)

// Contact is a telephone or an e-mail address; several people may share one.
type Contact struct {
	Kind string `json:"kind"`
	// Value is E.164 or an address.
	Value string `json:"value"`
	// Note says whose it is or when to call, e.g. "della sorella, dopo le 18".
	Note string `json:"note"`
}

// Name is given name and surname on one line.
func (x Identity) Name() string { return strings.TrimSpace(x.Given + " " + x.Surname) }

// Initials are those of the name: all of it that a desk without the file sees.
func (x Identity) Initials() string { return Initials(x.Name()) }

// Initials are the first letters of at most three words of a name, the only part of it
// that a linked page shows: "Maria De Rossi" → "M. D. R."
func Initials(name string) string {
	var parts []string
	for word := range strings.FieldsSeq(name) {
		for _, r := range word {
			if unicode.IsLetter(r) {
				parts = append(parts, string(unicode.ToUpper(r))+".")
				break
			}
		}
		if len(parts) == 3 {
			break
		}
	}
	return strings.Join(parts, " ")
}

// Age is in full years on the day, -1 where the birth is unknown. Who was born on
// 29 February grows older on 1 March of the other years.
func (x Identity) Age(on time.Time) int {
	if x.BornOn.IsZero() {
		return -1
	}
	years := on.Year() - x.BornOn.Year()
	if on.Month() < x.BornOn.Month() || on.Month() == x.BornOn.Month() && on.Day() < x.BornOn.Day() {
		years--
	}
	return years
}

// Root is the id under which the person is shown: the record they were merged into,
// or their own.
func (p *Person) Root() int64 {
	if p.RootID != nil {
		return *p.RootID
	}
	return p.ID
}
