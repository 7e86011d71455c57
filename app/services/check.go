package services

import (
	"slices"
	"strings"
	"time"

	"approdo/app/desks"
)

// Delivery is a service as it was delivered, ready to be held against a standard.
type Delivery struct {
	// Meetings are all those of this service so far, in order; at least one.
	Meetings []Meeting
	// Recorded is what the operator recorded of it.
	Recorded []Evidence
	// Finished is set once nothing more will come: only then can meetings be too few
	// or an output be missing.
	Finished bool
}

// Meeting is one sitting, with the person or in the back office. Its times are in
// the desk's zone: "the same day" is read from them.
type Meeting struct {
	Mode       Mode
	Start, End time.Time
}

// Minutes is how long the meeting lasted, whole minutes.
func (m Meeting) Minutes() int { return int(m.End.Sub(m.Start) / time.Minute) }

// History is what the person, or the company, had before.
type History struct {
	// Delivered are the finished services, by code of the standard's own repertoire.
	Delivered []Past
	// Signed are the signatures, with when they were given.
	Signed []Signature
}

// Past is one service that was delivered; its times are in the desk's zone.
type Past struct {
	Code       string
	Start, End time.Time
}

// Signature is something signed, such as the service pact.
type Signature struct {
	What Evidence
	At   time.Time
}

// FindingKind says in which way a delivered service misses its standard.
type FindingKind string

// The ways.
const (
	WrongMode      FindingKind = "mode"            // held in a way the standard does not know
	TooShort       FindingKind = "too_short"       // one meeting is shorter than the least
	TooLong        FindingKind = "too_long"        // one meeting is longer than the most
	TooFewMeetings FindingKind = "meetings"        // fewer meetings than asked for
	MissingPart    FindingKind = "part"            // only with the person, or only in the back office
	TotalShort     FindingKind = "total_short"     // all meetings together are too short
	TotalLong      FindingKind = "total_long"      // all meetings together are too long
	NotAfterAny    FindingKind = "order_any"       // none of the services that open the way came before
	NotAfterAll    FindingKind = "order_all"       // one of the services that open the way is missing
	NotSigned      FindingKind = "signature"       // a signature that must come first is not there
	MissingOutput  FindingKind = "output"          // nothing shows an output
	NoMeeting      FindingKind = "without_meeting" // there is no meeting at all
)

// Finding is one way in which a service misses its standard, as values for the
// sentence of its Key. Where the same thing happened in several meetings, there is
// one finding for each.
type Finding struct {
	Kind FindingKind
	// Meeting is which one, from 1; 0 where it is about the whole service.
	Meeting int
	Mode    Mode
	// Minutes are how long it lasted, Limit how long it may or must.
	Minutes, Limit int
	// Count and Least are meetings held and asked for.
	Count, Least int
	// Codes are the services that should have come before.
	Codes  []string
	Signed Evidence
	Output Output
}

// Check holds a delivered service against its standard and what came before; the
// zero result is a service as it should be. It asks no database and no clock.
func Check(s *Standard, d Delivery, h History) []Finding {
	if len(d.Meetings) == 0 {
		return []Finding{{Kind: NoMeeting}}
	}
	all := s.Rules.meetings(d)
	all = append(all, s.Rules.whole(d)...)
	all = append(all, s.Rules.Access.check(d, h)...)
	if d.Finished {
		for _, o := range s.Rules.Outputs {
			if !o.shownBy(d.Recorded) {
				all = append(all, Finding{Kind: MissingOutput, Output: o})
			}
		}
	}
	return all
}

// meetings looks at each meeting by itself.
func (r *Rules) meetings(d Delivery) []Finding {
	var all []Finding
	for i, m := range d.Meetings {
		limit, known := r.Modes[m.Mode]
		switch {
		case !known && len(r.Modes) > 0:
			all = append(all, Finding{Kind: WrongMode, Meeting: i + 1, Mode: m.Mode})
		case m.Minutes() < limit.Min:
			all = append(all, Finding{Kind: TooShort, Meeting: i + 1, Mode: m.Mode, Minutes: m.Minutes(), Limit: limit.Min})
		case limit.Max > 0 && m.Minutes() > limit.Max:
			all = append(all, Finding{Kind: TooLong, Meeting: i + 1, Mode: m.Mode, Minutes: m.Minutes(), Limit: limit.Max})
		}
	}
	return all
}

// whole looks at all meetings together; what may still come is not missed.
func (r *Rules) whole(d Delivery) []Finding {
	var all []Finding
	total, office, presence := 0, false, 0
	for _, m := range d.Meetings {
		total += m.Minutes()
		if m.Mode == BackOffice {
			office = true
			continue
		}
		presence++
	}
	if d.Finished && len(d.Meetings) < r.Meetings {
		all = append(all, Finding{Kind: TooFewMeetings, Count: len(d.Meetings), Least: r.Meetings})
	}
	if d.Finished && r.Both && (!office || presence == 0) {
		missing := BackOffice
		if office {
			missing = Individual
		}
		all = append(all, Finding{Kind: MissingPart, Mode: missing})
	}
	if d.Finished && total < r.Total.Min {
		all = append(all, Finding{Kind: TotalShort, Minutes: total, Limit: r.Total.Min})
	}
	if r.Total.Max > 0 && total > r.Total.Max {
		all = append(all, Finding{Kind: TotalLong, Minutes: total, Limit: r.Total.Max})
	}
	return all
}

// check looks at what must have happened before the first meeting.
func (a Access) check(d Delivery, h History) []Finding {
	var all []Finding
	start := d.Meetings[0].Start
	var missing []string
	for _, code := range a.After {
		if !slices.ContainsFunc(h.Delivered, func(p Past) bool { return p.Code == code && a.before(p, start) }) {
			missing = append(missing, code)
		}
	}
	switch {
	case a.All && len(missing) > 0:
		all = append(all, Finding{Kind: NotAfterAll, Codes: missing})
	case !a.All && len(missing) > 0 && len(missing) == len(a.After):
		all = append(all, Finding{Kind: NotAfterAny, Codes: missing})
	}
	for _, need := range a.Needs {
		if !slices.ContainsFunc(h.Signed, func(x Signature) bool { return x.What == need && !x.At.After(start) }) {
			all = append(all, Finding{Kind: NotSigned, Signed: need})
		}
	}
	return all
}

// before reports whether the past service opens the way to one that starts then:
// it was over, or happened on the same day where the standard allows both together.
func (a Access) before(p Past, start time.Time) bool {
	return !p.End.After(start) || a.Together && desks.DateOf(p.Start) == desks.DateOf(start)
}

// Key is the message key of the sentence that explains the finding, see Values.
func (f Finding) Key() string {
	switch f.Kind {
	case WrongMode:
		return "services.finding.mode"
	case TooShort:
		return "services.finding.too_short"
	case TooLong:
		return "services.finding.too_long"
	case TooFewMeetings:
		return "services.finding.meetings"
	case MissingPart:
		return "services.finding.part." + string(f.Mode)
	case TotalShort:
		return "services.finding.total_short"
	case TotalLong:
		return "services.finding.total_long"
	case NotAfterAny:
		return "services.finding.order_any"
	case NotAfterAll:
		return "services.finding.order_all"
	case NotSigned:
		return "services.finding.signature." + string(f.Signed)
	case MissingOutput:
		return "services.finding.output." + string(f.Output)
	}
	return "services.finding.without_meeting"
}

// Values fill the sentence: Meeting, Minutes, Limit, Count, Least and Codes, as far
// as the kind has them.
func (f Finding) Values() map[string]any {
	return map[string]any{
		"Meeting": f.Meeting, "Minutes": f.Minutes, "Limit": f.Limit, "Count": f.Count, "Least": f.Least,
		"Codes": strings.Join(f.Codes, ", "),
	}
}
