package referrals

import (
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/mail"
	"approdo/app/people"
)

// Kinds of a referral.
const (
	Defined   = "defined"
	Undefined = "undefined"
)

// States of a referral.
const (
	Draft    = "draft"
	Sent     = "sent"
	Asked    = "asked"
	Accepted = "accepted"
	Proposed = "proposed"
	Revise   = "revise"
	Started  = "started"
	Reported = "reported"
	Declined = "declined"
	Expired  = "expired"
	Refused  = "refused"
	// Withdrawn is what the sender took back before anybody accepted it.
	Withdrawn = "withdrawn"
	Closed    = "closed"
)

// Side is who a step is for.
type Side string

// Sides of a referral.
const (
	Sender    Side = "sender"
	Receiver  Side = "receiver"
	Committee Side = "committee"
	Program   Side = "program"
)

// Limits of what is typed, in characters; each is a CHECK of the table too.
const (
	MaxReason = people.MaxReason
	MaxGoals  = 2000
	MaxText   = 4000
)

// Referral is a case on its way from one desk to another.
type Referral struct {
	bun.BaseModel `bun:"table:referrals,alias:r"`

	ID         int64 `bun:",pk,autoincrement"`
	CaseID     int64
	FromDeskID int64
	ToDeskID   int64
	Kind       string
	State      string
	Reason     string
	Goals      string
	// Items are what the receiver may read; see Items.
	Items   []string `bun:",array"`
	BegunAt time.Time
	BegunBy string
	// Revision counts the changes of the draft, ChangedBy made the last one.
	Revision  int
	ChangedAt time.Time
	ChangedBy string
	SentAt    *time.Time
	// DueAt is when the answer is due, by the Settings of the day it was sent.
	DueAt       *time.Time
	WithdrawnAt *time.Time
	// Late is an answer that did not come in time, Escalated one the coordinator has to
	// look after.
	Late       bool
	Escalated  bool
	IntoCaseID *int64
}

// Readable reports whether the receiver may read what is shared.
func (r *Referral) Readable() bool {
	return slices.Contains([]string{Sent, Asked, Accepted, Proposed, Revise, Started, Reported}, r.State)
}

// Step is what one side did.
type Step struct {
	bun.BaseModel `bun:"table:referral_steps,alias:s"`

	ID         int64 `bun:",pk,autoincrement"`
	ReferralID int64
	State      string
	Side       Side
	At         time.Time
	By         string
	Text       string
	// ToldAt is when ToldBy told the person in person.
	ToldAt *time.Time
	ToldBy string
	// Letter is the kind of message that tells the person, "" for none; Receipt what
	// became of it, nil where none was written. Both are loaded by Steps.
	Letter  string        `bun:"-"`
	Receipt *mail.Receipt `bun:"-"`
}

// Move is one line of the table of transitions.
type Move struct {
	From, To string
	By       Side
	// Kind narrows the move to referrals of one kind, "" for both.
	Kind string
	// Says asks for words: what is missing, why not, the proposal, the report.
	Says bool
}

// Moves is the table of transitions: everything that may happen to a referral.
func Moves() []Move {
	return []Move{
		{From: Draft, To: Sent, By: Sender},
		{From: Sent, To: Accepted, By: Receiver},
		{From: Sent, To: Asked, By: Receiver, Says: true},
		{From: Sent, To: Declined, By: Receiver, Says: true},
		{From: Asked, To: Sent, By: Sender, Says: true},
		{From: Sent, To: Withdrawn, By: Sender, Says: true},
		{From: Asked, To: Withdrawn, By: Sender, Says: true},
		{From: Sent, To: Expired, By: Program},
		{From: Asked, To: Expired, By: Program},
		{From: Accepted, To: Started, By: Receiver, Kind: Defined},
		{From: Accepted, To: Proposed, By: Receiver, Kind: Undefined, Says: true},
		{From: Proposed, To: Started, By: Committee, Kind: Undefined},
		{From: Proposed, To: Revise, By: Committee, Kind: Undefined, Says: true},
		{From: Proposed, To: Refused, By: Committee, Kind: Undefined, Says: true},
		{From: Revise, To: Proposed, By: Receiver, Kind: Undefined, Says: true},
		{From: Started, To: Reported, By: Receiver, Says: true},
		{From: Reported, To: Closed, By: Sender},
		{From: Declined, To: Closed, By: Sender},
		{From: Expired, To: Closed, By: Sender},
		{From: Refused, To: Closed, By: Sender},
		{From: Withdrawn, To: Closed, By: Receiver},
	}
}

// Next are the moves that may follow.
func (r *Referral) Next() []Move {
	var all []Move
	for _, m := range Moves() {
		if m.From == r.State && (m.Kind == "" || m.Kind == r.Kind) {
			all = append(all, m)
		}
	}
	return all
}

// Items are what may be shared beside the identity, in the order shown: "contacts",
// "interview", "pact", "plan", and the parts of the file by people.Kinds. Special
// categories are not among them.
func Items() []string {
	all := []string{"contacts", "interview", "pact", "plan"}
	for _, k := range people.Kinds() {
		all = append(all, k.Name)
	}
	return all
}
