package services

import (
	"strings"
	"time"
	"unicode/utf8"

	"approdo/app/auth"
	"approdo/app/fault"
)

// MostReason is how long the reason of an override may be, in characters.
const MostReason = 300

// Override is why a service counts although it misses its standard. It is kept
// beside the service together with what it answers to.
type Override struct {
	Reason string
	// By is who wrote it (auth.Actor.Ref), At when.
	By string
	At time.Time
	// Kinds are the findings it answers to, in the order of Check.
	Kinds []FindingKind
}

// Accept says whether a service with these findings may be recorded: without
// findings always, and then there is nothing to keep (nil); otherwise with a
// reason, by a role that may override standards. Invalid on "override_reason"
// where the reason is missing or too long, Forbidden for any other role.
func Accept(findings []Finding, actor auth.Actor, reason string, now time.Time) (*Override, error) {
	if len(findings) == 0 {
		return nil, nil
	}
	if !actor.May(auth.StandardsOverride) {
		return nil, fault.New(fault.Forbidden, "services.error.override")
	}
	reason = strings.TrimSpace(reason)
	var c fault.Check
	c.If(reason == "", "override_reason", "services.error.override_reason")
	c.If(utf8.RuneCountInString(reason) > MostReason, "override_reason", "services.error.reason_long", "Most", MostReason)
	if err := c.Err(); err != nil {
		return nil, err
	}
	o := &Override{Reason: reason, By: actor.Ref(), At: now}
	for _, f := range findings {
		o.Kinds = append(o.Kinds, f.Kind)
	}
	return o, nil
}
