package appointments

import (
	"slices"

	"approdo/app/fault"
)

// Why is what a person says when cancelling; both parts may be empty. Staff read
// it, no message repeats it.
type Why struct {
	// Code is one of Whys.
	Code string
	// Reason are the person's own words, MaxReason characters.
	Reason string
}

// Whys are the reasons a person can choose from; appointments_cancel_code_known
// holds the same. None of them asks about health.
func Whys() []string { return []string{"time", "work", "not_needed", "other"} }

func (w Why) clean() Why { return Why{Code: w.Code, Reason: tidy(w.Reason)} }

func (w Why) check() error {
	var c fault.Check
	c.If(w.Code != "" && !slices.Contains(Whys(), w.Code), "code", "appointments.error.why")
	c.If(tooLong(w.Reason, MaxReason), "reason", "appointments.error.note_long", "Max", MaxReason)
	c.If(bad(w.Reason), "reason", "appointments.error.characters")
	return c.Err()
}
