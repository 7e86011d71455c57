package waiting

import (
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/services"
)

// Purposes of the signed links for an entry and for an offer.
const (
	TokenPurpose = "waiting"
	OfferPurpose = "waiting offer"
)

// Numbers of the house.
const (
	// MaxEntries is how many services one address or telephone may wait for.
	MaxEntries = 3
	// MaxJoins is how often an address or telephone may be put into the list in a day.
	MaxJoins = 6
	// MaxOffers is how many times an entry is asked.
	MaxOffers = 3
	// Longest is how far ahead a person can wait, in days.
	Longest = 90
)

// Outcome is how an entry or an offer ended, "" while it lives.
type Outcome string

// Outcomes. Accepted is of both, the next five are of entries, the last three of
// offers and Expired of both.
const (
	Accepted  Outcome = "accepted"
	Booked    Outcome = "booked"
	Left      Outcome = "left"
	Removed   Outcome = "removed"
	Spent     Outcome = "spent"
	Expired   Outcome = "expired"
	Declined  Outcome = "declined"
	Withdrawn Outcome = "withdrawn"
)

// Entry is a person in the list. Area is loaded by every function that returns one,
// Desk too where one was chosen.
type Entry struct {
	bun.BaseModel `bun:"table:waiting_entries,alias:e"`

	ID     int64  `bun:",pk,autoincrement"`
	Key    string `bun:"form_key"`
	AreaID int64
	// DeskID is nil for any desk that offers the area.
	DeskID *int64
	Wish
	// SoonerThan: what is not sooner was free already when the person began to wait.
	SoonerThan *time.Time
	Who
	Channel  appointments.Channel
	JoinedAt time.Time
	// JoinedBy and EndedBy are auth.Actor.Ref of who did it.
	JoinedBy string
	EndedAt  *time.Time
	EndedBy  string
	Outcome  Outcome
	// EndReason is what the desk wrote when it removed the entry.
	EndReason string
	// AppointmentID is what an accepted offer became.
	AppointmentID *int64

	Desk *desks.Desk    `bun:"rel:belongs-to,join:desk_id=id"`
	Area *services.Area `bun:"rel:belongs-to,join:area_id=id"`
}

// Who is the person, as typed when joining.
type Who struct {
	Lang, Mediator, Note, AccessNeeds string
	Name, Email, Phone                string
}

// who keeps of details and contact what an appointment will need.
func who(d appointments.Details, c appointments.Contact) Who {
	return Who{Lang: d.Lang, Mediator: d.Mediator, Note: d.Note, AccessNeeds: d.AccessNeeds, Name: c.Name, Email: c.Email, Phone: c.Phone}
}

func (w Who) details() appointments.Details {
	return appointments.Details{Lang: w.Lang, Mediator: w.Mediator, Note: w.Note, AccessNeeds: w.AccessNeeds}
}

// Contact is how to reach the person.
func (w Who) Contact() appointments.Contact {
	return appointments.Contact{Name: w.Name, Email: w.Email, Phone: w.Phone}
}

// Live reports whether the person still waits.
func (e *Entry) Live() bool { return e.EndedAt == nil }

// Offer is one time held for one entry.
type Offer struct {
	bun.BaseModel `bun:"table:waiting_offers,alias:o"`

	ID      int64 `bun:",pk,autoincrement"`
	EntryID int64
	// Number is 1 for the first offer of the entry, MaxOffers for the last.
	Number int
	// Seats is how many people the meeting takes, 1 for a time alone.
	Seats      int
	DeskID     int64
	OperatorID int64
	StartsAt   time.Time
	EndsAt     time.Time
	// Recipient is the address or number it goes to, Day the desk's day on which.
	Recipient   string
	Day         desks.Date
	MadeAt      time.Time
	AnswerUntil time.Time
	DraftID     *int64
	EndedAt     *time.Time
	Outcome     Outcome
}

// Open reports whether the offer can still be accepted.
func (o *Offer) Open(now time.Time) bool { return o.EndedAt == nil && now.Before(o.AnswerUntil) }
