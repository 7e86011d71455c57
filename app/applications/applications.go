package applications

import (
	"net/url"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
)

// Roads are how somebody came to a job: Own, they applied; ByDesk, a desk put them
// forward (candidatura segnalata).
const (
	Own    = "own"
	ByDesk = "desk"
)

// Roads are all of them, in the order shown.
func Roads() []string { return []string{ByDesk, Own} }

// Sides are who moves an application.
const (
	ThePerson   = "person"
	TheDesk     = "desk"
	TheEmployer = "employer"
)

// States of an application. Pool is an employer who keeps somebody in mind for later,
// Elsewhere a person who found another job.
const (
	Sent      = "sent"
	Interview = "interview"
	Offer     = "offer"
	Pool      = "pool"
	Hired     = "hired"
	NotHired  = "not_hired"
	NoAnswer  = "no_answer"
	Withdrawn = "withdrawn"
	Elsewhere = "elsewhere"
)

// States are all of them, in the order shown.
func States() []string {
	return []string{Sent, Interview, Offer, Pool, Hired, NotHired, NoAnswer, Withdrawn, Elsewhere}
}

// Step is one line of the table of what may follow what.
type Step struct {
	From, To string
	// Back takes a step back that was a mistake.
	Back bool
}

// Steps is the table of transitions: everything that may happen to an application. An
// interview may follow another; who said no, or nothing, may still call.
func Steps() []Step {
	var all []Step
	for _, x := range []struct {
		from string
		to   []string
	}{
		{Sent, []string{Interview, Offer, Hired, NotHired, Pool, NoAnswer, Withdrawn, Elsewhere}},
		{Interview, []string{Interview, Offer, Hired, NotHired, Pool, NoAnswer, Withdrawn, Elsewhere}},
		{Offer, []string{Hired, NotHired, NoAnswer, Withdrawn, Elsewhere}},
		{Pool, []string{Interview, Offer, Hired, NotHired, Withdrawn, Elsewhere}},
		{NotHired, []string{Interview, Offer, Hired, Pool}},
		{NoAnswer, []string{Interview, Offer, Hired, NotHired, Pool, Elsewhere}},
	} {
		for _, to := range x.to {
			all = append(all, Step{From: x.from, To: to}, Step{From: to, To: x.from, Back: true})
		}
	}
	return all
}

// Reasons for which somebody is not hired. Unsaid is an employer who gave none; Other
// needs a text.
const (
	Unsaid = "unsaid"
	Other  = "other"
)

// Reasons are all of them, in the order shown.
func Reasons() []string {
	return []string{"filled", "experience", "requirements", "language", "distance", "hours", Unsaid, Other}
}

// Means are how an application travelled, in the order shown.
func Means() []string { return []string{"email", "site", "person", "phone", "agency", Other} }

// Limits of what is typed; each is a CHECK of the table too.
const (
	MaxLine   = 200
	MaxAdvert = 500
	MaxText   = 1000
)

// Terms are what an application says, as it was typed.
type Terms struct {
	Position string
	// OccupationID is the job in the glossary, 0 where nobody chose one.
	OccupationID int64 `bun:",nullzero"`
	Employer     string
	Place        string
	// Advert is where the job was offered: words, or an address.
	Advert string
	// Means is one of Means.
	Means  string
	SentOn desks.Date
	Note   string
}

// AdvertURL is where the advert can be read: an address of the web, "" for anything else
// that was typed.
func (t *Terms) AdvertURL() string {
	u, err := url.Parse(t.Advert)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}

// Facts are what belongs to one state: of Interview the day, the hour ("15:30") and the
// place; of NotHired one of Reasons; of Hired the contract (placements.Contracts, "" for
// unsaid) and the first day of work.
type Facts struct {
	MeetOn    desks.Date
	MeetClock string
	MeetPlace string
	Reason    string
	Contract  string
	StartsOn  desks.Date
}

// Application is one person trying for one job at one employer.
type Application struct {
	bun.BaseModel `bun:"table:applications,alias:ap"`

	ID       int64  `bun:",pk,autoincrement"`
	Key      string `bun:"entry_key"`
	PersonID int64
	Road     string
	// DeskID is the desk that put the person forward, 0 on the Own road.
	DeskID int64 `bun:",nullzero"`
	// ShareID is the CV that went (cvs.Share), 0 where none did.
	ShareID int64 `bun:",nullzero"`
	// MadeBy is the side that wrote it down.
	MadeBy string
	Terms
	State string
	Facts
	// InterviewedOn and HiredOn are what the figures count, zero where it did not happen.
	InterviewedOn, HiredOn desks.Date
	// NewsOn is the day of the last thing that happened.
	NewsOn    desks.Date
	Version   int
	WrittenAt time.Time
	WrittenBy string
}

// Move is one thing that happened to an application. The first has no From; one that is
// Back took the step before back.
type Move struct {
	bun.BaseModel `bun:"table:application_moves,alias:mv"`

	ID            int64 `bun:",pk,autoincrement"`
	ApplicationID int64
	At            time.Time
	On            desks.Date `bun:"happened_on"`
	By, Side      string
	From          string `bun:"from_state"`
	To            string `bun:"to_state"`
	Back          bool
	Facts
	Note string
}

// May reports whether the table takes the application on to a state.
func (a *Application) May(to string) bool {
	return slices.Contains(Steps(), Step{From: a.State, To: to})
}

// Awaiting reports whether somebody waits to hear more.
func (a *Application) Awaiting() bool {
	return a.State == Sent || a.State == Interview || a.State == Offer
}

// Open reports whether something may still come of it, a pool too.
func (a *Application) Open() bool { return a.Awaiting() || a.State == Pool }
