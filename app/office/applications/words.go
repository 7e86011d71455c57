package applications

import (
	"approdo/app/applications"
	"approdo/app/desks"
	"approdo/app/web"
)

// Badge is a state in words and its tone.
type Badge struct{ Text, Tone string }

var tones = map[string]string{applications.Sent: "tone-info", applications.Interview: "tone-good", applications.Offer: "tone-good", applications.Pool: "tone-info",
	applications.Hired: "tone-good", applications.NotHired: "tone-warn", applications.NoAnswer: "tone-warn"}

func badge(r *web.Request, state string) Badge {
	b := Badge{r.T("applications.office.state." + state), tones[state]}
	if b.Tone == "" {
		b.Tone = "tone-neutral"
	}
	return b
}

// silence marks who heard nothing for long: a warning after a month, louder after two.
func silence(r *web.Request, a *applications.Application) Badge {
	n := a.Silence(desks.InItaly(r.Now))
	switch {
	case n >= applications.Silent:
		return Badge{r.L.N("applications.silent", n), "tone-bad"}
	case n >= applications.Quiet:
		return Badge{r.L.N("applications.silent", n), "tone-warn"}
	}
	return Badge{}
}

// what is "Cuoca · Trattoria".
func what(a *applications.Application) string { return a.Position + " · " + a.Employer }

func dayText(r *web.Request, d desks.Date) string {
	if d.IsZero() {
		return ""
	}
	return r.L.DateShort(d.Time())
}

// factsText are what belongs to a state, in order.
func factsText(r *web.Request, f applications.Facts) []string {
	var all []string
	add := func(v string) {
		if v != "" {
			all = append(all, v)
		}
	}
	day := dayText(r, f.MeetOn)
	if f.MeetClock != "" {
		day += " " + f.MeetClock
	}
	add(day)
	add(f.MeetPlace)
	if f.Reason != "" {
		add(r.T("applications.reason." + f.Reason))
	}
	if f.Contract != "" {
		add(r.T("people.job.contract." + f.Contract))
	}
	if !f.StartsOn.IsZero() {
		add(r.T("placements.since", "Day", dayText(r, f.StartsOn)))
	}
	return all
}
