package partners

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/partners"
	"approdo/app/web"
)

// remover takes what hangs on a body away.
type remover func(s *Screens, c *fiber.Ctx, partnerID, id int64) error

func removePerson(s *Screens, c *fiber.Ctx, partnerID, id int64) error {
	r := web.Of(c)
	return partners.RemovePerson(c.UserContext(), s.db.Web, r.Actor, partnerID, id, r.Now)
}

func removeAgreement(s *Screens, c *fiber.Ctx, partnerID, id int64) error {
	r := web.Of(c)
	return partners.RemoveAgreement(c.UserContext(), s.db.Web, r.Actor, partnerID, id, r.Now)
}

func removeContact(s *Screens, c *fiber.Ctx, partnerID, id int64) error {
	r := web.Of(c)
	return partners.RemoveContact(c.UserContext(), s.db.Web, r.Actor, partnerID, id, r.Now)
}

// kind is something that hangs on a body and has a form of its own.
type kind struct {
	slug, title string
	// fields draws the form, fill puts in what is saved, save writes what was typed.
	fields func(r *web.Request, f *web.Form) []web.Field
	fill   func(s *Screens, c *fiber.Ctx, f *web.Form, partnerID, id int64) error
	save   func(s *Screens, c *fiber.Ctx, f *web.Form, partnerID, id int64) error
	remove remover
}

// parts are the people of a body and the agreements with it.
func parts() []kind {
	return []kind{
		{"referenti", "partners.person", personFields, fillPerson, savePerson, removePerson},
		{"protocolli", "partners.agreement", agreementFields, fillAgreement, saveAgreement, removeAgreement},
	}
}

func personFields(r *web.Request, f *web.Form) []web.Field {
	return []web.Field{
		f.Bind(web.Field{Name: "name", Label: r.T("partners.person.name"), Max: partners.MaxShort, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "role", Label: r.T("partners.person.role"), Max: partners.MaxShort, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "phone", Type: "tel", Label: r.T("partners.form.phone"), Max: partners.MaxPhone, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("partners.form.email"), Max: partners.MaxEmail, Autocomplete: "off"}),
	}
}

func fillPerson(s *Screens, c *fiber.Ctx, f *web.Form, partnerID, id int64) error {
	all, err := partners.People(c.UserContext(), s.db.Web, web.Of(c).Actor, partnerID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(x partners.Person) bool { return x.ID == id })
	if i < 0 {
		return fault.Missing()
	}
	for name, value := range map[string]string{"name": all[i].Name, "role": all[i].Role, "phone": all[i].Phone, "email": all[i].Email} {
		f.Set(name, value)
	}
	return nil
}

func savePerson(s *Screens, c *fiber.Ctx, f *web.Form, partnerID, id int64) error {
	r := web.Of(c)
	x := partners.Person{ID: id, PartnerID: partnerID, Name: f.Get("name"), Role: f.Get("role"), Phone: f.Get("phone"), Email: f.Get("email")}
	return partners.PutPerson(c.UserContext(), s.db.Web, r.Actor, x, r.Now)
}

func agreementFields(r *web.Request, f *web.Form) []web.Field {
	return []web.Field{
		f.Bind(web.Field{Name: "subject", Label: r.T("partners.agreement.subject"), Max: partners.MaxSubject, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "signed_on", Type: "date", Label: r.T("partners.agreement.signed_on"), Required: true}),
		f.Bind(web.Field{Name: "valid_until", Type: "date", Label: r.T("partners.agreement.valid_until"), Hint: r.T("partners.agreement.valid_until.hint")}),
		f.Bind(web.Field{Name: "note", Type: "textarea", Rows: 3, Label: r.T("partners.agreement.note"), Max: partners.MaxNotes, Autocomplete: "off"}),
	}
}

func fillAgreement(s *Screens, c *fiber.Ctx, f *web.Form, partnerID, id int64) error {
	all, err := partners.Agreements(c.UserContext(), s.db.Web, web.Of(c).Actor, partnerID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(x partners.Agreement) bool { return x.ID == id })
	if i < 0 {
		return fault.Missing()
	}
	f.Set("subject", all[i].Subject)
	f.Set("signed_on", all[i].SignedOn.String())
	if !all[i].ValidUntil.IsZero() {
		f.Set("valid_until", all[i].ValidUntil.String())
	}
	f.Set("note", all[i].Note)
	return nil
}

func saveAgreement(s *Screens, c *fiber.Ctx, f *web.Form, partnerID, id int64) error {
	r := web.Of(c)
	x := partners.Agreement{ID: id, PartnerID: partnerID, SignedOn: dateOf(f, "signed_on"), Subject: f.Get("subject"), Note: f.Get("note")}
	if f.Get("valid_until") != "" {
		if x.ValidUntil = dateOf(f, "valid_until"); x.ValidUntil.IsZero() {
			var k fault.Check
			k.Add("valid_until", "partners.error.date")
			return k.Err()
		}
	}
	return partners.PutAgreement(c.UserContext(), s.db.Web, r.Actor, x, r.Now)
}

// dateOf is the day typed, the zero day where it is none.
func dateOf(f *web.Form, name string) desks.Date {
	d, err := desks.ParseDate(f.Get(name))
	if err != nil {
		return desks.Date{}
	}
	return d
}

// partOf is the id of the part in the address, 0 for a new one.
func partOf(c *fiber.Ctx) (int64, error) {
	if c.Params("part") == "" {
		return 0, nil
	}
	return web.ID(c, "part")
}

func (s *Screens) showPart(k kind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		f := web.NewForm()
		b, id, err := s.bodyAndPart(c)
		if err != nil {
			return err
		}
		if id != 0 {
			if err := k.fill(s, c, f, b.ID, id); err != nil {
				return err
			}
		}
		return s.renderPart(c, k, b, f)
	}
}

func (s *Screens) bodyAndPart(c *fiber.Ctx) (*partners.Body, int64, error) {
	b, err := s.bodyOf(c)
	if err != nil {
		return nil, 0, err
	}
	id, err := partOf(c)
	return b, id, err
}

func (s *Screens) renderPart(c *fiber.Ctx, k kind, b *partners.Body, f *web.Form) error {
	r, base := web.Of(c), path(b.ID, "/"+k.slug)
	p := &FormPage{Name: b.Name, Action: r.URL(base), Back: r.URL(path(b.ID, "")), Fields: k.fields(r, f), Errors: f.Errors()}
	p.Title = r.T(k.title)
	if part := c.Params("part"); part != "" {
		p.Action += "/" + part
		p.RemoveURL = p.Action + "/eliminazione"
	}
	if len(p.Errors) > 0 {
		return s.web.RenderInvalid(c, "office/partners/form", p)
	}
	return s.web.Render(c, "office/partners/form", p)
}

func (s *Screens) savePart(k kind) fiber.Handler {
	return func(c *fiber.Ctx) error {
		f := web.ReadForm(c)
		b, id, err := s.bodyAndPart(c)
		if err != nil {
			return err
		}
		err = k.save(s, c, f, b.ID, id)
		if f.Fail(web.Of(c), err) {
			return s.renderPart(c, k, b, f)
		}
		return s.done(c, err, "partners.saved", path(b.ID, ""))
	}
}

func (s *Screens) removePart(remove remover) fiber.Handler {
	return func(c *fiber.Ctx) error {
		b, id, err := s.bodyAndPart(c)
		if err != nil {
			return err
		}
		return s.done(c, remove(s, c, b.ID, id), "partners.removed", path(b.ID, ""))
	}
}
