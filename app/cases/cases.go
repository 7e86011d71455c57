package cases

import (
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
	"approdo/app/people"
)

// Case is a person taken in charge by a desk. Person and Desk are loaded by every
// function that returns one.
type Case struct {
	bun.BaseModel `bun:"table:cases,alias:c"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	DeskID   int64
	// UserID is the account of the holder.
	UserID   int64
	OpenedAt time.Time
	OpenedBy string
	// NoticeVersion and NoticeLang are of the privacy notice handed over.
	NoticeVersion string
	NoticeLang    string
	// Need is what the person asked for, in the operator's words.
	Need        string
	ClosedAt    *time.Time
	ClosedBy    string
	Outcome     string
	ClosingNote string

	Person *people.Person `bun:"-"`
	Desk   *desks.Desk    `bun:"-"`
}

// Open reports whether the path goes on.
func (c *Case) Open() bool { return c.ClosedAt == nil }

// Outcomes are the ways in which a path ends.
func Outcomes() []string {
	return []string{"work", "training", "referred", "goal", "moved", "withdrew", "unreachable", "mistake"}
}

// Limits of what is typed, in characters; each is a CHECK of the table too.
const (
	MaxNeed   = 2000
	MaxReason = 300
)

// NoticeVersion names the privacy notice the portal shows and the desks hand over: the
// day its text last changed. The house tests hold the text of every language against
// NoticeSum, so that nobody changes it without a new version.
const (
	NoticeVersion = "2026-11-22"
	NoticeSum     = "1815e5191da900b5"
)
