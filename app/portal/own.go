package portal

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/web"
)

// OwnPanel is what the area holds beyond appointments for who proved who they are.
type OwnPanel struct {
	Name string
	// CV says how their CV stands.
	CV OwnBadge
	// Meetings are the interviews of the next days.
	Meetings []OwnApplication
	// ToSign waits for the person.
	ToSign []OwnToSign
	Plans  []OwnPlanCard
	// Papers are the documents that may be read, the newest case first.
	Papers []OwnPaper
	// Courses begin in the next days.
	Courses []OwnCourse
	// Checks are the days when the desk asks how it goes.
	Checks []time.Time
}

// OwnPlanCard sums a plan up: how much is done and what the person has to do next.
type OwnPlanCard struct {
	URL, Desk string
	// Done of All actions; Next is the first of the person's own, "" for none left.
	Done, All int
	Next      string
	Lang, Dir string
	Due       desks.Date
	DueLate   bool
}

// OwnPaper is a pact or a plan in force.
type OwnPaper struct {
	URL, Name, Desk string
	// On is the day of the signature, zero where there is none.
	On desks.Date
}

func (s *Screens) ownHome(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	me, err := people.Own(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	list, err := appointments.ListOwn(ctx, s.db.Web, r.Actor, r.Now)
	if err != nil {
		return err
	}
	page := areaHomePage(r)
	page.Own = &OwnPanel{Name: me.Given}
	if page.Own.CV, err = s.cvBadge(c); err != nil {
		return err
	}
	s.fillAppointments(r, page, list)
	if page.Own.ToSign, err = s.toSign(c); err != nil {
		return err
	}
	if page.Own.Courses, err = s.coursesSoon(c); err != nil {
		return err
	}
	if err := s.ownMeetings(c, page.Own); err != nil {
		return err
	}
	if err := s.fillOwn(c, page.Own); err != nil {
		return err
	}
	return s.web.Render(c, "portal/area/home", page)
}

// fillOwn reads the papers of the person's own cases.
func (s *Screens) fillOwn(c *fiber.Ctx, p *OwnPanel) error {
	r, ctx := web.Of(c), c.UserContext()
	mine, err := cases.OwnCases(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	for i := range mine {
		x := &mine[i]
		for _, kind := range []string{cases.Plan, cases.Pact} {
			d, err := cases.OwnDocument(ctx, s.db.Web, r.Actor, x.ID, kind)
			if err != nil {
				return err
			}
			if d != nil {
				p.add(r, x, d)
			}
		}
	}
	today := desks.InItaly(r.Now)
	days, err := cases.OwnChecks(ctx, s.db.Web, r.Actor, today)
	for _, day := range days {
		p.Checks = append(p.Checks, day.Time())
	}
	return err
}

// add puts a document on the page; the plan of an open case on top of it too.
func (p *OwnPanel) add(r *web.Request, x *cases.Case, d *cases.Document) {
	paper := OwnPaper{URL: r.URL(ownPath(d.Kind, x.ID)), Name: r.T("document." + d.Kind), Desk: r.L.Plain(x.Desk.Name)}
	if d.State == cases.Signed {
		paper.On = d.DecidedOn
	}
	p.Papers = append(p.Papers, paper)
	if d.Kind != cases.Plan || !x.Open() {
		return
	}
	card := OwnPlanCard{URL: paper.URL, Desk: paper.Desk, Lang: d.Lang, Dir: i18n.Dir(d.Lang)}
	today := desks.InItaly(r.Now)
	for i := range d.Lines {
		l := &d.Lines[i]
		if l.State == cases.Dropped {
			continue
		}
		card.All++
		switch {
		case l.State == cases.Done:
			card.Done++
		case l.Doer == doerPerson && card.Next == "":
			card.Next, card.Due, card.DueLate = l.What, l.DueOn, l.Overdue(today)
		}
	}
	p.Plans = append(p.Plans, card)
}

// ownPath is the address of a document of the person's own case.
func ownPath(kind string, caseID int64) string {
	if kind == cases.Plan {
		return "/area-personale/piano/" + idText(caseID)
	}
	return "/area-personale/patto/" + idText(caseID)
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }
