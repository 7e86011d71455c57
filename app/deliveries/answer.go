package deliveries

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/services"
)

// Answer is what to do about the findings one was shown.
type Answer struct {
	// Seen is the Fingerprint of the findings that were shown, "" where none were.
	Seen string
	// Leave keeps the service waiting for a specialist; otherwise Reason says why it
	// counts all the same.
	Leave  bool
	Reason string
}

// Fingerprint names a list of findings, "" an empty one.
func Fingerprint(findings []services.Finding) string {
	if len(findings) == 0 {
		return ""
	}
	text, err := json.Marshal(findings)
	if err != nil {
		return "unknown" // values of a closed set: cannot happen, and agrees with nothing shown
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12])
}

// judge settles the state of a service with these findings, or reports that the findings
// must be shown first. old is the service as it stood, nil for a new one. It asks no
// database and no clock.
func (d *Delivery) judge(old *Delivery, findings []services.Finding, a Answer, actor auth.Actor, now time.Time) (ask bool, err error) {
	seen := len(findings) > 0 && a.Seen == Fingerprint(findings)
	from := State("")
	if old != nil {
		from = old.State
	}
	switch {
	case len(findings) == 0:
		d.Findings = []services.Finding{}
		return false, d.step(from, conform, nil)
	case seen && !a.Leave:
		o, err := services.Accept(findings, actor, a.Reason, now)
		if err != nil {
			return false, err
		}
		d.Findings = findings
		return false, d.step(from, override, o)
	case seen && a.Leave:
		d.Findings = findings
		return false, d.step(from, leave, nil)
	case old != nil && Fingerprint(old.Findings) == Fingerprint(findings):
		d.Findings, d.State = old.Findings, old.State
		d.OverrideReason, d.OverrideBy, d.OverrideAt = old.OverrideReason, old.OverrideBy, old.OverrideAt
		return false, nil
	}
	return true, nil
}

// step moves along the table; Conflict "deliveries.error.withdrawn" where nothing follows.
func (d *Delivery) step(from State, m move, o *services.Override) error {
	to, ok := transitions[from][m]
	if !ok {
		return fault.New(fault.Conflict, "deliveries.error.withdrawn")
	}
	d.State = to
	if m == withdraw {
		return nil
	}
	d.OverrideReason, d.OverrideBy, d.OverrideAt = "", "", nil
	if o != nil {
		d.OverrideReason, d.OverrideBy, d.OverrideAt = o.Reason, o.By, &o.At
	}
	return nil
}
