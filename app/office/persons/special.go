package persons

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/people"
	"approdo/app/web"
)

// SpecialPage shows and adds what is of special categories; opening it is noted.
type SpecialPage struct {
	web.Page
	Name         string
	Action, Back string
	Rows         []SpecialRow
	Fields       []web.Field
	Errors       []web.FieldError
}

// SpecialRow is one of them.
type SpecialRow struct {
	Kind, Text, RemoveURL string
	At                    time.Time
	Who                   string
}

func (s *Screens) showSpecial(c *fiber.Ctx) error {
	return s.renderSpecial(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderSpecial(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	all, err := people.ReadSpecial(ctx, s.db.Web, s.signer, r.Actor, person.ID, r.Now)
	if err != nil {
		return err
	}
	var refs []string
	for _, x := range all {
		refs = append(refs, x.AddedBy)
	}
	names, err := s.whoIs(c, refs)
	if err != nil {
		return err
	}
	p := &SpecialPage{Name: person.Name(), Action: r.URL(path(person.ID, "/particolari")), Back: r.URL(path(person.ID, "")), Errors: f.Errors()}
	p.Title = r.T("people.special.title")
	for _, x := range all {
		p.Rows = append(p.Rows, SpecialRow{r.T("people.special." + x.Kind), x.Text, p.Action + "/" + web.IDText(x.ID) + "/rimozione", x.AddedAt.In(web.Rome()), names[x.AddedBy]})
	}
	kinds := []web.Option{{Value: "", Label: r.T("people.form.choose")}}
	for _, k := range people.SpecialKinds() {
		kinds = append(kinds, web.Option{Value: k, Label: r.T("people.special." + k)})
	}
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "kind", Type: "select", Label: r.T("people.special.kind"), Options: kinds, Required: true}),
		f.Bind(web.Field{Name: "text", Type: "textarea", Label: r.T("people.special.text"), Hint: r.T("people.special.text.hint"), Max: people.MaxSpecial, Rows: 3, Required: true, Autocomplete: "off"}),
	}
	return render(c, "office/people/special", p)
}

func (s *Screens) addSpecial(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	err = people.AddSpecial(c.UserContext(), s.db.Web, s.signer, r.Actor, person.ID, f.Get("kind"), f.Get("text"), r.Now)
	if f.Fail(r, err) {
		return s.renderSpecial(c, f, s.web.RenderInvalid)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "people.saved")
	return web.SeeOther(c, path(person.ID, "/particolari"))
}

func (s *Screens) removeSpecial(c *fiber.Ctx) error {
	r := web.Of(c)
	person, err := s.personOf(c)
	if err != nil {
		return err
	}
	id, err := web.ID(c, "voce")
	if err != nil {
		return err
	}
	if err := people.RemoveSpecial(c.UserContext(), s.db.Web, r.Actor, person.ID, id, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "people.removed")
	return web.SeeOther(c, path(person.ID, "/particolari"))
}
