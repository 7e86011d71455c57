package paths

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/referrals"
	"approdo/app/web"
)

// CasePage is one case: who, since when, who follows it, and what may be done.
type CasePage struct {
	web.Page
	Case      *cases.Case
	Holder    string
	PersonURL string
	Facts     []web.Fact
	CanManage bool
	// HandOver and Closing are the forms of an open case.
	HandOver, Closing []web.Field
	// ClosingOpen shows the closing form at once, because something in it is wrong.
	ClosingOpen bool
	// Checks are the follow-ups; PlanDay the form for another one.
	Checks  []CheckRow
	PlanDay *web.Field
	Base    string
	Errors  []web.FieldError
	// Interview is the latest interview.
	Interview ProfilePanel
	Documents []DocumentRow
	// Actions are those of the plan in force.
	Actions []PlanLine
	// Services are what was delivered.
	Services *DeliveryPanel
	// Placements are where the person works.
	Placements *PlacementPanel
	// Referrals are those of the case; ReferURL begins one, NetworkURL one to a body of the
	// network.
	Referrals            []ReferralRow
	ReferURL, NetworkURL string
	// Assessments are what was assessed, and the tests given.
	Assessments *AssessmentPanel
	// Team is what team meetings say about it.
	Team *TeamPanel
}

func (s *Screens) show(c *fiber.Ctx) error {
	return s.renderCase(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderCase(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	x, err := s.caseOf(c)
	if err != nil {
		return err
	}
	names, err := auth.NamesOf(ctx, s.db.Web, []int64{x.UserID})
	if err != nil {
		return err
	}
	p := &CasePage{Case: x, Holder: names[x.UserID], PersonURL: r.URL(web.PersonPath(x.Person.ID, "")), Base: r.URL(path(x.ID, "")), Errors: f.Errors()}
	p.Title, p.CanManage = x.Person.Name(), r.Actor.May(auth.CasesManage)
	p.Facts = caseFacts(r, x, p.Holder)
	if err := s.addDocuments(c, p, f); err != nil {
		return err
	}
	if err := s.addReferrals(c, p); err != nil {
		return err
	}
	if err := s.addPlacements(c, p); err != nil {
		return err
	}
	if err := s.addAssessments(c, p); err != nil {
		return err
	}
	if err := s.addTeam(c, p, f); err != nil {
		return err
	}
	if p.Checks, err = s.checksOf(c, x); err != nil {
		return err
	}
	if x.Open() && p.CanManage {
		day := f.Bind(web.Field{Name: "due_on", Type: "date", Label: r.T("cases.check.plan.on"), Required: true})
		p.PlanDay = &day
		colleagues, err := auth.Colleagues(ctx, s.db.Web, x.DeskID)
		if err != nil {
			return err
		}
		p.HandOver, p.Closing = handOverFields(r, f, colleagues, x.UserID), closingFields(r, f)
		p.ClosingOpen = slices.ContainsFunc(p.Closing, func(x web.Field) bool { return x.Error != "" })
	}
	if p.Interview, err = s.profilePanel(c, x.ID); err != nil {
		return err
	}
	if p.Services, err = s.deliveryPanel(c, x); err != nil {
		return err
	}
	return render(c, "office/cases/show", p)
}

func caseFacts(r *web.Request, x *cases.Case, holder string) []web.Fact {
	facts := []web.Fact{
		{Label: r.T("cases.fact.desk"), Value: r.L.Plain(x.Desk.Name)},
		{Label: r.T("cases.fact.holder"), Value: holder},
		{Label: r.T("cases.fact.since"), Value: r.L.DateShort(x.OpenedAt.In(web.Rome()))},
		{Label: r.T("cases.fact.notice"), Value: r.L.LanguageName(x.NoticeLang), Note: r.T("cases.fact.notice.version", "Version", x.NoticeVersion)},
	}
	if x.Need != "" {
		facts = append(facts, web.Fact{Label: r.T("cases.form.need"), Value: x.Need})
	}
	if !x.Open() {
		facts = append(facts, web.Fact{Label: r.T("cases.fact.closed"), Value: r.L.DateShort(x.ClosedAt.In(web.Rome())) + " · " + r.T("cases.outcome."+x.Outcome), Note: x.ClosingNote})
	}
	return facts
}

func handOverFields(r *web.Request, f *web.Form, colleagues []auth.User, holder int64) []web.Field {
	var all []web.Option
	for _, u := range colleagues {
		if u.ID != holder {
			all = append(all, web.Option{Value: web.IDText(u.ID), Label: u.Name})
		}
	}
	if len(all) == 0 {
		return nil
	}
	return []web.Field{
		f.Bind(web.Field{Name: "user", Type: "select", Label: r.T("cases.form.user"), Options: all, Required: true}),
		f.Bind(web.Field{Name: "reason", Label: r.T("cases.form.reason"), Max: cases.MaxReason, Autocomplete: "off"}),
	}
}

func closingFields(r *web.Request, f *web.Form) []web.Field {
	outcomes := []web.Option{{Value: "", Label: r.T("cases.form.choose")}}
	for _, o := range cases.Outcomes() {
		outcomes = append(outcomes, web.Option{Value: o, Label: r.T("cases.outcome." + o)})
	}
	return []web.Field{
		f.Bind(web.Field{Name: "outcome", Type: "select", Label: r.T("cases.form.outcome"), Options: outcomes, Required: true}),
		f.Bind(web.Field{Name: "note", Type: "textarea", Label: r.T("cases.form.note"), Rows: 2, Max: cases.MaxNeed, Autocomplete: "off"}),
	}
}

func (s *Screens) handOver(c *fiber.Ctx) error {
	return s.change(c, "cases.handed_over", func(r *web.Request, f *web.Form, id int64) error {
		return cases.HandOver(c.UserContext(), s.db.Web, r.Actor, id, f.Int64("user"), f.Get("reason"), r.Now)
	})
}

func (s *Screens) close(c *fiber.Ctx) error {
	return s.change(c, "cases.closed", func(r *web.Request, f *web.Form, id int64) error {
		return cases.Close(c.UserContext(), s.db.Web, r.Actor, id, f.Get("outcome"), f.Get("note"), r.Now)
	})
}

func (s *Screens) reopen(c *fiber.Ctx) error {
	return s.change(c, "cases.reopened", func(r *web.Request, _ *web.Form, id int64) error {
		return cases.Reopen(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	})
}

// change is the POST of one change of a case.
func (s *Screens) change(c *fiber.Ctx, done string, do func(*web.Request, *web.Form, int64) error) error {
	return s.posted(c, done, posting{do, path, s.renderCase})
}

// posting is a small change: what does it, where it leads, and the page that shows what
// is wrong.
type posting struct {
	do     func(*web.Request, *web.Form, int64) error
	path   func(id int64, rest string) string
	render func(*fiber.Ctx, *web.Form, func(*fiber.Ctx, string, web.Framer) error) error
}

// posted carries out a small change of what the address names.
func (s *Screens) posted(c *fiber.Ctx, done string, p posting) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = p.do(r, f, id)
	if f.Fail(r, err) {
		return p.render(c, f, s.web.RenderInvalid)
	}
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
		return web.SeeOther(c, p.path(id, ""))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", done)
	return web.SeeOther(c, p.path(id, ""))
}

// CaseloadPage lists the open cases somebody follows, the longest open first.
type CaseloadPage struct {
	web.Page
	Rows []CaseRow
	Next string
	// Referrals is how many received and sent wait for somebody; Late are those nobody
	// answered in time and bodies to ask back, Mine of them of the reader's own people,
	// Silent the coordinator's.
	Referrals, LateReferrals, AskBack, MineReferrals, SilentReferrals int
	// Forms are those of bodies that wait for an answer of the reader's desks.
	Forms int
}

// CaseRow is one open case.
type CaseRow struct {
	URL, Name string
	Since     time.Time
}

func (s *Screens) caseload(c *fiber.Ctx) error {
	r := web.Of(c)
	after := cases.Cursor{ID: int64(c.QueryInt("dopo"))}
	if at, err := time.Parse(time.RFC3339Nano, c.Query("da")); err == nil {
		after.At = at
	}
	held, next, err := cases.Caseload(c.UserContext(), s.db.Web, r.Actor, r.Actor.UserID, after)
	if err != nil {
		return err
	}
	wait, err := referrals.Awaiting(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	forms, _, _, err := referrals.IncomingWaiting(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &CaseloadPage{Forms: forms, Referrals: wait.Received + wait.Sent, LateReferrals: wait.Late, AskBack: wait.AskBack, MineReferrals: wait.Mine, SilentReferrals: wait.Silent}
	p.Title = r.T("cases.list.title")
	for _, h := range held {
		p.Rows = append(p.Rows, CaseRow{r.URL(path(h.ID, "")), h.Given + " " + h.Surname, h.OpenedAt.In(web.Rome())})
	}
	if next != nil {
		p.Next = r.URL("/ufficio/percorsi") + "?da=" + next.At.UTC().Format(time.RFC3339Nano) + "&dopo=" + web.IDText(next.ID)
	}
	return s.web.Render(c, "office/cases/list", p)
}
