package referrals

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/referrals"
	"approdo/app/web"
)

// FormPage begins a referral of a case, or changes its draft.
type FormPage struct {
	web.Page
	Name         string
	Action, Back string
	BackText     string
	// Revision is the one of the draft its author saw, "" for a new one.
	Revision string
	Fields   []web.Field
	Items    []web.Field
	// ItemsHint says what is told anyway.
	ItemsHint string
	// Meanwhile is what the draft says now where it differs from what was typed.
	Meanwhile []Change
	Errors    []web.FieldError
}

// Change is one thing that is said differently now.
type Change struct{ Label, Old, New string }

// drawing is how a form is answered: drawn anew, or with what is wrong.
type drawing func(*fiber.Ctx, string, web.Framer) error

func (s *Screens) showForm(c *fiber.Ctx) error {
	return s.renderForm(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderForm(c *fiber.Ctx, f *web.Form, render drawing) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	p, err := s.formPage(c, f, id)
	if err != nil {
		return err
	}
	p.Action, p.Back, p.BackText = r.URL(web.CasePath(id, "/invio")), r.URL(web.CasePath(id, "")), r.T("referrals.back")
	return render(c, "office/referrals/form", p)
}

// formPage draws the fields about a case.
func (s *Screens) formPage(c *fiber.Ctx, f *web.Form, caseID int64) (*FormPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	x, err := cases.Find(ctx, s.db.Web, r.Actor, caseID)
	if err != nil {
		return nil, err
	}
	all, err := desks.List(ctx, s.db.Web, desks.Filter{})
	if err != nil {
		return nil, err
	}
	p := &FormPage{Name: x.Person.Name(), Errors: f.Errors(), Revision: f.Get("revision"), ItemsHint: r.T("referrals.form.items.hint")}
	p.Title, p.Fields = r.T("referrals.form.title"), fields(r, f, all, x.DeskID)
	for _, item := range referrals.Items() {
		p.Items = append(p.Items, f.Bind(web.Field{Name: "item-" + item, Type: "checkbox", Label: itemText(r, item)}))
	}
	return p, nil
}

// fields are those of the form; specialists stand first among the desks.
func fields(r *web.Request, f *web.Form, all []desks.Desk, from int64) []web.Field {
	options := []web.Option{{Value: "", Label: r.T("cases.form.choose")}}
	for _, kind := range []desks.Kind{desks.Specialist, desks.Information} {
		for _, d := range all {
			if d.Kind == kind && d.ID != from {
				options = append(options, web.Option{Value: web.IDText(d.ID), Label: r.L.Plain(d.Name)})
			}
		}
	}
	kinds := []web.Option{
		{Value: referrals.Defined, Label: r.T("referrals.kind.defined"), Hint: r.T("referrals.kind.defined.hint")},
		{Value: referrals.Undefined, Label: r.T("referrals.kind.undefined"), Hint: r.T("referrals.kind.undefined.hint")},
	}
	return []web.Field{
		f.Bind(web.Field{Name: "desk", Type: "select", Label: r.T("referrals.form.desk"), Options: options, Required: true}),
		f.Bind(web.Field{Name: "kind", Type: "radio", Label: r.T("referrals.form.kind"), Options: kinds, Required: true}),
		f.Bind(web.Field{Name: "reason", Label: r.T("referrals.form.reason"), Hint: r.T("referrals.form.reason.hint"), Max: referrals.MaxReason, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "goals", Type: "textarea", Rows: 3, Label: r.T("referrals.form.goals"), Max: referrals.MaxGoals, Required: true, Autocomplete: "off"}),
	}
}

// itemText names what may be shared.
func itemText(r *web.Request, item string) string {
	switch item {
	case "contacts":
		return r.T("people.show.contacts")
	case "interview":
		return r.T("cases.profile.title")
	case cases.Pact, cases.Plan:
		return r.T("document." + item)
	}
	return r.T("people.kind." + item)
}

func (s *Screens) begin(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	made, err := referrals.Begin(c.UserContext(), s.db.Web, r.Actor, id, readForm(f), r.Now)
	if f.Fail(r, err) {
		return s.renderForm(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "referrals.begun", path(made, ""), web.CasePath(id, ""))
}

func readForm(f *web.Form) referrals.Form {
	form := referrals.Form{ToDeskID: f.Int64("desk"), Kind: f.Get("kind"), Reason: f.Get("reason"), Goals: f.Get("goals")}
	for _, item := range referrals.Items() {
		if f.Checked("item-" + item) {
			form.Items = append(form.Items, item)
		}
	}
	return form
}

// done ends the POST of a change: on to the next page with what was done, or back with
// what was refused.
func (s *Screens) done(c *fiber.Ctx, err error, said, next, back string) error {
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
		return web.SeeOther(c, back)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", said)
	return web.SeeOther(c, next)
}
