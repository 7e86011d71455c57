package queue

import (
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Purposes of the signed links (auth.Signer): a person's ticket, a desk's
// waiting-room display and its kiosk.
const (
	TicketPurpose  = "queue ticket"
	DisplayPurpose = "queue display"
	KioskPurpose   = "queue kiosk"
)

// Class is how a ticket stands in the line; what each is worth is set per desk.
type Class string

// Classes. Priority is for whoever should not wait standing; why is not recorded.
const (
	Normal   Class = "normal"
	Priority Class = "priority"
	Brief    Class = "brief" // a question of a minute
)

// Classes lists every class in the order of the form.
var Classes = []Class{Normal, Priority, Brief}

// Ticket is one person's place in the line of a desk on a day. Area and Operator
// are loaded by every function that returns one; Desk too, with its site.
type Ticket struct {
	bun.BaseModel `bun:"table:queue_tickets,alias:t"`

	ID int64 `bun:",pk,autoincrement"`
	// Key makes a repeated request find the first one's ticket.
	Key    string `bun:"ticket_key"`
	DeskID int64
	AreaID int64
	// Day is the day in the desk's zone.
	Day    desks.Date
	Letter string
	Number int
	// Lang is the language the person reads and the display speaks.
	Lang  string
	Class Class
	// AppointmentID and BookedAt are of who came for an appointment, nil otherwise.
	AppointmentID *int64
	BookedAt      *time.Time
	State         State
	ArrivedAt     time.Time
	// JoinedAt counts for the order: the arrival, or the return of who was missed.
	JoinedAt time.Time
	// GivenBy is auth.Actor.Ref of who gave it; "anonymous" is the kiosk.
	GivenBy string
	// ForOperatorID is the only operator who may call it, nil for any.
	ForOperatorID *int64
	// OperatorID is who called it last, at Place.
	OperatorID *int64
	Place      string
	// CalledAt is the first call since the person joined, Calls how often they were called.
	CalledAt  *time.Time
	Calls     int
	StartedAt *time.Time
	EndedAt   *time.Time
	// Version counts the moves.
	Version int

	Desk     *desks.Desk     `bun:"-"`
	Area     *services.Area  `bun:"rel:belongs-to,join:area_id=id"`
	Operator *desks.Operator `bun:"rel:belongs-to,join:operator_id=id"`
}

// Name is the number people read: "A12".
func (t *Ticket) Name() string { return t.Letter + strconv.Itoa(t.Number) }

// In puts a time into the desk's zone.
func (t *Ticket) In(at time.Time) time.Time { return at.In(t.Desk.Location()) }

// Wait is how long the person waited for the meeting that took place, or waits so
// far; who went away without one has no wait.
func (t *Ticket) Wait(now time.Time) (d time.Duration, ok bool) {
	switch {
	case t.StartedAt != nil:
		return t.StartedAt.Sub(t.ArrivedAt), true
	case t.State.Open():
		return max(0, now.Sub(t.ArrivedAt)), true
	}
	return 0, false
}

// Service is how long the meeting took; false where it has not taken place or its
// end was not marked.
func (t *Ticket) Service() (d time.Duration, ok bool) {
	if t.StartedAt == nil || t.EndedAt == nil || t.State != Done {
		return 0, false
	}
	return t.EndedAt.Sub(*t.StartedAt), true
}

// CallableBy reports whether the operator may call the ticket.
func (t *Ticket) CallableBy(operatorID int64) bool {
	return t.ForOperatorID == nil || *t.ForOperatorID == operatorID
}

// letterOf is the letter of an area: its place in the Carta dei Servizi.
func letterOf(a *services.Area) string {
	n, err := strconv.Atoi(a.Code)
	if err != nil || n < 1 || n > 26 {
		return "Z"
	}
	return string(rune('A' + n - 1))
}

func wrongState() error { return fault.New(fault.Conflict, "queue.error.state") }
