package assessments

import (
	"strconv"

	"approdo/app/assessments"
	"approdo/app/web"
)

// Bar says how many hours of an assessment were held, drawn and in words: it is read
// without colours too.
type Bar struct {
	Text string
	// Warning says what is missing or too much, "" where nothing is.
	Warning string
	// Done, Least and Most are places on a line a hundred long.
	Done, Least, Most string
}

// BarOf draws the hours of an assessment between its bounds.
func BarOf(r *web.Request, a *assessments.Assessment, b assessments.Bounds) Bar {
	held := a.Held()
	most := max(b.Most, held)
	at := func(minutes int) string { return strconv.Itoa(minutes * 100 / (most + most/20)) }
	x := Bar{Done: at(held), Least: at(b.Least), Most: at(b.Most)}
	x.Text = r.T("assessments.bar", "Held", hours(r, held), "Least", hours(r, b.Least), "Most", hours(r, b.Most))
	switch {
	case b.Short(held):
		x.Warning = r.T("assessments.bar.short", "Hours", hours(r, b.Least-held))
	case b.Long(held):
		x.Warning = r.T("assessments.bar.long", "Hours", hours(r, held-b.Most))
	}
	return x
}

// Badge is a state in words and its tone.
type Badge struct{ Text, Tone string }

// BadgeOf is the state of an assessment.
func BadgeOf(r *web.Request, state string) Badge {
	tone := map[string]string{assessments.Begun: "tone-info", assessments.Completed: "tone-good"}[state]
	if tone == "" {
		tone = "tone-neutral"
	}
	return Badge{r.T("assessments.state." + state), tone}
}
