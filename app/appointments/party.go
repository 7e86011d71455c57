package appointments

import (
	"slices"
	"strings"
	"unicode/utf8"

	"approdo/app/fault"
)

// Limits of a Party, each a CHECK of the tables too.
const (
	// MaxCompanions is how many people may come along: a desk's room is small.
	MaxCompanions = 4
	// MaxCompanionNote is for a word such as "interpreter".
	MaxCompanionNote = 60
)

// Party is who books, where that is not the person who comes, and who comes along.
// E-mail and telephone of the Contact are then of who books.
type Party struct {
	// Whom is what the form says, Myself or Another, "" where it does not ask; it is
	// not kept.
	Whom string `bun:"-"`
	// Booker is the name of who books for somebody else, "" for who books for
	// themselves; Relation what they are to the person who comes, one of Relations.
	Booker   string
	Relation string
	// Companions is how many people come along; CompanionNote a word about them.
	Companions    int
	CompanionNote string
}

// What a form may say about whom the appointment is for.
const (
	Myself  = "me"
	Another = "other"
)

// Relations are what somebody who books may be to the person who comes;
// appointments_relation_known holds the same.
func Relations() []string {
	return []string{"parent", "child", "partner", "relative", "friend", "worker", "other"}
}

// ForAnother reports whether somebody else books for the person who comes.
func (p Party) ForAnother() bool { return p.Booker != "" }

// Says is the form's answer to whom the appointment is for.
func (p Party) Says() string {
	if p.ForAnother() {
		return Another
	}
	return Myself
}

// clean trims; a relation left in the form of who books for themselves means nothing.
func (p Party) clean() Party {
	p.Booker = strings.Join(strings.Fields(p.Booker), " ")
	p.CompanionNote = strings.Join(strings.Fields(p.CompanionNote), " ")
	if p.Whom != Another && p.Booker == "" {
		p.Relation = ""
	}
	return p
}

func (p Party) check(k *fault.Check) {
	k.If(p.Whom == Myself && p.Booker != "", "whom", "appointments.error.whom")
	if p.Whom == Another || p.Whom == "" && p.ForAnother() {
		k.If(utf8.RuneCountInString(p.Booker) < MinName, "booker", "appointments.error.booker")
		k.If(!slices.Contains(Relations(), p.Relation), "relation", "appointments.error.relation")
	}
	k.If(tooLong(p.Booker, MaxName), "booker", "appointments.error.name_long", "Max", MaxName)
	k.If(bad(p.Booker), "booker", "appointments.error.characters")
	k.If(p.Companions < 0 || p.Companions > MaxCompanions, "companions", "appointments.error.companions")
	k.If(p.CompanionNote != "" && p.Companions == 0, "companions", "appointments.error.companions")
	k.If(tooLong(p.CompanionNote, MaxCompanionNote), "companion_note", "appointments.error.note_long", "Max", MaxCompanionNote)
	k.If(bad(p.CompanionNote), "companion_note", "appointments.error.characters")
}
