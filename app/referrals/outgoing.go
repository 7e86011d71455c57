package referrals

import (
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/mail"
	"approdo/app/people"
)

// States of an outgoing referral beside Draft, Sent, Accepted, Declined and Withdrawn.
const (
	// Unanswered is a body that never answered.
	Unanswered = "silent"
	// Went and Missed say whether the person was there, Done that there is a result.
	Went   = "went"
	Missed = "missed"
	Done   = "done"
)

// Why a body may be told about a person.
const (
	ByTask    = "task"    // public task, GDPR art. 6.1.e
	ByConsent = "consent" // the person agreed
)

// Outgoing is a person sent to a body of the network, which has no account here: what
// becomes of it is written down by the desk.
type Outgoing struct {
	bun.BaseModel `bun:"table:outgoing_referrals,alias:g"`

	ID        int64 `bun:",pk,autoincrement"`
	CaseID    int64
	DeskID    int64
	PartnerID int64
	State     string
	Reason    string
	Goals     string
	// Items are what the body is told beside the name; see OutgoingItems.
	Items []string `bun:",array"`
	// Version counts every change.
	Version   int
	BegunAt   time.Time
	BegunBy   string
	ChangedAt time.Time
	ChangedBy string
	// Basis is ByTask or ByConsent, "" before the sending.
	Basis          string
	ConsentHow     string
	ConsentOn      desks.Date `bun:"type:date"`
	ConsentVersion string
	ConsentLang    string
	ConsentAt      *time.Time
	ConsentBy      string
	ConsentEndedAt *time.Time
	ConsentEndedBy string
	SentAt         *time.Time
	// Sendings counts how often it was sent.
	Sendings int
	// DueOn is when to ask back, zero where nothing is waited for.
	DueOn desks.Date `bun:"type:date"`
	// Late is a day for asking back that passed, Escalated one the coordinator looks after.
	Late      bool
	Escalated bool
}

// Number is what sheet, notice and telephone calls name it by.
func (o *Outgoing) Number() string { return fmt.Sprintf("R-%05d", o.ID) }

// Agreed reports whether the person's consent stands.
func (o *Outgoing) Agreed() bool { return o.ConsentAt != nil && o.ConsentEndedAt == nil }

// BasisFor says why a body of a kind (partners.Kinds) may be told about a person. Public
// bodies and the desk share a public task (GDPR art. 6.1.e, d.lgs. 196/2003 art. 2-ter);
// a private one or one of the third sector is told only what the person agreed to.
func BasisFor(kind string) string {
	if kind == "public" {
		return ByTask
	}
	return ByConsent
}

// Permitted reports whether a body of a kind may be told now. Who took their consent
// back is followed whatever the kind: nothing more is given.
func (o *Outgoing) Permitted(kind string) bool {
	return o.Agreed() || o.ConsentEndedAt == nil && BasisFor(kind) == ByTask
}

// OutgoingStep is one thing that happened.
type OutgoingStep struct {
	bun.BaseModel `bun:"table:outgoing_steps,alias:s"`

	ID         int64 `bun:",pk,autoincrement"`
	OutgoingID int64
	// Action is the state that was reached, or what was done: see the constants.
	Action string
	At     time.Time
	By     string
	Text   string
	DueOn  desks.Date `bun:"type:date"`
	ToldAt *time.Time
	ToldBy string
	// Letter and Receipt are those of Step.
	Letter  string        `bun:"-"`
	Receipt *mail.Receipt `bun:"-"`
}

// Actions that reach no state.
const (
	AskedAgain = "asked"
	AgreedTo   = "agreed"
	Disagreed  = "disagreed"
	Notice     = "notice"
)

// OutgoingMove is one line of the table of what may happen to an outgoing referral. From
// and To alike is that the body was asked again.
type OutgoingMove struct {
	From, To string
	// Says asks for words; Waits for the day to ask back; Tells is that the body is told
	// about the person, which needs a Basis.
	Says, Waits, Tells bool
}

// OutgoingMoves is the table of transitions; all are the desk's.
func OutgoingMoves() []OutgoingMove {
	return []OutgoingMove{
		{From: Draft, To: Sent, Waits: true, Tells: true},
		{From: Sent, To: Accepted, Waits: true},
		{From: Sent, To: Declined, Says: true},
		{From: Sent, To: Went, Waits: true},
		{From: Sent, To: Missed},
		{From: Sent, To: Sent, Waits: true},
		{From: Sent, To: Unanswered},
		{From: Sent, To: Withdrawn, Says: true},
		{From: Accepted, To: Went, Waits: true},
		{From: Accepted, To: Missed},
		{From: Accepted, To: Accepted, Waits: true},
		{From: Accepted, To: Withdrawn, Says: true},
		{From: Went, To: Done, Says: true},
		{From: Went, To: Went, Waits: true},
		{From: Unanswered, To: Sent, Waits: true, Tells: true},
		{From: Missed, To: Sent, Waits: true, Tells: true},
	}
}

// Next are the moves that may follow.
func (o *Outgoing) Next() []OutgoingMove {
	var all []OutgoingMove
	for _, m := range OutgoingMoves() {
		if m.From == o.State {
			all = append(all, m)
		}
	}
	return all
}

// OutgoingItems are what a body may be told beside the name, in the order shown; special
// categories are not among them.
func OutgoingItems() []string {
	all := []string{"person", "fiscal", "address", "contacts", "interview", "pact", "plan"}
	for _, k := range people.Kinds() {
		all = append(all, k.Name)
	}
	return all
}

// OutgoingKeys are the message keys of what is told, the name first.
func OutgoingKeys(items []string) []string {
	return keysOf("referrals.share.name", OutgoingItems(), items)
}

// ActionKey is the message key of an action, or of the state it reached.
func ActionKey(action string) string {
	switch action {
	case AskedAgain, AgreedTo, Disagreed, Notice:
		return "referrals.step." + action
	}
	return "referrals.state." + action
}
