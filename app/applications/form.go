package applications

import (
	"regexp"
	"slices"

	"approdo/app/desks"
	"approdo/app/fault"
)

// Form is an application as it was typed.
type Form struct {
	// Key is a random text of the form: sent twice, one application.
	Key  string
	Road string
	// DeskID is the desk that puts forward, 0 for the first that both know.
	DeskID int64
	Terms
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// clean tidies what was typed.
func (f *Form) clean() {
	for _, s := range []*string{&f.Position, &f.Employer, &f.Place, &f.Advert} {
		*s = line(*s)
	}
	f.Note = paragraph(f.Note)
}

// yearsBack is how old an application may be that is written down now.
const yearsBack = 5

// check names what is wrong by the name of its field; today is a day in Italy.
func (f *Form) check(today desks.Date) error {
	var k fault.Check
	k.If(!slices.Contains(Roads(), f.Road), "road", "applications.error.road")
	k.If(f.Position == "", "position", "applications.error.position")
	k.If(f.Employer == "", "employer", "applications.error.employer")
	k.If(!slices.Contains(Means(), f.Means), "means", "applications.error.means")
	k.If(f.SentOn.IsZero(), "sent_on", "applications.error.sent_on")
	k.If(f.SentOn.After(today), "sent_on", "applications.error.future")
	k.If(!f.SentOn.IsZero() && f.SentOn.Before(today.AddDays(-366*yearsBack)), "sent_on", "applications.error.far")
	text(&k, "position", f.Position, MaxLine)
	text(&k, "employer", f.Employer, MaxLine)
	text(&k, "place", f.Place, MaxLine)
	text(&k, "advert", f.Advert, MaxAdvert)
	text(&k, "note", f.Note, MaxText)
	return k.Err()
}
