package placements

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/placements"
	"approdo/app/web"
)

// ShowPage is one placement: what was agreed, what happened, what both sides say of it,
// and what may be done.
type ShowPage struct {
	web.Page
	Name, PersonURL, CaseURL string
	Kind                     string
	Badge                    Badge
	Warnings                 []string
	Facts                    []web.Fact
	Extensions               []ExtensionRow
	// Before and After are what turned into it and what it turned into; NextURL records it.
	Before, After *Row
	NextURL       string
	EditURL       string
	// CloseCase suggests to close the case, whose person works.
	CloseCase bool
	Acts      []Act
	VisitDue  desks.Date
	VisitLate bool
	Visits    []VisitRow
	NewVisit  *Act
	Sides     []SideBox
	// AskHint says when the sides may be asked, where it is early.
	AskHint string
	Errors  []web.FieldError
}

// Act is one thing the reader may do: a button, behind a fold where it asks something.
type Act struct {
	CSRF                        string
	Action, Title, Text, Button string
	Hidden                      []web.Option
	Fields                      []web.Field
	Open, Primary               bool
}

// ExtensionRow is one move of the planned end.
type ExtensionRow struct{ Old, New, Reason, Who, At string }

// VisitRow is one visit for the reader; RemoveURL takes it out.
type VisitRow struct {
	On, Met, Channel, Found, Next, Who string
	RemoveURL                          string
}

// SideBox is what one side says, and the form that asks it.
type SideBox struct {
	Title, Score, Text, Who string
	Asked                   bool
	Ask                     *Act
}

func (s *Screens) show(c *fiber.Ctx) error {
	return s.renderShow(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	x, err := s.found(c)
	if err != nil {
		return err
	}
	owner, err := cases.Find(ctx, s.db.Web, r.Actor, x.CaseID)
	if err != nil {
		return err
	}
	today, err := desks.Today(ctx, s.db.Web, x.DeskID, r.Now)
	if err != nil {
		return err
	}
	p := &ShowPage{Name: owner.Person.Name(), PersonURL: r.URL("/ufficio/persone/" + web.IDText(owner.Person.ID)), CaseURL: r.URL(web.CasePath(x.CaseID, "")),
		Kind: r.T("placements.kind." + x.Kind), Badge: badge(r, x.State), Facts: facts(r, x), VisitDue: x.VisitDue, Errors: f.Errors()}
	p.Title, p.VisitLate = what(x), !x.VisitDue.IsZero() && x.VisitDue.Before(today)
	p.CloseCase = owner.Open() && x.State == placements.Started && x.Work() && r.Actor.May(auth.CasesManage)
	if err := s.surround(c, p, x, owner, today); err != nil {
		return err
	}
	if err := s.addVisits(c, p, f, x, today); err != nil {
		return err
	}
	if err := s.addSides(c, p, f, x, today); err != nil {
		return err
	}
	if r.Actor.May(auth.CasesManage) {
		p.act(r, f, x, today)
	}
	return render(c, "office/placements/show", p)
}

// surround adds what stands around the placement: warnings, extensions, the action of
// the plan, what came before and after.
func (s *Screens) surround(c *fiber.Ctx, p *ShowPage, x *placements.Placement, owner *cases.Case, today desks.Date) error {
	r, ctx := web.Of(c), c.UserContext()
	others, err := placements.OfPerson(ctx, s.db.Web, r.Actor, owner.Person.ID)
	if err != nil {
		return err
	}
	p.Warnings = warningTexts(r, placements.Warnings(x, others, placements.Italy(), today))
	for i, row := range Rows(r, others) {
		if x.FollowsID != nil && others[i].ID == *x.FollowsID {
			p.Before = &row
		}
		if others[i].FollowsID != nil && *others[i].FollowsID == x.ID {
			p.After = &row
		}
	}
	if x.EndReason == placements.TurnedIntoJob && p.After == nil && r.Actor.May(auth.CasesManage) {
		p.NextURL = r.URL(web.CasePath(x.CaseID, "/inserimento?da="+web.IDText(x.ID)))
	}
	actions, err := placements.Actions(ctx, s.db.Web, r.Actor, x.CaseID)
	if err != nil {
		return err
	}
	for _, l := range actions {
		if x.ActionID != nil && l.ActionID == *x.ActionID {
			p.Facts = append(p.Facts, web.Fact{Label: r.T("placements.form.action"), Value: l.What})
		}
	}
	return s.addExtensions(c, p, x)
}

func (s *Screens) addExtensions(c *fiber.Ctx, p *ShowPage, x *placements.Placement) error {
	r := web.Of(c)
	list, err := placements.Extensions(c.UserContext(), s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	var refs []string
	for _, e := range list {
		refs = append(refs, e.By)
	}
	names, err := s.names(c, refs...)
	for _, e := range list {
		p.Extensions = append(p.Extensions, ExtensionRow{dayText(r, e.OldEnd), dayText(r, e.NewEnd), e.Reason, names[e.By], r.L.DateShort(e.At.In(web.Rome()))})
	}
	return err
}
