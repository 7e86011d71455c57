package enrolments

import (
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
)

// States of an enrolment.
const (
	Requested   = "requested"
	WaitingList = "waiting_list"
	Admitted    = "admitted"
	Refused     = "refused"
	Attending   = "attending"
	Completed   = "completed"
	Dropped     = "dropped"
	Withdrawn   = "withdrawn"
)

// States are all of them, in the order shown.
func States() []string {
	return []string{Requested, WaitingList, Admitted, Attending, Completed, Dropped, Refused, Withdrawn}
}

// Beginnings are the states in which an enrolment may be written down first.
func Beginnings() []string { return []string{Requested, WaitingList, Admitted, Attending} }

// Step is one line of the table of what may follow what. Each may be taken back.
type Step struct{ From, To string }

// Steps is the table of transitions: everything that may happen to an enrolment, what is
// likely first.
func Steps() []Step {
	return []Step{
		{Requested, Admitted}, {Requested, WaitingList}, {Requested, Refused}, {Requested, Withdrawn},
		{WaitingList, Admitted}, {WaitingList, Refused}, {WaitingList, Withdrawn},
		{Admitted, Attending}, {Admitted, Withdrawn},
		{Attending, Completed}, {Attending, Dropped},
	}
}

// After are the states that may follow one, what is likely first.
func After(state string) []string {
	var all []string
	for _, s := range Steps() {
		if s.From == state {
			all = append(all, s.To)
		}
	}
	return all
}

// OtherReason needs words.
const OtherReason = "other"

// ReasonsOf are the reasons for which an enrolment comes to a state, in the order shown;
// none for a state that needs none.
func ReasonsOf(state string) []string {
	switch state {
	case Refused:
		return []string{"full", "requirements", "late", "test", OtherReason}
	case Dropped, Withdrawn:
		return []string{"work", "health", "distance", "language", "hours", "cancelled", OtherReason}
	}
	return nil
}

// Kinds of a course, in the order shown.
const (
	Vocational = "vocational"
	Short      = "short"
	Italian    = "italian"
	Digital    = "digital"
	School     = "school" // for adults: the CPIA
	Licence    = "licence"
	Lab        = "lab"
	OtherKind  = "other"
)

// Kinds are all of them, in the order shown.
func Kinds() []string {
	return []string{Vocational, Short, Italian, Digital, School, Licence, Lab, OtherKind}
}

// Modes are how a course is held, in the order shown.
func Modes() []string { return []string{"presence", "online", "mixed"} }

// Roads by which a person comes to a course.
const (
	ByDesk = "desk"
	OnOwn  = "own"
)

// Limits of what is typed; each is a CHECK of the table too.
const (
	MaxShort = 200
	MaxLine  = 300
	MaxNote  = 2000
	MaxHours = 5000
	// MaxOwn is how many enrolments a person may write down.
	MaxOwn = 60
)

// Terms are what an enrolment says of its course, as it was typed.
type Terms struct {
	Kind, Course, Provider, Place string
	// Mode is one of Modes, "" where nobody said.
	Mode             string
	StartsOn, EndsOn desks.Date
	// Hours are of the whole course, 0 where nobody said.
	Hours                 int
	Timetable, Cost, Note string
	Road                  string
	// SentOn is when the desk sent the person, of the road ByDesk.
	SentOn   desks.Date
	ActionID *int64
}

// Enrolment is one person in one edition of a course.
type Enrolment struct {
	bun.BaseModel `bun:"table:enrolments,alias:en"`

	ID       int64  `bun:",pk,autoincrement"`
	Key      string `bun:"entry_key"`
	PersonID int64
	DeskID   int64
	CaseID   *int64
	Terms
	State string
	// FirstOn is the day of the first state, MovedOn of the one it is in now.
	FirstOn, MovedOn desks.Date
	MovedAt          time.Time
	// Reason is why it ended so, one of ReasonsOf; Why in words.
	Reason, Why string
	Certificate string
	CertifiedOn desks.Date
	// Mine: only the person wrote on it. Told: the desk has not confirmed what they told last.
	Mine, Told bool
	// EnrolledOn and CompletedOn are the days that count, as the desk knows them.
	EnrolledOn, CompletedOn desks.Date
	EntryID                 *int64
	Version                 int
	WrittenAt               time.Time
	WrittenBy               string
	RemovedAt               *time.Time
	RemovedBy               string
	// FromOn and DueOn order lists; the database keeps them.
	FromOn desks.Date `bun:",scanonly"`
	DueOn  desks.Date `bun:",scanonly"`
}

// May reports whether the table takes the enrolment to a state.
func (p *Enrolment) May(to string) bool { return slices.Contains(Steps(), Step{p.State, to}) }

// Over reports whether nothing may follow any more.
func (p *Enrolment) Over() bool { return len(After(p.State)) == 0 }
