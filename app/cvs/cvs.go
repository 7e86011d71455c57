package cvs

import (
	"time"

	"github.com/uptrace/bun"

	"approdo/app/desks"
)

// Sources of a CV.
const (
	Uploaded = "upload"
	MadeHere = "made"
)

// States of a CV.
const (
	Checking   = "checking"
	Unscanned  = "unscanned"
	Incomplete = "incomplete"
	Ready      = "ready"
	Refused    = "refused"
)

// Months is how long a CV is valid from the day it came or was renewed (source 4).
const Months = 6

// MaxSize is how large a file handed in may be, in bytes.
const MaxSize = 10 << 20

// CV is one CV of a person, from the moment it was handed in.
type CV struct {
	bun.BaseModel `bun:"table:cvs,alias:v"`

	ID       int64 `bun:",pk,autoincrement"`
	PersonID int64
	Source   string
	State    string
	// Reason is the key of the sentence that says why it was refused, ReasonArgs what
	// that sentence needs.
	Reason     string
	ReasonArgs map[string]any `bun:"type:jsonb"`
	// FileID is the PDF of a ready or incomplete CV, what was handed in before; "" where
	// nobody has it any more.
	FileID string `bun:",nullzero"`
	// Name is the name the file came with.
	Name   string
	SHA256 []byte `bun:"sha256"`
	Pages  int
	// Lang is the language it is written in, "" where nobody said.
	Lang string
	// Agreed is how the person agreed that the desk hands it in, one of Ways; "" for who
	// did it themselves.
	Agreed string
	// WarnedAt is when it was read that employers can find it, nil for never.
	WarnedAt *time.Time
	// ReadAt is when its text was read.
	ReadAt  *time.Time
	AddedAt time.Time
	AddedBy string
	ReadyAt *time.Time
	// ValidUntil is the moment from which it is obsolete, nil before it is ready.
	ValidUntil *time.Time
	RenewedAt  *time.Time
	RenewedBy  string
	ReplacedAt *time.Time
	// HeldFor is the CV of the desk that took its place, HeldUntil how long its content is
	// kept in case that was a mistake; nil where nobody has it any more.
	HeldFor   *int64
	HeldUntil *time.Time
	// RemovedAt is when the desk took it away; the person keeps it.
	RemovedAt *time.Time
	RemovedBy string
	// DeletedAt is when the person deleted it, for all.
	DeletedAt *time.Time
	DeletedBy string
	// GoingOn is the first day on which a CV nobody renewed may be erased, zero before its
	// person was told.
	GoingOn desks.Date
}

// Ways are how a person tells the desk that it may hand in their CV.
func Ways() []string { return []string{"present", "phone", "mail", "paper"} }

// Obsolete reports whether the validity of a ready CV is over.
func (v *CV) Obsolete(now time.Time) bool { return v.ValidUntil != nil && !now.Before(*v.ValidUntil) }

// Open reports whether the CV is still on its way: being checked, or waiting for what
// the file lacks.
func (v *CV) Open() bool {
	return v.State == Checking || v.State == Unscanned || v.State == Incomplete
}

// Renewable reports whether the validity of a ready CV is over or ends within a month.
func (v *CV) Renewable(now time.Time) bool {
	return v.ValidUntil != nil && v.RemovedAt == nil && !now.Before(v.ValidUntil.Add(-early))
}

// LastDay is a moment of the last day on which a ready CV is valid, the zero time before.
func (v *CV) LastDay() time.Time {
	if v.ValidUntil == nil {
		return time.Time{}
	}
	return v.ValidUntil.Add(-time.Second)
}

// validFrom gives the end of the validity of a CV that came at a time: the midnight in
// Italy, where the desks are, after the same day six months later, or the last day of
// that month.
func validFrom(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	last := time.Date(y, m+Months+1, 0, 0, 0, 0, 0, zone).Day()
	return time.Date(y, m+Months, min(d, last)+1, 0, 0, 0, 0, zone)
}
