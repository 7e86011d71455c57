package assessments

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/assessments"
	"approdo/app/desks"
	"approdo/app/web"
)

// BeginPage begins an assessment on a case.
type BeginPage struct {
	web.Page
	Name, Action, Back, Standard string
	Fields                       []web.Field
	Errors                       []web.FieldError
}

func (s *Screens) showBegin(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	f.Set("begun_on", desks.InItaly(r.Now).String())
	f.Set("user", web.IDText(r.Actor.UserID))
	return s.renderBegin(c, f, s.web.Render)
}

func (s *Screens) renderBegin(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	x, err := s.caseOf(c)
	if err != nil {
		return err
	}
	b, err := assessments.BoundsOn(c.UserContext(), s.db.Web, desks.InItaly(r.Now))
	if err != nil {
		return err
	}
	if f.Get("hours") == "" {
		f.Set("hours", strconv.Itoa((b.Least+b.Most)/120))
	}
	who, err := s.colleagueField(c, f, x.DeskID, web.Field{Name: "user", Label: r.T("assessments.user"), Required: true})
	if err != nil {
		return err
	}
	p := &BeginPage{Name: x.Person.Name(), Action: r.URL(web.CasePath(x.ID, "/bilancio")), Back: r.URL(web.CasePath(x.ID, "")), Errors: f.Errors()}
	p.Title, p.Standard = r.T("assessments.new"), r.T("assessments.standard", "Least", hours(r, b.Least), "Most", hours(r, b.Most))
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "goal", Type: "textarea", Rows: 3, Label: r.T("assessments.goal"), Hint: r.T("assessments.goal.hint"), Max: assessments.MaxGoal, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "hours", Type: "number", Label: r.T("assessments.planned"), InputMode: "numeric", Required: true}),
		f.Bind(web.Field{Name: "begun_on", Type: "date", Label: r.T("assessments.begun_on"), Required: true}), who,
	}
	return render(c, "office/assessments/begin", p)
}

func (s *Screens) begin(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	in := assessments.Plan{Goal: f.Get("goal"), UserID: f.Int64("user")}
	if n, err := strconv.Atoi(f.Get("hours")); err == nil {
		in.Hours = n
	}
	if day, err := desks.ParseDate(f.Get("begun_on")); err == nil {
		in.BegunOn = day
	}
	made, err := assessments.Begin(c.UserContext(), s.db.Web, r.Actor, id, in, r.Now)
	if f.Fail(r, err) {
		return s.renderBegin(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "assessments.begun", path(made, ""), web.CasePath(id, ""))
}
