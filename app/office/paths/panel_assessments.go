package paths

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/assessments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	screens "approdo/app/office/assessments"
	"approdo/app/web"
)

// AssessmentPanel is what was assessed and which tests were given, on the page of a case.
type AssessmentPanel struct {
	Rows  []AssessmentRow
	Tests []screens.TestRow
	// BeginURL, TestURL and HealthURL are "" for who may not.
	BeginURL, TestURL, HealthURL string
}

// AssessmentRow is one assessment with its hours.
type AssessmentRow struct {
	URL   string
	On    desks.Date
	Badge screens.Badge
	Bar   screens.Bar
}

// addAssessments puts the assessments and the tests of a case on its page.
func (s *Screens) addAssessments(c *fiber.Ctx, p *CasePage) error {
	r, ctx := web.Of(c), c.UserContext()
	list, err := assessments.OfCase(ctx, s.db.Web, r.Actor, p.Case.ID)
	if err != nil {
		return err
	}
	x, under := new(AssessmentPanel), false
	for i := range list {
		a := &list[i]
		bounds, err := assessments.BoundsOn(ctx, s.db.Web, a.BegunOn)
		if err != nil {
			return err
		}
		x.Rows = append(x.Rows, AssessmentRow{r.URL("/ufficio/bilanci/" + web.IDText(a.ID)), a.BegunOn, screens.BadgeOf(r, a.State), screens.BarOf(r, a, bounds)})
		under = under || a.Open()
	}
	tests, err := assessments.Tests(ctx, s.db.Web, r.Actor, p.Case.ID)
	if err != nil {
		return err
	}
	names, err := auth.NamesOf(ctx, s.db.Web, screens.Givers(tests))
	x.Tests = screens.TestRows(r, tests, names)
	if r.Actor.May(auth.CasesManage) {
		x.TestURL = r.URL(path(p.Case.ID, "/test"))
		if p.Case.Open() && !under {
			x.BeginURL = r.URL(path(p.Case.ID, "/bilancio"))
		}
	}
	if r.Actor.May(auth.PeopleSpecial) {
		x.HealthURL = r.URL(path(p.Case.ID, "/test-riservati"))
	}
	p.Assessments = x
	return err
}

// afterDelivery makes a service recorded for an assessment one of its meetings and goes
// back there; any other is shown.
func (s *Screens) afterDelivery(c *fiber.Ctx, f *web.Form, saved int64) error {
	r, id := web.Of(c), f.Int64("assessment")
	if id == 0 {
		return web.SeeOther(c, deliveryPath(saved, ""))
	}
	err := assessments.Link(c.UserContext(), s.db.Web, r.Actor, id, saved, r.Now)
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
	} else if err != nil {
		return err
	}
	return web.SeeOther(c, "/ufficio/bilanci/"+web.IDText(id))
}
