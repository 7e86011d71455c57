package accesses

import (
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/services"
)

// Channel is how the contact took place.
type Channel string

// Channels of a contact.
const (
	InPerson Channel = "desk"
	ByPhone  Channel = "phone"
	ByMail   Channel = "email"
	Online   Channel = "online"
)

// Channels lists every channel in the order of the forms.
var Channels = []Channel{InPerson, ByPhone, ByMail, Online}

// Outcome is how the contact ended.
type Outcome string

// Outcomes. Solved was answered on the spot; Path goes on with a file; Referred was
// sent to somebody else; Return comes back; Interrupted ended before there was an answer.
const (
	Solved      Outcome = "solved"
	Path        Outcome = "path"
	Referred    Outcome = "referred"
	Return      Outcome = "return"
	Interrupted Outcome = "interrupted"
)

// Outcomes lists every outcome in the order of the forms.
var Outcomes = []Outcome{Solved, Path, Referred, Return, Interrupted}

// Source is how a row came to be.
type Source string

// Sources. Paper is a row typed in after a day without the network.
const (
	AtCounter Source = "counter"
	ByHand    Source = "hand"
	OnPaper   Source = "paper"
)

// Facts are what people fill in of a contact and may correct.
type Facts struct {
	// Name is who came, "" for nobody named.
	Name string
	// Lang is the language spoken, one of i18n.Languages.
	Lang    string
	Channel Channel
	// Need is what was asked, Answer what was said.
	Need, Answer string
	Outcome      Outcome
	// Mediator is the language of the mediator needed, "" for none; MediatorUsed says
	// that one was there.
	Mediator     string
	MediatorUsed bool
	Minutes      int
	// Codes are the standard services delivered; see Service.
	Codes []string `bun:",array"`
	// FollowUp is the day of the next check, zero for none.
	FollowUp desks.Date
}

// Access is one row of the register. Desk (with its site), Area and Operator are
// loaded by every function that returns one.
type Access struct {
	bun.BaseModel `bun:"table:accesses,alias:c"`

	ID int64 `bun:",pk,autoincrement"`
	// Key makes a repeated form find the first one's row.
	Key        string `bun:"entry_key"`
	DeskID     int64
	OperatorID int64
	AreaID     int64
	// AppointmentID and TicketID are of the meeting that was closed, nil otherwise.
	AppointmentID *int64
	TicketID      *int64
	// NextID is the appointment booked when closing.
	NextID *int64
	// PersonID is the record of the person whose file it belongs to, nil until said.
	PersonID *int64
	// Day is the day of At in the desk's zone.
	Day    desks.Date
	At     time.Time
	Booked bool
	Facts
	Source Source
	// Version counts the corrections; WrittenAt and WrittenBy (auth.Actor.Ref) are of
	// the latest writing, Why its reason, "" for the first.
	Version   int
	WrittenAt time.Time
	WrittenBy string
	Why       string

	Desk     *desks.Desk     `bun:"-"`
	Area     *services.Area  `bun:"rel:belongs-to,join:area_id=id"`
	Operator *desks.Operator `bun:"rel:belongs-to,join:operator_id=id"`
}

// In puts a time into the desk's zone.
func (a *Access) In(t time.Time) time.Time { return t.In(a.Desk.Location()) }

// Start is when the contact began, in the desk's zone.
func (a *Access) Start() time.Time { return a.In(a.At) }

// Later reports whether the row was first written on another day than the contact's,
// or from paper.
func (a *Access) Later() bool {
	return a.Source == OnPaper || a.Version == 0 && desks.DateOf(a.In(a.WrittenAt)) != a.Day
}
