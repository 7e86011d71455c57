package personal

import (
	"maps"
	"slices"
	"strings"
)

// Purpose is what rows are kept for; retention is set for each.
type Purpose string

// The purposes, in the order of the register of processing.
const (
	File     Purpose = "file"     // who a person is, how to reach them, their working life
	Special  Purpose = "special"  // special categories (GDPR art. 9 and 10)
	Visits   Purpose = "visits"   // appointments
	Waiting  Purpose = "waiting"  // the waiting list, of people no file is known of
	Register Purpose = "register" // the access register
	Path     Purpose = "path"     // taking in charge, pact, plan, services, referrals, placements
	Forms    Purpose = "forms"    // forms of bodies about people nobody took on
	CV       Purpose = "cv"       // CVs, jobs looked for
	Sharing  Purpose = "sharing"  // what employers were given
	Consent  Purpose = "consent"  // consents given and withdrawn, the proof of them
	Messages Purpose = "messages" // mails and text messages sent
	Access   Purpose = "access"   // links, codes and sessions of the own area
)

// Purposes lists every purpose in order.
var Purposes = []Purpose{File, Special, Visits, Waiting, Register, Path, Forms, CV, Sharing, Consent, Messages, Access}

// Table says what one table keeps about people. One stands twice where some of its rows are
// about people of no file: with Whose "false", which is nobody's, and a purpose of their own.
type Table struct {
	Name    string
	Purpose Purpose
	// Whose is the condition on a row (alias t) by which it is about the person whose
	// records have the ids of the array ?0.
	Whose string
	// Show are the columns the person gets in their copy, in order; none where the rows
	// are of no meaning to them.
	Show []string
	// Forget says what becomes of a row: nil deletes it; else its columns take these
	// expressions and it goes on counting.
	Forget map[string]string
	// Plain are the columns of words that tell nothing about the person: codes, states.
	Plain []string
	// Ended gives the moment (timestamptz) when a row's purpose ended, NULL while it
	// lasts; "" where rows go with the person, or with the row they hang on, only.
	Ended string
	// Told is the condition of a row that may go by its age, where its person has to be told
	// before; "" for all that ended. ?2 is today.
	Told string
	// Seen gives the last moment (timestamptz) at which the person came, wrote, agreed or was
	// followed because of the row; "" where rows tell of none.
	Seen string
	// Keep says that the law asks to keep what Show has, and the file of Stored, for as long
	// as the path is kept.
	Keep bool
	// Stored is the column with the id of a stored file that goes with the row, "" for none.
	Stored string
	// Files is the owner (files.File) of the stored files that go with the row's id, "" for none.
	Files string
	// Subject is how messages call a row, "" for none.
	Subject string
}

// Dash stands where a text went that may not be empty.
const Dash = "'—'"

// Blank forgets columns by making them empty texts.
func Blank(columns ...string) map[string]string {
	out := map[string]string{}
	for _, c := range columns {
		out[c] = "''"
	}
	return out
}

// With adds expressions to those of Blank.
func With(blank map[string]string, more map[string]string) map[string]string {
	maps.Copy(blank, more)
	return blank
}

// Forgets lists the columns that Forget changes, in order.
func (t *Table) Forgets() []string { return slices.Sorted(maps.Keys(t.Forget)) }

// Remembers is the condition by which a row still holds what Forget takes away; true of
// every row of a table whose rows are deleted.
func (t *Table) Remembers() string {
	if t.Forget == nil {
		return "true"
	}
	var parts []string
	for _, c := range t.Forgets() {
		parts = append(parts, "t."+c+" IS DISTINCT FROM "+t.Forget[c])
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// OfPerson is the condition of a row that has the person's id in a column.
func OfPerson(column string) string { return "t." + column + " = ANY(?0)" }

// OfCase is the condition of a row that has the id of a person's case in a column.
func OfCase(column string) string {
	return "t." + column + " IN (SELECT id FROM cases WHERE person_id = ANY(?0))"
}

// Of is the condition of a row that has, in a column, the id of a row of another table
// (alias t) with a condition.
func Of(column, table, whose string) string {
	return "t." + column + " IN (SELECT t.id FROM " + table + " AS t WHERE " + whose + ")"
}
