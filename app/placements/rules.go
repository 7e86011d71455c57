package placements

import (
	"time"

	"approdo/app/desks"
)

// Limits are the durations of internships that warn, in months, and the least monthly
// allowance in euro: rules of thumb of the Linee guida in materia di tirocini of 25 May
// 2017 (extracurricular) and of 22 January 2015 (inclusion); every region has its own.
type Limits struct{ Shortest, Longest, InclusionLongest, Allowance int }

// Italy are the limits of the guidelines.
func Italy() Limits { return Limits{Shortest: 2, Longest: 12, InclusionLongest: 24, Allowance: 300} }

// Days ahead that are shown before they come.
const (
	VisitsAhead = 7
	EndingAhead = 30
	// firstVisit is when the first visit to an internship is proposed.
	firstVisit = 30
	// askAfter is when somebody in a job without an end is asked.
	askAfter = 182
)

// Kinds of a warning.
const (
	TooLong      = "too_long"
	TooShort     = "too_short"
	LowAllowance = "low_allowance"
	NoInsurance  = "no_insurance"
	TwoFullTime  = "two_full_time"
	NotBegun     = "not_begun"
	PastItsEnd   = "past_end"
)

// Warning is what somebody should look at. Number is of months or euro; Other is the
// placement it clashes with.
type Warning struct {
	Kind   string
	Number int
	Other  *Placement
}

// Warnings looks at a placement, beside the others of the person, on a day.
func Warnings(p *Placement, others []Placement, l Limits, today desks.Date) []Warning {
	if p.State == Cancelled {
		return nil
	}
	all := p.internshipWarnings(l)
	for i := range others {
		if o := &others[i]; p.clashes(o) {
			all = append(all, Warning{Kind: TwoFullTime, Other: o})
		}
	}
	if p.State == Planned && p.StartsOn.Before(today) {
		all = append(all, Warning{Kind: NotBegun})
	}
	if p.State == Started && !p.EndsOn.IsZero() && p.EndsOn.Before(today) {
		all = append(all, Warning{Kind: PastItsEnd})
	}
	return all
}

func (p *Placement) internshipWarnings(l Limits) []Warning {
	if p.Kind != Internship {
		return nil
	}
	var all []Warning
	longest, after := l.Longest, p.Until().AddDays(1)
	if p.Scheme == Inclusion {
		longest = l.InclusionLongest
	}
	if after.After(addMonths(p.From(), longest)) {
		all = append(all, Warning{Kind: TooLong, Number: longest})
	}
	if p.Scheme == Extracurricular && p.State != Ended && after.Before(addMonths(p.From(), l.Shortest)) {
		all = append(all, Warning{Kind: TooShort, Number: l.Shortest})
	}
	if p.Scheme == Extracurricular && p.AllowanceCents < l.Allowance*100 {
		all = append(all, Warning{Kind: LowAllowance, Number: l.Allowance})
	}
	if p.Insurance == "" && p.State != Ended {
		all = append(all, Warning{Kind: NoInsurance})
	}
	return all
}

// clashes reports whether both are full-time contracts and some day is in both.
func (p *Placement) clashes(o *Placement) bool {
	if p.ID == o.ID || o.State == Cancelled || p.WorkingTime != FullTime || o.WorkingTime != FullTime {
		return false
	}
	before := func(a, b *Placement) bool { return !a.Until().IsZero() && a.Until().Before(b.From()) }
	return !before(p, o) && !before(o, p)
}

// addMonths is the same day some months later, or the last one of a shorter month.
func addMonths(d desks.Date, n int) desks.Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return desks.DateOf(first.AddDate(0, 0, min(d.Day, last)-1))
}

// FirstVisit is the day proposed for the first visit of what starts on a day: an
// internship's, zero for a job.
func (p *Placement) FirstVisit(start desks.Date) desks.Date {
	if p.Kind != Internship {
		return desks.Date{}
	}
	return start.AddDays(firstVisit)
}

// askOn is since when satisfaction is due: the last day, or a while after the start of
// what has no end. Zero where there is nothing to ask about.
func (p *Placement) askOn() desks.Date {
	switch {
	case p.State == Ended:
		return p.EndedOn
	case p.State != Started:
		return desks.Date{}
	case p.EndsOn.IsZero():
		return p.StartedOn.AddDays(askAfter)
	}
	return p.EndsOn
}

// MayAsk reports whether satisfaction may be asked about on a day: at the end or after.
func (p *Placement) MayAsk(today desks.Date) bool {
	if p.State == Started {
		return p.EndsOn.IsZero() || !today.Before(p.EndsOn.AddDays(-EndingAhead))
	}
	return p.State == Ended
}
