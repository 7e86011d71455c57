package assessments

import (
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
)

// States of an assessment.
const (
	Begun     = "begun"
	Completed = "completed"
	Dropped   = "dropped"
)

// How long an assessment lasts where no standard in use says it: "uno o più incontri da
// un minimo di 8 ad un massimo di 12 ore" (Scheda Orientamento of the Centro per
// l'impiego, Toscana).
const (
	LeastMinutes = 8 * 60
	MostMinutes  = 12 * 60
)

// Limits of what is typed, in characters, and of the hours planned; each is a CHECK of
// the table too. A file has at most MaxFile bytes, a subject MaxFiles of them.
const (
	MaxGoal    = 2000
	MaxOutcome = 4000
	MaxReason  = 300
	MaxHours   = 40
	MaxFile    = 10 << 20
	MaxFiles   = 5
)

// Assessment is a competence assessment of a case. Done and Waiting are loaded by every
// function that returns one.
type Assessment struct {
	bun.BaseModel `bun:"table:assessments,alias:a"`

	ID     int64 `bun:",pk,autoincrement"`
	CaseID int64
	DeskID int64
	// UserID is the account of who follows it.
	UserID  int64
	Goal    string
	Hours   int
	BegunOn desks.Date
	State   string
	BegunAt time.Time
	BegunBy string
	EndedAt *time.Time
	EndedBy string
	// Outcome is what came out, or why it was given up.
	Outcome string
	// Minutes counted when it was completed.
	Minutes        int
	OverrideReason string

	// Done are the minutes that count today, Waiting those that wait for a specialist.
	Done    int `bun:",scanonly"`
	Waiting int `bun:",scanonly"`
}

// Move is one line of the table of transitions.
type Move struct{ From, To string }

// Moves is the table of transitions: everything that may happen to an assessment.
func Moves() []Move { return []Move{{Begun, Completed}, {Begun, Dropped}} }

// Open reports whether it goes on.
func (a *Assessment) Open() bool { return a.State == Begun }

// Held is how many minutes count: today's while it goes on, else those of its end.
func (a *Assessment) Held() int {
	if a.State == Completed {
		return a.Minutes
	}
	return a.Done
}

// Bounds are the least and most minutes of an assessment.
type Bounds struct{ Least, Most int }

// Short reports whether so many minutes are too few.
func (b Bounds) Short(minutes int) bool { return minutes < b.Least }

// Long reports whether they are more than the standard foresees.
func (b Bounds) Long(minutes int) bool { return minutes > b.Most }
