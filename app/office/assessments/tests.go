package assessments

import (
	"crypto/rand"

	"github.com/gofiber/fiber/v2"

	"approdo/app/assessments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// TestPage notes a test given on a case.
type TestPage struct {
	web.Page
	Name, Action, Back, Key string
	// Used are the names of tests given before at the desk.
	Used   []string
	Test   web.Field
	Fields []web.Field
	// AskOthers says who records what is about health, for who may not.
	AskOthers bool
	Errors    []web.FieldError
}

// TestRow is one test.
type TestRow struct {
	Name, Result, About string
	On                  string
	Files               []FileRow
	// Action withdraws it, "" for who may not.
	Action, CSRF string
	Why          web.Field
}

// HealthPage lists tests with data about health.
type HealthPage struct {
	web.Page
	Name, CaseURL string
	Rows          []TestRow
}

func (s *Screens) showTest(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	f.Set("key", rand.Text())
	f.Set("given_on", desks.InItaly(r.Now).String())
	f.Set("user", web.IDText(r.Actor.UserID))
	f.Set("lang", "it")
	return s.renderTest(c, f, s.web.Render)
}

func (s *Screens) renderTest(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	x, err := s.caseOf(c)
	if err != nil {
		return err
	}
	p := &TestPage{Name: x.Person.Name(), Action: r.URL(web.CasePath(x.ID, "/test")), Back: r.URL(web.CasePath(x.ID, "")), Key: f.Get("key"), Errors: f.Errors()}
	p.Title = r.T("tests.new")
	if p.Used, err = assessments.TestNames(c.UserContext(), s.db.Web, r.Actor, x.DeskID); err != nil {
		return err
	}
	who, err := s.colleagueField(c, f, x.DeskID, web.Field{Name: "user", Label: r.T("tests.user"), Either: true,
		Options: []web.Option{{Value: "", Label: r.T("tests.user.other")}}})
	if err != nil {
		return err
	}
	p.Test = f.Bind(web.Field{Name: "name", Label: r.T("tests.name"), Max: assessments.MaxName, Required: true, Autocomplete: "off"})
	if len(p.Used) > 0 {
		p.Test.List = "used-tests"
	}
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "given_on", Type: "date", Label: r.T("tests.given_on"), Required: true}), who,
		f.Bind(web.Field{Name: "giver", Label: r.T("tests.giver"), Max: assessments.MaxName, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "lang", Type: "select", Label: r.T("tests.lang"), Options: r.LanguageNames(), Required: true}),
		f.Bind(web.Field{Name: "result", Type: "textarea", Rows: 4, Label: r.T("tests.result"), Max: assessments.MaxResult, Either: true, Autocomplete: "off"}),
		fileField(r, f),
	}
	if r.Actor.May(auth.PeopleSpecial) {
		p.Fields = append(p.Fields, f.Bind(web.Field{Name: "health", Type: "checkbox", Label: r.T("tests.health"), Hint: r.T("tests.health.hint"), Either: true}))
	}
	p.AskOthers = !r.Actor.May(auth.PeopleSpecial)
	return render(c, "office/assessments/test", p)
}

func (s *Screens) noteTest(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	in := assessments.NewTest{Key: f.Get("key"), Name: f.Get("name"), UserID: f.Int64("user"), Giver: f.Get("giver"), Lang: f.Get("lang"),
		Result: f.Get("result"), Health: f.Checked("health"), Files: sent(c)}
	if day, err := desks.ParseDate(f.Get("given_on")); err == nil {
		in.GivenOn = day
	}
	_, err = assessments.Note(c.UserContext(), s.db.Web, s.web.Vault(), s.signer, r.Actor, id, in, r.Now)
	if f.Fail(r, err) {
		return s.renderTest(c, f, s.web.RenderInvalid)
	}
	next := web.CasePath(id, "")
	if in.Health {
		next = web.CasePath(id, "/test-riservati")
	}
	return s.done(c, err, "tests.noted", next, web.CasePath(id, ""))
}

// TestRows say what tests were given; names are those of the accounts that gave them.
func TestRows(r *web.Request, list []assessments.Test, names map[int64]string) []TestRow {
	var all []TestRow
	for i := range list {
		t := &list[i]
		row := TestRow{Name: t.Name, Result: t.Result, On: r.L.DateShort(t.GivenOn.Time()), About: t.Giver + giver(t, names) + " · " + r.L.LanguageName(t.Lang),
			Files: fileRows(r, t.Files, testPath(t.ID, ""))}
		if r.Actor.May(auth.CasesManage) {
			row.Action, row.CSRF = r.URL(testPath(t.ID, "/rimozione")), r.CSRF
			row.Why = web.Field{Name: "test-why-" + web.IDText(t.ID), Label: r.T("tests.why"), Max: assessments.MaxReason, Required: true, Autocomplete: "off"}
		}
		all = append(all, row)
	}
	return all
}

func giver(t *assessments.Test, names map[int64]string) string {
	if t.UserID == nil {
		return ""
	}
	return names[*t.UserID]
}

// Givers are the accounts that gave tests.
func Givers(list []assessments.Test) []int64 {
	var ids []int64
	for i := range list {
		if list[i].UserID != nil {
			ids = append(ids, *list[i].UserID)
		}
	}
	return ids
}

func (s *Screens) healthTests(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	x, err := s.caseOf(c)
	if err != nil {
		return err
	}
	list, err := assessments.HealthTests(ctx, s.db.Web, s.signer, r.Actor, x.ID, r.Now)
	if err != nil {
		return err
	}
	names, err := auth.NamesOf(ctx, s.db.Web, Givers(list))
	if err != nil {
		return err
	}
	p := &HealthPage{Name: x.Person.Name(), CaseURL: r.URL(web.CasePath(x.ID, "")), Rows: TestRows(r, list, names)}
	p.Title = r.T("tests.health.title")
	return s.web.Render(c, "office/assessments/health", p)
}

// withdrawTest goes back to the case; a missing reason is said there.
func (s *Screens) withdrawTest(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	t, err := assessments.FindTest(c.UserContext(), s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	back := web.CasePath(t.CaseID, "")
	if t.Health {
		back = web.CasePath(t.CaseID, "/test-riservati")
	}
	err = assessments.WithdrawTest(c.UserContext(), s.db.Web, r.Actor, id, f.Get("test-why-"+web.IDText(id)), r.Now)
	if x, ok := fault.As(err); ok && x.Kind == fault.Invalid {
		s.web.Flash(c, "danger", "tests.why.missing")
		return web.SeeOther(c, back)
	}
	return s.done(c, err, "tests.withdrawn", back, back)
}

func (s *Screens) takeTestFile(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	f, err := assessments.TakeTestFile(c.UserContext(), s.db.Web, r.Actor, id, c.Params("file"), r.Now)
	if err != nil {
		return err
	}
	return s.web.SendFile(c, f)
}

// named gives a field of an Invalid fault the name it has in the form.
func named(err error, noun, form string) error {
	if x, ok := fault.As(err); ok {
		for i := range x.Fields {
			if x.Fields[i].Name == noun {
				x.Fields[i].Name = form
			}
		}
	}
	return err
}
