package persons

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/deliveries"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/office/placements"
	"approdo/app/people"
	"approdo/app/referrals"
	"approdo/app/web"
)

// HandoverPage is what somebody who takes a case over has to know, on one paper: who the
// person is, what was agreed, what is still to be done, and what happened last. Special
// categories are not on it: they are read in the file, where each reading is noted.
type HandoverPage struct {
	web.Page
	Name, Back   string
	Printed      time.Time
	Case, Person []web.Fact
	Sections     []Section
	Goals        string
	GoalsLang    string
	Papers       []web.Fact
	Actions      []HandoverAction
	Checks       []HandoverDay
	Referrals    []web.Fact
	Services     []HandoverService
	Placements   []placements.Row
	Preferences  []PreferenceRow
	Days         []TimelineDay
	TimelineURL  string
	PDF          *web.PDF
}

// HandoverAction is an action of the plan still to be done.
type HandoverAction struct {
	What, Doer, Who, State string
	Due                    desks.Date
	Late                   bool
}

// HandoverService is how long a standard was delivered.
type HandoverService struct {
	Code   string
	Name   i18n.Text
	Lasted string
}

// HandoverDay is something to do by a day.
type HandoverDay struct {
	What string
	Due  time.Time
	Late bool
}

// handoverEvents is how many of the latest events the paper tells.
const handoverEvents = 15

func (s *Screens) handover(c *fiber.Ctx) error {
	p, err := s.handoverOf(c)
	if err != nil {
		return err
	}
	p.Paper, p.PDF = true, s.web.PDFAt(p.Back+"/consegne/pdf")
	return s.web.Render(c, "office/people/handover", p)
}

// handoverPDF answers with the same as a file.
func (s *Screens) handoverPDF(c *fiber.Ctx) error {
	p, err := s.handoverOf(c)
	if err != nil {
		return err
	}
	return s.web.SendPDF(c, "consegne-percorso-"+c.Params("id"), web.Of(c).Lang, "office/people/handover", p)
}

func (s *Screens) handoverOf(c *fiber.Ctx) (*HandoverPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	x, err := cases.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return nil, err
	}
	if err := people.NoteRead(ctx, s.db.Web, r.Actor, x.Person.ID, people.PartFile, r.Now); err != nil {
		return nil, err
	}
	p := &HandoverPage{Name: x.Person.Name(), Back: r.URL("/ufficio/percorsi/" + web.IDText(x.ID)), Printed: r.Now.In(web.Rome()), TimelineURL: r.URL(path(x.Person.ID, "/cronologia"))}
	p.Title = r.T("cases.handover.title")
	for _, part := range []func(*fiber.Ctx, *HandoverPage, *cases.Case) error{s.handoverFacts, s.handoverPapers, s.handoverWork, s.handoverPlacements, s.handoverPreferences, s.handoverPast} {
		if err := part(c, p, x); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// handoverFacts are the person and the case in short.
func (s *Screens) handoverFacts(c *fiber.Ctx, p *HandoverPage, x *cases.Case) error {
	r := web.Of(c)
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, []int64{x.UserID})
	if err != nil {
		return err
	}
	p.Case = []web.Fact{
		{Label: r.T("cases.fact.desk"), Value: r.L.Plain(x.Desk.Name)},
		{Label: r.T("cases.fact.holder"), Value: names[x.UserID]},
		{Label: r.T("cases.fact.since"), Value: r.L.DateShort(x.OpenedAt.In(web.Rome()))},
	}
	if x.Need != "" {
		p.Case = append(p.Case, web.Fact{Label: r.T("cases.form.need"), Value: x.Need})
	}
	p.Person = append(append(identityFacts(r, x.Person), addressFacts(r, x.Person)...), contactFacts(r, x.Person)...)
	sections, err := s.sections(c, x.Person.ID, false)
	for _, section := range sections {
		if len(section.Lines) > 0 {
			p.Sections = append(p.Sections, section)
		}
	}
	return err
}

// handoverPapers are the pact and the plan in force, with what is still to be done.
func (s *Screens) handoverPapers(c *fiber.Ctx, p *HandoverPage, x *cases.Case) error {
	r := web.Of(c)
	today := desks.InItaly(r.Now)
	for _, kind := range []string{cases.Pact, cases.Plan} {
		all, err := cases.Documents(c.UserContext(), s.db.Web, r.Actor, x.ID, kind)
		if err != nil {
			return err
		}
		d := cases.InForce(all)
		if d == nil {
			p.Papers = append(p.Papers, web.Fact{Label: r.T("document." + kind), Value: r.T("cases.document.none")})
			continue
		}
		paper := web.Fact{Label: r.T("document." + kind), Value: r.T("cases.document.state." + d.State), Note: d.Reason}
		if !d.DecidedOn.IsZero() {
			paper.Value += " · " + r.L.DateShort(d.DecidedOn.Time())
		}
		p.Papers = append(p.Papers, paper)
		if kind == cases.Plan {
			p.Goals, p.GoalsLang = d.Body["goals"], d.Lang
		}
		for _, l := range d.Lines {
			if l.State == cases.ToDo || l.State == cases.Doing {
				p.Actions = append(p.Actions, HandoverAction{l.What, r.T("document.doer." + l.Doer), l.Who, r.T("cases.action.state." + l.State), l.DueOn, l.Overdue(today)})
			}
		}
	}
	return nil
}

// handoverWork are the checks to make, the referrals that run and the services so far.
func (s *Screens) handoverWork(c *fiber.Ctx, p *HandoverPage, x *cases.Case) error {
	r, ctx := web.Of(c), c.UserContext()
	checks, err := cases.FollowUps(ctx, s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	for i := range checks {
		if f := &checks[i]; f.DoneAt == nil {
			p.Checks = append(p.Checks, HandoverDay{r.T("cases.check." + f.Kind), f.DueOn, f.Overdue(r.Now.In(web.Rome()))})
		}
	}
	sent, err := referrals.OfCase(ctx, s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	names, err := s.deskNames(c)
	if err != nil {
		return err
	}
	for _, row := range sent {
		desk := names[row.ToDeskID]
		if row.CaseID != x.ID {
			desk = names[row.FromDeskID]
		}
		p.Referrals = append(p.Referrals, web.Fact{Label: desk, Value: r.T("referrals.state." + row.State), Note: row.Reason})
	}
	totals, err := deliveries.Totals(ctx, s.db.Web, r.Actor, x.ID)
	for _, t := range totals {
		p.Services = append(p.Services, HandoverService{t.Standard.Code, t.Standard.Name, r.T("deliveries.hours", "Hours", t.Minutes/60, "Minutes", t.Minutes%60)})
	}
	return err
}

// handoverPast are the latest events of the person.
func (s *Screens) handoverPast(c *fiber.Ctx, p *HandoverPage, x *cases.Case) error {
	h, err := people.TimelineOf(c.UserContext(), s.db.Web, web.Of(c).Actor, x.Person.ID, nil, people.Place{}, handoverEvents)
	if err != nil {
		return err
	}
	events, _, err := s.events(c, h)
	if err != nil {
		return err
	}
	rows, err := s.timelineRows(c, events)
	p.Days = byDay(rows)
	return err
}
