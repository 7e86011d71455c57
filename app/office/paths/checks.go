package paths

import (
	"cmp"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/i18n"
	"approdo/app/web"
)

// soon is how many days ahead the list of checks looks.
const soon = 7

// checkRoutes adds the follow-ups.
func (s *Screens) checkRoutes() {
	s.web.Get("/ufficio/verifiche", web.May(auth.CasesRead), s.listChecks)
	s.web.Get("/ufficio/verifiche/:id", web.May(auth.CasesRead), s.showCheck)
	s.web.Post("/ufficio/verifiche/:id", web.May(auth.CasesManage), s.makeCheck)
	s.web.Post("/ufficio/percorsi/:id/verifiche", web.May(auth.CasesManage), s.planCheck)
}

// ChecksPage lists the follow-ups to make now and in the next days.
type ChecksPage struct {
	web.Page
	Mine             bool
	MineURL, AllURL  string
	Rows             []CheckRow
	Next             string
	Missing, OfCases int
}

// CheckRow is one follow-up.
type CheckRow struct {
	URL, Name, What string
	Due             time.Time
	Late            bool
	Who             string
	// Result and Done are of one that was made.
	Result string
	Done   time.Time
	Note   string
}

func (s *Screens) listChecks(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	today := r.Now.In(web.Rome())
	f := cases.DueFilter{Until: today.AddDate(0, 0, soon), After: cases.Cursor{ID: int64(c.QueryInt("dopo"))}}
	f.After.At, _ = time.Parse(time.DateOnly, c.Query("da")) // nothing typed: from the beginning
	p := &ChecksPage{Mine: c.Query("tutte") == "", MineURL: r.URL("/ufficio/verifiche"), AllURL: r.URL("/ufficio/verifiche?tutte=1")}
	p.Title = r.T("cases.checks.title")
	if p.Mine {
		f.UserID = r.Actor.UserID
	}
	due, next, err := cases.DueList(ctx, s.db.Web, r.Actor, f)
	if err != nil {
		return err
	}
	if p.Missing, p.OfCases, err = cases.Missing(ctx, s.db.Web, r.Actor, today); err != nil {
		return err
	}
	if p.Rows, err = s.dueRows(c, due, today); err != nil {
		return err
	}
	if next != nil {
		p.Next = r.URL("/ufficio/verifiche?da=" + next.At.Format(time.DateOnly) + "&dopo=" + web.IDText(next.ID) + "&tutte=" + c.Query("tutte"))
	}
	return s.web.Render(c, "office/cases/checks", p)
}

func (s *Screens) dueRows(c *fiber.Ctx, due []cases.Due, today time.Time) ([]CheckRow, error) {
	r := web.Of(c)
	var ids []int64
	for _, d := range due {
		ids = append(ids, d.UserID)
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, ids)
	var rows []CheckRow
	for _, d := range due {
		rows = append(rows, CheckRow{
			URL: r.URL("/ufficio/verifiche/" + web.IDText(d.ID)), Name: d.Given + " " + d.Surname, What: r.T("cases.check." + d.Kind),
			Due: d.DueOn, Late: d.DueOn.Format(time.DateOnly) < today.Format(time.DateOnly), Who: names[d.UserID],
		})
	}
	return rows, err
}

// CheckPage is one follow-up: what to say in the person's language, and two clicks to
// record how it went.
type CheckPage struct {
	web.Page
	Action, CaseURL          string
	Text, TextLang, TextDir  string
	Language                 string
	Silent, Done, CanManage  bool
	Contacts, Facts          []web.Fact
	Channel, Result, NoteBox web.Field
	Errors                   []web.FieldError
}

func (s *Screens) showCheck(c *fiber.Ctx) error {
	return s.renderCheck(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderCheck(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	check, x, err := cases.FindFollowUp(c.UserContext(), s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	lang := x.Person.Lang
	theirs := s.web.In(lang)
	p := &CheckPage{
		Action: r.URL("/ufficio/verifiche/" + web.IDText(id)), CaseURL: r.URL(path(x.ID, "")), TextLang: lang, TextDir: i18n.Dir(lang),
		Language: r.L.LanguageName(lang), Silent: x.Person.Silent, Done: check.DoneAt != nil, CanManage: r.Actor.May(auth.CasesManage), Errors: f.Errors(),
	}
	p.Title = r.T("cases.check."+check.Kind) + " · " + x.Person.Name()
	p.Text = theirs.T(textKey(check.Kind), "Name", cmp.Or(x.Person.Given, x.Person.Name()), "Desk", theirs.Plain(x.Desk.Name))
	for _, k := range x.Person.Contacts {
		p.Contacts = append(p.Contacts, web.Fact{Label: r.T("people.contact." + k.Kind), Value: k.Shown(), Note: k.Note})
	}
	p.Facts = checkFacts(r, check)
	p.Channel = f.Bind(web.Field{Name: "channel", Type: "radio", Label: r.T("cases.check.channel"), Options: options(r, "cases.channel.", cases.Channels()), Required: true})
	p.Result = f.Bind(web.Field{Name: "result", Type: "radio", Label: r.T("cases.check.result"), Options: options(r, "cases.result.", cases.Results()), Required: true})
	p.NoteBox = f.Bind(web.Field{Name: "note", Type: "textarea", Label: r.T("cases.check.note"), Rows: 2, Max: cases.MaxFollowUpNote, Autocomplete: "off"})
	return render(c, "office/cases/check", p)
}

// textKey is the proposed text of a kind; one planned by hand says the same as the first.
func textKey(kind string) string {
	if kind == cases.OtherCheck {
		kind = cases.FirstCheck
	}
	return "followup.text." + kind
}

func checkFacts(r *web.Request, f *cases.FollowUp) []web.Fact {
	facts := []web.Fact{{Label: r.T("cases.checks.due"), Value: r.L.DateShort(f.DueOn)}}
	if f.DoneAt != nil {
		facts = append(facts,
			web.Fact{Label: r.T("cases.check.done"), Value: r.L.DateShort(f.DoneAt.In(web.Rome()))},
			web.Fact{Label: r.T("cases.check.channel"), Value: r.T("cases.channel." + f.Channel)},
			web.Fact{Label: r.T("cases.check.result"), Value: r.T("cases.result." + f.Result), Note: f.Note})
	}
	return facts
}

func options(r *web.Request, prefix string, values []string) []web.Option {
	var all []web.Option
	for _, v := range values {
		all = append(all, web.Option{Value: v, Label: r.T(prefix + v)})
	}
	return all
}

func (s *Screens) makeCheck(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = cases.MakeFollowUp(c.UserContext(), s.db.Web, r.Actor, id, cases.Answer{Channel: f.Get("channel"), Result: f.Get("result"), Note: f.Get("note")}, r.Now)
	if f.Fail(r, err) {
		return s.renderCheck(c, f, s.web.RenderInvalid)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "cases.check.saved")
	return web.SeeOther(c, "/ufficio/verifiche")
}

func (s *Screens) planCheck(c *fiber.Ctx) error {
	return s.change(c, "cases.check.planned", func(r *web.Request, f *web.Form, id int64) error {
		due, _ := time.Parse(time.DateOnly, f.Get("due_on")) // what is no date is refused as too early
		return cases.PlanFollowUp(c.UserContext(), s.db.Web, r.Actor, id, due, r.Now.In(web.Rome()))
	})
}

// checksOf are the follow-ups of a case for its page.
func (s *Screens) checksOf(c *fiber.Ctx, x *cases.Case) ([]CheckRow, error) {
	r := web.Of(c)
	list, err := cases.FollowUps(c.UserContext(), s.db.Web, r.Actor, x.ID)
	var rows []CheckRow
	for i := range list {
		f := &list[i]
		row := CheckRow{URL: r.URL("/ufficio/verifiche/" + web.IDText(f.ID)), What: r.T("cases.check." + f.Kind), Due: f.DueOn, Late: f.Overdue(r.Now.In(web.Rome())), Note: f.Note}
		if f.DoneAt != nil {
			row.Done, row.Result = f.DoneAt.In(web.Rome()), r.T("cases.result."+f.Result)
		}
		rows = append(rows, row)
	}
	return rows, err
}
