package paths

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/people"
	"approdo/app/web"
)

// IntakePage takes a person in charge.
type IntakePage struct {
	web.Page
	Name         string
	Action, Back string
	// NoticeURL is the privacy notice in the person's language, to print or hand over.
	NoticeURL, NoticeLang string
	Fields                []web.Field
	Errors                []web.FieldError
}

func (s *Screens) showIntake(c *fiber.Ctx) error {
	return s.renderIntake(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderIntake(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	list, err := desks.ListFor(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	taken, err := cases.ListOf(c.UserContext(), s.db.Web, r.Actor, person.ID)
	if err != nil {
		return err
	}
	p := &IntakePage{Name: person.Name(), Action: r.URL(web.PersonPath(person.ID, "/presa-in-carico")), Back: r.URL(web.PersonPath(person.ID, "")), Errors: f.Errors()}
	p.Title = r.T("cases.intake.title")
	p.NoticeURL, p.NoticeLang = s.web.Address(person.Lang, "/privacy"), person.Lang
	if f.Get("notice_lang") == "" {
		f.Set("notice_lang", person.Lang)
	}
	var places []web.Option
	takeable := cases.Takeable(person, r.Actor, taken)
	for _, d := range list {
		if slices.Contains(takeable, d.ID) {
			places = append(places, web.Option{Value: web.IDText(d.ID), Label: r.L.Plain(d.Name)})
		}
	}
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "desk", Type: "select", Label: r.T("cases.form.desk"), Options: places, Required: true}),
		f.Bind(web.Field{Name: "need", Type: "textarea", Label: r.T("cases.form.need"), Hint: r.T("cases.form.need.hint"), Rows: 3, Max: cases.MaxNeed, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "notice", Type: "checkbox", Label: r.T("cases.form.notice"), Hint: r.T("cases.form.notice.hint"), Required: true}),
		f.Bind(web.Field{Name: "notice_lang", Type: "select", Label: r.T("cases.form.notice_lang"), Options: r.LanguageNames(), Required: true}),
	}
	return render(c, "office/cases/intake", p)
}

func (s *Screens) personOf(c *fiber.Ctx) (*people.Person, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return people.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func (s *Screens) takeInCharge(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	in := cases.Intake{PersonID: person.ID, DeskID: f.Int64("desk"), NoticeLang: f.Get("notice_lang"), Need: f.Get("need")}
	if f.Checked("notice") {
		in.NoticeVersion = cases.NoticeVersion
	}
	id, err := cases.TakeInCharge(c.UserContext(), s.db.Web, r.Actor, in, r.Now)
	if f.Fail(r, err) {
		return s.renderIntake(c, f, s.web.RenderInvalid)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "cases.opened")
	return web.SeeOther(c, path(id, ""))
}
