package deliveries

import (
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/services"
)

// State says whether a service counts.
type State string

// The states, see doc.go.
const (
	Recorded  State = "recorded"  // as its standard asks
	Waiting   State = "waiting"   // misses it and waits for a specialist
	Accepted  State = "accepted"  // misses it and counts all the same, with a reason
	Withdrawn State = "withdrawn" // written by mistake
)

// Counts reports whether the service stands: it opens the way to others.
func (s State) Counts() bool { return s == Recorded || s == Accepted }

// move is what happens to a service.
type move string

const (
	conform  move = "conform"  // nothing is missing
	override move = "override" // counts all the same
	leave    move = "leave"    // left to a specialist
	withdraw move = "withdraw"
)

// transitions is the one table of what may follow what; "" is a service not written yet.
var transitions = map[State]map[move]State{
	"":       {conform: Recorded, override: Accepted, leave: Waiting},
	Recorded: {conform: Recorded, override: Accepted, leave: Waiting, withdraw: Withdrawn},
	Waiting:  {conform: Recorded, override: Accepted, leave: Waiting, withdraw: Withdrawn},
	Accepted: {conform: Recorded, override: Accepted, leave: Waiting, withdraw: Withdrawn},
}

// Limits of what is typed; each is a CHECK of the table too, but MaxMeetings and MaxAge.
const (
	MaxNotes    = 2000
	MaxPlace    = 120
	MaxWhy      = 300
	MaxGroup    = 500
	MaxMeetings = 30
	// MaxAge is how many days ago the first meeting may have been.
	MaxAge = 366
)

// Delivery is one service delivered on a case. Standard and Meetings are loaded by every
// function that returns one.
type Delivery struct {
	bun.BaseModel `bun:"table:deliveries,alias:d"`

	ID     int64  `bun:",pk,autoincrement"`
	Key    string `bun:"entry_key"`
	CaseID int64
	DeskID int64
	// StandardVersionID is the version of the standard it was recorded under.
	StandardVersionID int64
	State             State
	// Finished is set once no more meetings will come.
	Finished bool
	Recorded []services.Evidence `bun:",array"`
	Notes    string
	// StartedAt, EndedAt and Minutes are of all meetings together.
	StartedAt, EndedAt time.Time
	Minutes            int
	Findings           []services.Finding `bun:"type:jsonb"`
	// OverrideReason, OverrideBy and OverrideAt are of who let it count all the same.
	OverrideReason string
	OverrideBy     string
	OverrideAt     *time.Time
	// Version counts the changes; Why is the reason of the last one, where it needed one.
	Version   int
	WrittenAt time.Time
	WrittenBy string
	Why       string

	Standard *services.Standard `bun:"-"`
	Meetings []Meeting          `bun:"-"`
}

// Meeting is one sitting of a service.
type Meeting struct {
	bun.BaseModel `bun:"table:delivery_meetings,alias:m"`

	DeliveryID       int64 `bun:",pk"`
	Version          int   `bun:",pk"`
	Number           int   `bun:",pk"`
	Mode             services.Mode
	StartsAt, EndsAt time.Time
	// UserID is the account of who held it.
	UserID int64
	Place  string
	// GroupSize is how many took part, 0 where it was no group.
	GroupSize int
}

// Minutes is how long it lasted.
func (m Meeting) Minutes() int { return int(m.EndsAt.Sub(m.StartsAt) / time.Minute) }

// Operators are the accounts of who held the meetings, each once.
func (d *Delivery) Operators() []int64 {
	var ids []int64
	for _, m := range d.Meetings {
		if !slices.Contains(ids, m.UserID) {
			ids = append(ids, m.UserID)
		}
	}
	return ids
}

// held is the service as a standard is asked about it, in the zone of the desk.
func (d *Delivery) held(zone *time.Location) services.Delivery {
	x := services.Delivery{Recorded: d.Recorded, Finished: d.Finished}
	for _, m := range d.Meetings {
		x.Meetings = append(x.Meetings, services.Meeting{Mode: m.Mode, Start: m.StartsAt.In(zone), End: m.EndsAt.In(zone)})
	}
	return x
}
