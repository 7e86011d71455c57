package placements

import (
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
)

// Kinds of a placement.
const (
	Contract       = "contract"
	Internship     = "internship"
	SelfEmployment = "self_employment"
	Cooperative    = "cooperative" // a contract with a social cooperative of type B
)

// Kinds are all of them, in the order shown.
func Kinds() []string { return []string{Internship, Contract, Cooperative, SelfEmployment} }

// States of a placement.
const (
	Planned   = "planned"
	Started   = "started"
	Ended     = "ended"
	Cancelled = "cancelled"
)

// States are all of them, in the order shown.
func States() []string { return []string{Planned, Started, Ended, Cancelled} }

// Step is one line of the table of what may follow what.
type Step struct {
	From, To string
	// Back takes a step back that was a mistake.
	Back bool
}

// Steps is the table of transitions: everything that may happen to a placement.
func Steps() []Step {
	return []Step{
		{From: Planned, To: Started}, {From: Started, To: Ended}, {From: Planned, To: Cancelled},
		{From: Started, To: Planned, Back: true}, {From: Ended, To: Started, Back: true}, {From: Cancelled, To: Planned, Back: true},
	}
}

// Contracts are the types of a contract; the person's file names them alike.
func Contracts() []string {
	return []string{"permanent", "fixed", "apprenticeship", "agency", "seasonal", "domestic", "on_call"}
}

// Working times of a contract.
const (
	FullTime = "full"
	PartTime = "part"
)

// Schemes of an internship.
const (
	Extracurricular = "extracurricular"
	Inclusion       = "inclusion"
)

// Reasons for an end. TurnedIntoJob leads to the placement that follows.
const (
	Finished      = "finished"
	TurnedIntoJob = "job"
	ByPerson      = "person"
	ByFirm        = "firm"
	OtherReason   = "other"
)

// Reasons are all of them, in the order shown.
func Reasons() []string {
	return []string{Finished, TurnedIntoJob, ByPerson, ByFirm, OtherReason}
}

// Limits of what is typed; each is a CHECK of the table too.
const (
	MaxShort     = 200
	MaxPhone     = 40
	MaxText      = 2000
	MaxWhy       = 300
	MaxMinutes   = 60 * 60 // a week
	MaxAllowance = 10_000  // euro a month
)

// Terms are what a placement says, as it was typed.
type Terms struct {
	Firm, Place, TaxCode, Contact, Phone string
	Occupation                           string
	// Contract, WorkingTime: of a contract and of a cooperative.
	Contract    string
	WorkingTime string
	// WeekMinutes is how long a week is, 0 where nobody said.
	WeekMinutes int
	// Scheme to Insurance: of an internship.
	Scheme               string
	HostTutor, DeskTutor string
	Goals                string
	AllowanceCents       int
	Insurance            string
	StartsOn, EndsOn     desks.Date
	ActionID             *int64
	Note                 string
}

// Placement is where somebody works, or will.
type Placement struct {
	bun.BaseModel `bun:"table:placements,alias:pl"`

	ID     int64  `bun:",pk,autoincrement"`
	Key    string `bun:"entry_key"`
	CaseID int64
	DeskID int64
	Kind   string
	State  string
	Terms
	// StartedOn and EndedOn are what came of it; EndedOn is the last day.
	StartedOn, EndedOn desks.Date
	EndReason, EndNote string
	// VisitDue is when the next visit is due, zero where none is.
	VisitDue desks.Date
	// AskOn is since when a side's satisfaction is due, zero where none is.
	AskOn     desks.Date
	FollowsID *int64
	EntryID   *int64
	Version   int
	WrittenAt time.Time
	WrittenBy string
	// FromOn is From, as the database keeps it for lists; other reads leave it zero.
	FromOn desks.Date `bun:",scanonly"`
}

// From is the first day: the real one, else the one planned.
func (p *Placement) From() desks.Date {
	if p.StartedOn.IsZero() {
		return p.StartsOn
	}
	return p.StartedOn
}

// Until is the last day: the real one, else the one planned, zero where there is none.
func (p *Placement) Until() desks.Date {
	if p.EndedOn.IsZero() {
		return p.EndsOn
	}
	return p.EndedOn
}

// May reports whether the table takes the placement to a state.
func (p *Placement) May(to string) bool {
	return slices.ContainsFunc(Steps(), func(s Step) bool { return s.From == p.State && s.To == to })
}

// Work reports whether it is a job, not an internship.
func (p *Placement) Work() bool { return p.Kind != Internship }

// Sides are who is asked how satisfied they are: "person" and "firm".
func (p *Placement) Sides() []string {
	if p.Kind == SelfEmployment {
		return []string{"person"}
	}
	return []string{"person", "firm"}
}
