package meetings

import (
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
)

// States of a meeting.
const (
	Planned   = "planned"
	Held      = "held"
	Closed    = "closed"
	Cancelled = "cancelled"
)

// Limits of what is typed, in characters, and of the lists; those of texts are CHECKs of
// the tables too.
const (
	MaxTitle     = 200
	MaxPlace     = 200
	MaxName      = 120
	MaxMinutes   = 8000
	MaxAddendum  = 2000
	MaxReason    = 300
	MaxOperators = 60
	MaxGuests    = 20
	MaxItems     = 40
	MaxDecisions = 12
)

// Meeting is a team meeting. Attendees and Guests are loaded by Find.
type Meeting struct {
	bun.BaseModel `bun:"table:meetings,alias:m"`

	ID     int64 `bun:",pk,autoincrement"`
	DeskID int64
	// UserID is the account that convenes.
	UserID           int64
	Title            string
	StartsAt, EndsAt time.Time
	Online           bool
	// Place is the room, or how to join from afar.
	Place string
	State string
	// Revision counts every change of the meeting and its minutes.
	Revision    int
	BegunAt     time.Time
	BegunBy     string
	HeldAt      *time.Time
	HeldBy      string
	ClosedAt    *time.Time
	ClosedBy    string
	CancelledAt *time.Time
	CancelledBy string
	Reason      string

	Attendees []Attendee `bun:"-"`
	Guests    []Guest    `bun:"-"`
}

// Attendee is an operator who is invited; Absent says they did not come.
type Attendee struct {
	bun.BaseModel `bun:"table:meeting_operators,alias:o"`

	MeetingID int64 `bun:",pk"`
	UserID    int64 `bun:",pk"`
	Absent    bool
}

// Guest is somebody of another body.
type Guest struct {
	bun.BaseModel `bun:"table:meeting_guests,alias:g"`

	MeetingID        int64 `bun:",pk"`
	Position         int   `bun:",pk"`
	Name, Body, Role string
	Absent           bool
}

// Item is a point of the agenda. The last fields are of its case, 0 and "" where it is
// about none.
type Item struct {
	bun.BaseModel `bun:"table:meeting_items,alias:i"`

	ID        int64 `bun:",pk,autoincrement"`
	MeetingID int64
	CaseID    *int64
	Title     string
	Minutes   string
	Revision  int
	WrittenAt time.Time
	WrittenBy string

	CaseDeskID     int64  `bun:",scanonly"`
	Given, Surname string `bun:",scanonly"`

	Decisions []Decision `bun:"-"`
}

// Name is the person's, "" for a general item.
func (i *Item) Name() string {
	if i.Given == "" || i.Surname == "" {
		return i.Given + i.Surname
	}
	return i.Given + " " + i.Surname
}

// Discussed reports whether anything was written about it.
func (i *Item) Discussed() bool { return i.Minutes != "" || len(i.Decisions) > 0 }

// Decision is what was decided on an item: what, by whom of cases.Doers, by when.
type Decision struct {
	bun.BaseModel `bun:"table:meeting_decisions,alias:d"`

	ID        int64 `bun:",pk,autoincrement"`
	MeetingID int64
	ItemID    int64
	What      string
	Doer      string
	Who       string
	DueOn     desks.Date
	// ActionID is the action of the case's plan it became, nil before; ActionState says
	// how far that is.
	ActionID    *int64
	ActionState string `bun:",scanonly"`
}

// Addendum corrects closed minutes; ItemID is nil where it is about the whole.
type Addendum struct {
	bun.BaseModel `bun:"table:meeting_addenda,alias:a"`

	ID        int64 `bun:",pk,autoincrement"`
	MeetingID int64
	ItemID    *int64
	Text      string
	At        time.Time
	By        string
}

// Move is one line of the table of transitions.
type Move struct{ From, To string }

// Moves is the table of transitions: everything that may happen to a meeting.
func Moves() []Move {
	return []Move{{Planned, Held}, {Planned, Cancelled}, {Held, Closed}}
}

// Next are the states that may follow.
func (m *Meeting) Next() []string {
	var all []string
	for _, x := range Moves() {
		if x.From == m.State {
			all = append(all, x.To)
		}
	}
	return all
}

// Open reports whether agenda and attendance may still be written.
func (m *Meeting) Open() bool { return m.State == Planned || m.State == Held }
