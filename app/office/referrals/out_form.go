package referrals

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/partners"
	"approdo/app/referrals"
	"approdo/app/web"
)

const networkPath = "/ufficio/invii-rete"

func outPath(id int64, rest string) string { return web.Path(networkPath, id, rest) }

func (s *Screens) showOutForm(c *fiber.Ctx) error {
	return s.renderOutForm(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderOutForm(c *fiber.Ctx, f *web.Form, render drawing) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if f.Get("body") == "" && c.QueryInt("ente") > 0 {
		f.Set("body", strconv.Itoa(c.QueryInt("ente")))
	}
	p, err := s.outFormPage(c, f, id)
	if err != nil {
		return err
	}
	p.Action, p.Back, p.BackText = r.URL(web.CasePath(id, "/invio-rete")), r.URL(web.CasePath(id, "")), r.T("referrals.back")
	return render(c, "office/referrals/form", p)
}

// outFormPage draws the fields about a case and the bodies of the network.
func (s *Screens) outFormPage(c *fiber.Ctx, f *web.Form, caseID int64) (*FormPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	x, err := cases.Find(ctx, s.db.Web, r.Actor, caseID)
	if err != nil {
		return nil, err
	}
	bodies, err := partners.Choices(ctx, s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	p := &FormPage{Name: x.Person.Name(), Errors: f.Errors(), Revision: f.Get("revision"), ItemsHint: r.T("referrals.out.items.hint")}
	p.Title = r.T("referrals.out.form.title")
	options := []web.Option{{Value: "", Label: r.T("cases.form.choose")}}
	for i := range bodies {
		b := &bodies[i]
		options = append(options, web.Option{Value: web.IDText(b.ID), Label: b.Name + " · " + r.T("referrals.basis.short."+referrals.BasisFor(b.Kind))})
	}
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "body", Type: "select", Label: r.T("referrals.form.body"), Hint: r.T("referrals.form.body.hint"), Options: options, Required: true}),
		f.Bind(web.Field{Name: "reason", Label: r.T("referrals.form.reason"), Hint: r.T("referrals.out.reason.hint"), Max: referrals.MaxReason, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "goals", Type: "textarea", Rows: 3, Label: r.T("referrals.form.goals"), Max: referrals.MaxGoals, Required: true, Autocomplete: "off"}),
	}
	for i, key := range referrals.OutgoingKeys(referrals.OutgoingItems())[1:] {
		p.Items = append(p.Items, f.Bind(web.Field{Name: "item-" + referrals.OutgoingItems()[i], Type: "checkbox", Label: r.T(key)}))
	}
	return p, nil
}

func readOutForm(f *web.Form) referrals.OutgoingForm {
	form := referrals.OutgoingForm{PartnerID: f.Int64("body"), Reason: f.Get("reason"), Goals: f.Get("goals")}
	for _, item := range referrals.OutgoingItems() {
		if f.Checked("item-" + item) {
			form.Items = append(form.Items, item)
		}
	}
	return form
}

func (s *Screens) beginOut(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	made, err := referrals.BeginOutgoing(c.UserContext(), s.db.Web, r.Actor, id, readOutForm(f), r.Now)
	if f.Fail(r, err) {
		return s.renderOutForm(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "referrals.begun", outPath(made, ""), web.CasePath(id, ""))
}

func (s *Screens) outOf(c *fiber.Ctx) (*referrals.Outgoing, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return referrals.FindOutgoing(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func (s *Screens) editOut(c *fiber.Ctx) error {
	o, err := s.outOf(c)
	if err != nil {
		return err
	}
	form := referrals.OutgoingFormOf(o)
	f := draftForm(o.Version, form.Reason, form.Goals, form.Items)
	f.Set("body", web.IDText(form.PartnerID))
	return s.renderEditOut(c, f, nil, s.web.Render)
}

// renderEditOut draws the form of a draft; typed is what somebody wrote over another's
// change.
func (s *Screens) renderEditOut(c *fiber.Ctx, f *web.Form, typed *referrals.OutgoingForm, render drawing) error {
	r := web.Of(c)
	o, err := s.outOf(c)
	if err != nil {
		return err
	}
	if o.State != referrals.Draft {
		return fault.New(fault.Conflict, "referrals.error.moved")
	}
	if typed != nil {
		f.Set("revision", strconv.Itoa(o.Version))
	}
	p, err := s.outFormPage(c, f, o.CaseID)
	if err != nil {
		return err
	}
	p.Title, p.Action = r.T("referrals.edit.title"), r.URL(outPath(o.ID, "/modifica"))
	p.Back, p.BackText = r.URL(outPath(o.ID, "")), r.T("referrals.edit.back")
	if typed != nil {
		names, err := partners.Names(c.UserContext(), s.db.Web, []int64{o.PartnerID, typed.PartnerID})
		if err != nil {
			return err
		}
		old := referrals.OutgoingFormOf(o)
		for _, name := range referrals.OutgoingDifferences(old, *typed) {
			p.Meanwhile = append(p.Meanwhile, Change{Label: r.T("referrals.form." + name), Old: saidOut(r, old, name, names), New: saidOut(r, *typed, name, names)})
		}
	}
	return render(c, "office/referrals/form", p)
}

func saidOut(r *web.Request, f referrals.OutgoingForm, name string, names map[int64]string) string {
	switch name {
	case "body":
		return names[f.PartnerID]
	case "reason":
		return f.Reason
	case "goals":
		return f.Goals
	}
	return strings.Join(outTexts(r, f.Items), " · ")
}

// outTexts names what a body is told, the name first.
func outTexts(r *web.Request, items []string) []string {
	var all []string
	for _, key := range referrals.OutgoingKeys(items) {
		all = append(all, r.T(key))
	}
	return all
}

func (s *Screens) writeOut(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(f.Get("revision")) // no number is no version
	form := readOutForm(f)
	err = referrals.WriteOutgoing(c.UserContext(), s.db.Web, r.Actor, id, version, form, r.Now)
	if f.Fail(r, err) {
		return s.renderEditOut(c, f, nil, s.web.RenderInvalid)
	}
	if x, ok := fault.As(err); ok && x.Key == "referrals.error.changed" {
		f.FailConflict(r, err, "")
		return s.renderEditOut(c, f, &form, s.web.RenderConflict)
	}
	return s.done(c, err, "referrals.written", outPath(id, ""), outPath(id, ""))
}
