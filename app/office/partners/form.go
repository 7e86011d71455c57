package partners

import (
	"cmp"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/partners"
	"approdo/app/web"
)

// FormPage opens or changes a body, or something that hangs on one.
type FormPage struct {
	web.Page
	// Name is the body's, "" for a new one.
	Name         string
	Lead, Submit string
	Action, Back string
	RemoveURL    string
	// Version is the one a change starts from, 0 where there is none.
	Version int
	Fields  []web.Field
	Errors  []web.FieldError
}

func (s *Screens) showForm(c *fiber.Ctx) error {
	b, err := s.savedOf(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	for name, value := range map[string]string{"name": b.Name, "sort": b.Sort, "kind": b.Kind, "field": b.Field, "district": b.District, "address": b.Address,
		"phone": b.Phone, "email": b.Email, "site": b.Site, "hours": b.Hours, "notes": b.Notes, "version": strconv.Itoa(b.Version)} {
		f.Set(name, value)
	}
	return s.renderForm(c, b, f, s.web.Render)
}

// savedOf is the body of the address, an empty one where it names none.
func (s *Screens) savedOf(c *fiber.Ctx) (*partners.Body, error) {
	if c.Params("id") == "" {
		return new(partners.Body), nil
	}
	return s.bodyOf(c)
}

func (s *Screens) renderForm(c *fiber.Ctx, b *partners.Body, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	p := &FormPage{Action: r.URL("/ufficio/rete"), Back: r.URL("/ufficio/rete"), Fields: bodyFields(r, f), Errors: f.Errors()}
	p.Title = r.T("partners.new")
	if b.ID != 0 {
		p.Title, p.Name, p.Action = r.T("partners.edit"), b.Name, r.URL(path(b.ID, ""))
		p.Back, p.Version = p.Action, int(f.Int64("version"))
	}
	return render(c, "office/partners/form", p)
}

func bodyFields(r *web.Request, f *web.Form) []web.Field {
	text := func(name string, most int) web.Field {
		return f.Bind(web.Field{Name: name, Label: r.T("partners.form." + name), Max: most, Autocomplete: "off"})
	}
	choose := func(name, prefix string, all []string) web.Field {
		return f.Bind(web.Field{Name: name, Type: "select", Label: r.T("partners.form." + name), Options: options(r, "partners.choose", prefix, all), Required: true})
	}
	name, email, phone, site := text("name", partners.MaxName), text("email", partners.MaxEmail), text("phone", partners.MaxPhone), text("site", partners.MaxSite)
	name.Required, email.Type, phone.Type = true, "email", "tel"
	hours, notes := text("hours", partners.MaxHours), text("notes", partners.MaxNotes)
	hours.Type, hours.Rows, notes.Type, notes.Rows = "textarea", 2, "textarea", 4
	notes.Hint = r.T("partners.form.notes.hint")
	return []web.Field{
		name, choose("sort", "partners.sort.", partners.Sorts), choose("kind", "partners.kind.", partners.Kinds),
		choose("field", "partners.field.", partners.Fields), text("district", partners.MaxShort), text("address", partners.MaxAddress),
		phone, email, site, hours, notes,
	}
}

func (s *Screens) save(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	b, err := s.savedOf(c)
	if err != nil {
		return err
	}
	form := partners.Body{ID: b.ID, Name: f.Get("name"), Sort: f.Get("sort"), Kind: f.Get("kind"), Field: f.Get("field"), District: f.Get("district"),
		Address: f.Get("address"), Phone: f.Get("phone"), Email: f.Get("email"), Site: f.Get("site"), Hours: f.Get("hours"), Notes: f.Get("notes"),
		Version: int(f.Int64("version"))}
	id, err := partners.Put(c.UserContext(), s.db.Web, r.Actor, form, r.Now)
	if x, ok := fault.As(err); ok && x.Key == "partners.error.changed" {
		return s.done(c, err, "", path(b.ID, ""))
	}
	if f.Fail(r, err) || f.FailConflict(r, err, "name") {
		return s.renderForm(c, b, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "partners.saved", path(cmp.Or(id, b.ID), ""))
}

// retire is the POST that puts a body aside, or takes it in use again.
func (s *Screens) retire(aside bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id, err := web.ID(c, "id")
		if err != nil {
			return err
		}
		said := "partners.resumed"
		if aside {
			said = "partners.retired"
		}
		r := web.Of(c)
		return s.done(c, partners.Retire(c.UserContext(), s.db.Web, r.Actor, id, aside, r.Now), said, path(id, ""))
	}
}
