package appointments

import (
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/services"
)

// Purposes of the signed links (auth.Signer) that stand for an appointment and
// for a form that is being filled.
const (
	TokenPurpose = "appointment"
	DraftPurpose = "draft"
)

// State is what happened to an appointment so far; it is read from the
// timestamps, never stored.
type State string

// States. Booked → Arrived → Seen; Booked → NoShow; Booked → Cancelled.
const (
	Booked    State = "booked"
	Arrived   State = "arrived"
	Seen      State = "seen"
	NoShow    State = "no_show"
	Cancelled State = "cancelled"
)

// Channel is how the booking reached the desk.
type Channel string

// Channels of a booking.
const (
	Online Channel = "online"
	Phone  Channel = "phone"
	AtDesk Channel = "desk"
)

// Appointment is one booked time with one operator. Desk (with its site), Area and
// Operator are loaded by every function that returns one.
type Appointment struct {
	bun.BaseModel `bun:"table:appointments,alias:a"`

	ID int64 `bun:",pk,autoincrement"`
	// Protocol is the number the person keeps, e.g. "AP-2026-000123".
	Protocol string
	// Key makes a repeated request find the first one's appointment.
	Key        string `bun:"idempotency_key"`
	DeskID     int64
	OperatorID int64
	AreaID     int64
	StartsAt   time.Time
	EndsAt     time.Time
	// VideoLink is where a meeting by video is, "" for any other.
	VideoLink string
	// ChangeMinutes is how long before the start the person may still move or cancel.
	ChangeMinutes int
	// GroupID, GroupSeats and Seat are the group meeting, its size and the person's
	// number in it; nil together for a time alone and once cancelled.
	GroupID    *int64
	GroupSeats *int
	Seat       *int
	// RoomID is the room of the meeting, nil where the desk has none, or none was free.
	RoomID *int64
	// PersonID is the record of the person whose file it belongs to, nil until said.
	PersonID *int64
	// MediatorID is who helps in the language asked for, nil while nobody was found.
	MediatorID *int64
	Details
	Contact
	Channel  Channel
	BookedAt time.Time
	// OverbookedBy and OverbookReason are of a booking over others, "" together.
	OverbookedBy   string
	OverbookReason string
	// BookedBy and the other …By are auth.Actor.Ref of who did it.
	BookedBy     string
	MovedAt      *time.Time
	MovedBy      string
	CancelledAt  *time.Time
	CancelledBy  string
	CancelReason string
	// CancelCode is why the person cancelled, "" where none was chosen; see Whys.
	CancelCode string
	ArrivedAt  *time.Time
	ArrivedBy  string
	SeenAt     *time.Time
	SeenBy     string
	NoShowAt   *time.Time
	NoShowBy   string
	// Version counts the changes a person was told about: 0 when booked, one more
	// for each move and for the cancellation. It is the SEQUENCE of the calendar file.
	Version int

	Desk     *desks.Desk     `bun:"rel:belongs-to,join:desk_id=id"`
	Area     *services.Area  `bun:"rel:belongs-to,join:area_id=id"`
	Operator *desks.Operator `bun:"rel:belongs-to,join:operator_id=id"`
	// Room and Helper, the mediator, are loaded by staff functions; nil where there is none.
	Room   *desks.Room     `bun:"rel:belongs-to,join:room_id=id"`
	Helper *desks.Mediator `bun:"rel:belongs-to,join:mediator_id=id"`
	// formerly is the mediator before a change, to be told.
	formerly *int64
}

// State tells what happened to the appointment so far.
func (a *Appointment) State() State {
	switch {
	case a.CancelledAt != nil:
		return Cancelled
	case a.NoShowAt != nil:
		return NoShow
	case a.SeenAt != nil:
		return Seen
	case a.ArrivedAt != nil:
		return Arrived
	}
	return Booked
}

// Group reports whether it is a seat of a group meeting.
func (a *Appointment) Group() bool { return a.Seat != nil }

// Seats is the size of its group meeting, 0 for a time alone.
func (a *Appointment) Seats() int {
	if a.GroupSeats == nil {
		return 0
	}
	return *a.GroupSeats
}

// Start is when it begins, in the desk's zone.
func (a *Appointment) Start() time.Time { return a.StartsAt.In(a.Desk.Location()) }

// End is when it ends, in the desk's zone.
func (a *Appointment) End() time.Time { return a.EndsAt.In(a.Desk.Location()) }

// Coming reports whether it is booked, nobody marked anything and it has not begun.
func (a *Appointment) Coming(now time.Time) bool {
	return a.State() == Booked && now.Before(a.StartsAt)
}

// Changeable reports whether the person may still move or cancel: it is coming and
// more than ChangeMinutes away.
func (a *Appointment) Changeable(now time.Time) bool {
	return a.State() == Booked && now.Before(a.ChangeUntil())
}

// ChangeUntil is when the person may no longer move or cancel.
func (a *Appointment) ChangeUntil() time.Time { return a.before(a.ChangeMinutes) }
