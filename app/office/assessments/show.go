package assessments

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/assessments"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/deliveries"
	"approdo/app/web"
)

// ShowPage is one assessment: its hours, its meetings, what came out.
type ShowPage struct {
	web.Page
	Name, CaseURL string
	Badge         Badge
	Bar           Bar
	// Waiting are the hours that wait for a specialist, "" for none.
	Waiting  string
	Facts    []web.Fact
	Services []ServiceRow
	// Free are services that may be linked.
	Free     []ServiceRow
	LinkURL  string
	NewURL   string
	Outcome  string
	Files    []FileRow
	EndURL   string
	Complete []web.Field
	Drop     *web.Field
	Blocked  bool
	Errors   []web.FieldError
}

// ServiceRow is one delivered service.
type ServiceRow struct{ ID, URL, Name, When, Length string }

func (s *Screens) show(c *fiber.Ctx) error {
	return s.renderShow(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderShow(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	a, err := assessments.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	x, err := cases.Find(ctx, s.db.Web, r.Actor, a.CaseID)
	if err != nil {
		return err
	}
	bounds, err := assessments.BoundsOn(ctx, s.db.Web, a.BegunOn)
	if err != nil {
		return err
	}
	p := &ShowPage{Name: x.Person.Name(), CaseURL: r.URL(web.CasePath(x.ID, "")), Badge: BadgeOf(r, a.State), Bar: BarOf(r, a, bounds), Outcome: a.Outcome, Errors: f.Errors()}
	p.Title = r.T("assessments.one")
	if a.Waiting > 0 && a.Open() {
		p.Waiting = hours(r, a.Waiting)
	}
	if err := s.fill(c, p, a); err != nil {
		return err
	}
	if a.Open() && r.Actor.May(auth.CasesManage) {
		p.offer(r, f, a, bounds)
		if x.Open() {
			p.NewURL = r.URL(web.CasePath(x.ID, "/prestazioni/nuova?bilancio="+web.IDText(a.ID)))
		}
	} else {
		p.Free = nil
	}
	return render(c, "office/assessments/show", p)
}

// fill writes what the assessment says, with its services and files.
func (s *Screens) fill(c *fiber.Ctx, p *ShowPage, a *assessments.Assessment) error {
	r, ctx := web.Of(c), c.UserContext()
	names, err := auth.NamesOf(ctx, s.db.Web, []int64{a.UserID})
	if err != nil {
		return err
	}
	p.Facts = []web.Fact{
		{Label: r.T("assessments.goal"), Value: a.Goal},
		{Label: r.T("assessments.user"), Value: names[a.UserID]},
		{Label: r.T("assessments.begun_on"), Value: r.L.DateShort(a.BegunOn.Time())},
		{Label: r.T("assessments.planned"), Value: r.T("assessments.hours", "Hours", a.Hours)},
	}
	if a.EndedAt != nil {
		p.Facts = append(p.Facts, web.Fact{Label: r.T("assessments.ended"), Value: day(r, *a.EndedAt)})
	}
	if a.OverrideReason != "" {
		p.Facts = append(p.Facts, web.Fact{Label: r.T("assessments.override"), Value: a.OverrideReason})
	}
	linked, free, err := assessments.ServicesOf(ctx, s.db.Web, r.Actor, a)
	if err != nil {
		return err
	}
	p.Services, p.Free = serviceRows(r, linked), serviceRows(r, free)
	list, err := assessments.FilesOf(ctx, s.db.Web, r.Actor, a.ID)
	p.Files = fileRows(r, list, path(a.ID, ""))
	return err
}

func serviceRows(r *web.Request, list []deliveries.Delivery) []ServiceRow {
	var all []ServiceRow
	for i := range list {
		d := &list[i]
		all = append(all, ServiceRow{ID: web.IDText(d.ID), URL: r.URL("/ufficio/prestazioni/" + web.IDText(d.ID)), When: day(r, d.StartedAt), Length: hours(r, d.Minutes),
			Name: strings.ToUpper(d.Standard.Repertoire) + " " + d.Standard.Code + " · " + r.L.Plain(d.Standard.Name)})
		if !d.State.Counts() {
			all[len(all)-1].Length += " · " + r.T("deliveries.state."+string(d.State))
		}
	}
	return all
}

// offer are the forms of who may change it.
func (p *ShowPage) offer(r *web.Request, f *web.Form, a *assessments.Assessment, b assessments.Bounds) {
	p.LinkURL, p.EndURL = r.URL(path(a.ID, "/incontri")), r.URL(path(a.ID, "/esito"))
	drop := f.Bind(web.Field{Name: "why", Label: r.T("assessments.drop.why"), Max: assessments.MaxReason, Required: true, Autocomplete: "off"})
	p.Drop = &drop
	short := b.Short(a.Done)
	if p.Blocked = short && !r.Actor.May(auth.StandardsOverride); p.Blocked {
		return
	}
	p.Complete = []web.Field{
		f.Bind(web.Field{Name: "outcome", Type: "textarea", Rows: 6, Label: r.T("assessments.outcome"), Hint: r.T("assessments.outcome.hint"), Max: assessments.MaxOutcome, Required: true, Autocomplete: "off"}),
		fileField(r, f),
	}
	if short {
		p.Complete = append(p.Complete, f.Bind(web.Field{Name: "override_reason", Label: r.T("assessments.override"), Hint: r.T("assessments.override.hint"), Max: assessments.MaxReason, Required: true, Autocomplete: "off"}))
	}
}

func (s *Screens) link(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	do, said := assessments.Link, "assessments.linked"
	if f.Get("out") != "" {
		do, said = assessments.Unlink, "assessments.unlinked"
	}
	err = do(c.UserContext(), s.db.Web, r.Actor, id, f.Int64("delivery"), r.Now)
	return s.done(c, err, said, path(id, ""), path(id, ""))
}

func (s *Screens) finish(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	in, said := assessments.End{To: assessments.Completed, Outcome: f.Get("outcome"), Reason: f.Get("override_reason"), Files: sent(c)}, "assessments.completed"
	if f.Get("to") == assessments.Dropped {
		in, said = assessments.End{To: assessments.Dropped, Outcome: f.Get("why")}, "assessments.dropped"
	}
	err = assessments.Finish(c.UserContext(), s.db.Web, s.web.Vault(), r.Actor, id, in, r.Now)
	if in.To == assessments.Dropped {
		err = named(err, "outcome", "why")
	}
	if f.Fail(r, err) {
		return s.renderShow(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, said, path(id, ""), path(id, ""))
}

func (s *Screens) takeFile(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	f, err := assessments.TakeFile(c.UserContext(), s.db.Web, r.Actor, id, c.Params("file"), r.Now)
	if err != nil {
		return err
	}
	return s.web.SendFile(c, f)
}
