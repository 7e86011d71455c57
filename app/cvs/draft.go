package cvs

import (
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/europass"
)

// StepReview is the last step of writing a CV; those before are europass.Sections.
const StepReview = "review"

// Steps are the steps of writing a CV, in their order.
func Steps() []string { return append(europass.Sections(), StepReview) }

// Draft is a CV being written: what it says so far and where its author goes on.
type Draft struct {
	bun.BaseModel `bun:"table:cv_drafts,alias:d"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	Data     *europass.Profile `bun:"type:jsonb"`
	// Step is one of Steps.
	Step string
	// Lang is the language of the copy for the person.
	Lang string
	// Version counts the changes.
	Version   int
	BegunAt   time.Time
	BegunBy   string
	ChangedAt time.Time
	ChangedBy string
	// SavedAt is when a CV was last made of it, nil for never.
	SavedAt *time.Time
}

// Writer is who writes a CV: an operator for a person of their desks, or, with PersonID 0,
// the citizen their own.
type Writer struct {
	Actor    auth.Actor
	PersonID int64
}

// Typed is what was typed at one step.
type Typed struct {
	// Section is one of europass.Sections.
	Section string
	// Says holds what the section says; of a section with lines the one line, or none
	// where nothing was typed.
	Says *europass.Profile
	// Seen is the digest of the section as its author saw it, or the key of the line they
	// change, "" for a new one.
	Seen string
	// Wrong are the dates and numbers that could not be read, by the names of the fields,
	// with the keys of what is wrong with them.
	Wrong map[string]string
	// On says that the author goes on to the next step; otherwise they stay.
	On bool
}

// next is the step after one.
func next(step string) string {
	all := Steps()
	for i, s := range all[:len(all)-1] {
		if s == step {
			return all[i+1]
		}
	}
	return StepReview
}
