package referrals

import (
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/people"
)

// States of a referral form a body sent, beside those it shares with a referral from
// desk to desk (Sent, Asked, Accepted, Started, Reported, Declined, Expired, Withdrawn,
// Closed).
const (
	Offered   = "offered"   // the desk proposed conditions, goals or times
	Countered = "countered" // the body proposed others
	Agreed    = "agreed"    // the body agrees with what the desk proposed
)

// Sides of a referral form: who sent it, and the desk it was sent to.
const (
	BodySide Side = "body"
	DeskSide Side = "desk"
)

// Limits of a referral form.
const (
	IncomingADay = 20
	MaxTask      = 2000
	MaxKnown     = 4000
)

// InformedHow are the ways in which a person was told that they are sent.
var InformedHow = []string{"talk", "phone", "writing"}

// Incoming is a referral form (scheda di invio) of a body of the network.
type Incoming struct {
	bun.BaseModel `bun:"table:incoming_referrals,alias:i"`

	ID        int64 `bun:",pk,autoincrement"`
	FormKey   string
	PartnerID int64
	// UserID is the account that sent it.
	UserID int64
	DeskID int64
	State  string
	IncomingForm
	SentAt, MovedAt time.Time
	// DueAt is when the desk's answer is due, nil while the desk owes none.
	DueAt           *time.Time
	Late, Escalated bool
	// PersonID is whose file accepting it opened, nil before; the body never reads it.
	PersonID *int64
	ErasedAt *time.Time
}

// IncomingForm is what the body writes.
type IncomingForm struct {
	Given, Surname string
	BornOn         time.Time `bun:"type:date,nullzero"`
	FiscalCode     string
	Phone, Email   string
	// Lang is the language the person reads, Mediator that of the mediator they need.
	Lang, Mediator string
	// Reason is why, Known what the body knows that helps, Task what it goes on doing.
	Reason, Known, Task string
	// Responsible is who answers for the person at the body.
	Responsible, ResponsiblePhone, ResponsibleEmail string
	// InformedOn and InformedHow say when and how the person was told, and agreed.
	InformedOn  desks.Date `bun:"type:date"`
	InformedHow string
}

// Name is the person's, on one line.
func (f *IncomingForm) Name() string {
	return people.Identity{Given: f.Given, Surname: f.Surname}.Name()
}

// Person is the form as the people of the desks are looked for and opened.
func (f *IncomingForm) Person() people.Form {
	x := people.Form{Identity: people.Identity{Given: f.Given, Surname: f.Surname, BornOn: f.BornOn, FiscalCode: f.FiscalCode, Lang: f.Lang, Mediator: f.Mediator}}
	for _, c := range []people.Contact{{Kind: people.Phone, Value: f.Phone}, {Kind: people.Email, Value: f.Email}} {
		if c.Value != "" {
			x.Contacts = append(x.Contacts, c)
		}
	}
	return x
}

// IncomingStep is what one side did with a form.
type IncomingStep struct {
	bun.BaseModel `bun:"table:incoming_steps,alias:s"`

	ID         int64 `bun:",pk,autoincrement"`
	IncomingID int64
	State      string
	Side       Side
	At         time.Time
	By         string
	Text       string
	// Erased is true where what was said is forgotten.
	Erased bool
}

// IncomingMoves is the table of transitions of a referral form: everything that may
// happen to one.
func IncomingMoves() []Move {
	var all []Move
	for _, from := range []string{Sent, Countered, Agreed} { // the desk's turn
		all = append(all,
			Move{From: from, To: Asked, By: DeskSide, Says: true}, Move{From: from, To: Offered, By: DeskSide, Says: true},
			Move{From: from, To: Accepted, By: DeskSide}, Move{From: from, To: Declined, By: DeskSide, Says: true})
	}
	all = append(all,
		Move{From: Asked, To: Sent, By: BodySide, Says: true},
		Move{From: Offered, To: Agreed, By: BodySide}, Move{From: Offered, To: Countered, By: BodySide, Says: true})
	for _, from := range []string{Sent, Asked, Offered, Countered, Agreed} {
		all = append(all, Move{From: from, To: Withdrawn, By: BodySide}, Move{From: from, To: Expired, By: Program})
	}
	all = append(all, Move{From: Accepted, To: Started, By: DeskSide})
	for _, from := range []string{Accepted, Started} { // who was accepted may never come
		all = append(all, Move{From: from, To: Reported, By: DeskSide, Says: true})
	}
	for _, from := range []string{Reported, Declined, Expired} {
		all = append(all, Move{From: from, To: Closed, By: BodySide})
	}
	return all
}

// deskTurn reports whether the desk owes an answer.
func deskTurn(state string) bool { return slices.Contains([]string{Sent, Countered, Agreed}, state) }

// Open reports whether the form still waits to be accepted or not.
func (x *Incoming) Open() bool {
	return deskTurn(x.State) || x.State == Asked || x.State == Offered
}

// Next are the moves that may follow.
func (x *Incoming) Next() []Move {
	return slices.DeleteFunc(IncomingMoves(), func(m Move) bool { return m.From != x.State })
}

// Is reports whether the actor stands on a side of the form. Who reads it as the body
// was found by the body's own scope.
func (x *Incoming) Is(actor auth.Actor, side Side) bool {
	switch side {
	case BodySide:
		return actor.May(auth.BodyForms) && actor.Program == ""
	case DeskSide:
		return actor.May(auth.CasesManage) && at(actor, x.DeskID)
	}
	return false
}
