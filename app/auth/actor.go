package auth

import (
	"slices"
	"strconv"
	"strings"

	"approdo/app/audit"
	"approdo/app/fault"
)

// Actor is who asks: an operator, a citizen who proved an address, the program
// itself, or nobody. It is an argument of every noun; nouns put it into their SQL.
// The zero Actor is an anonymous visitor.
type Actor struct {
	// UserID is the back-office account, 0 for anybody else.
	UserID int64
	// Name is shown in the office beside what the person did.
	Name string
	// Roles decide permissions; see May.
	Roles []Role
	// DeskIDs are the desks the account works at; see Desks.
	DeskIDs []int64
	// Lang is the language the person reads, a tag of i18n.Languages.
	Lang string
	// Email is the address a citizen proved with link and code, "" otherwise.
	Email string
	// PersonID is the file of a citizen who proved to be that person, 0 otherwise; the
	// record may have been merged into another one since.
	PersonID int64
	// SessionID is the row of the session, 0 where there is none.
	SessionID int64
	// Program names the part of the program that acts by itself ("jobs", "seed"), "" otherwise.
	Program string
}

// Program is an actor for what the program does by itself; it may everything.
func Program(part string) Actor { return Actor{Program: part} }

// Ref names the actor in the audit trail: "user:12", "person:7", "citizen",
// "program:jobs" or "anonymous". It holds no personal data.
func (a Actor) Ref() string {
	switch {
	case a.Program != "":
		return "program:" + a.Program
	case a.UserID != 0:
		return "user:" + strconv.FormatInt(a.UserID, 10)
	case a.PersonID != 0:
		return personRef + strconv.FormatInt(a.PersonID, 10)
	case a.Email != "":
		return "citizen"
	}
	return "anonymous"
}

const personRef = "person:"

// ByPerson reports whether a reference (Ref) is of a citizen acting as themselves.
func ByPerson(ref string) bool { return strings.HasPrefix(ref, personRef) }

// SignedIn reports whether this is a back-office account.
func (a Actor) SignedIn() bool { return a.UserID != 0 }

// May reports whether one of the actor's roles grants the permission.
func (a Actor) May(p Permission) bool {
	if a.Program != "" {
		return true
	}
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(grants[r], p) })
}

// Desks gives the scope for SQL: all is true where the actor sees every desk
// (AllDesks permission), else ids holds the desks they work at, possibly none.
func (a Actor) Desks() (ids []int64, all bool) {
	if a.May(AllDesks) {
		return nil, true
	}
	if a.DeskIDs == nil {
		return []int64{}, false
	}
	return a.DeskIDs, false
}

// AuditScope is how much of the audit trail the actor may read: Forbidden
// without AuditRead, else their desks or everything.
func (a Actor) AuditScope() (audit.Scope, error) {
	if !a.May(AuditRead) {
		return audit.Scope{}, fault.New(fault.Forbidden, "error.403.title")
	}
	ids, all := a.Desks()
	return audit.Scope{All: all, DeskIDs: ids}, nil
}
