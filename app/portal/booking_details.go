package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/services"
	"approdo/app/web"
)

// FormPage is a step of the flow that asks for something.
type FormPage struct {
	web.Page
	Stepper web.Stepper
	Recap   web.Recap
	Lead    string
	Action  string
	Back    string
	Fields  []web.Field
	Errors  []web.FieldError
}

func (s *Screens) showDetails(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	f := web.NewForm()
	f.Set("lang", d.Details.Lang)
	f.Set("mediator", d.Details.Mediator)
	f.Set("note", d.Details.Note)
	f.Set("access_needs", d.Details.AccessNeeds)
	f.Set("where", string(d.Where))
	f.Set("address", d.Address)
	return s.web.Render(c, "portal/booking/form", s.detailsPage(web.Of(c), d, f))
}

func (s *Screens) saveDetails(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	r, f := web.Of(c), web.ReadForm(c)
	err = appointments.SaveDetails(c.UserContext(), s.db.Web, d.ID, appointments.Details{
		Lang: f.Get("lang"), Mediator: f.Get("mediator"), Note: f.Get("note"), AccessNeeds: f.Get("access_needs"),
		Where: services.Place(f.Get("where")), Address: f.Get("address"),
	}, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "portal/booking/form", s.detailsPage(r, d, f))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, s.draftPath(d.ID, "richiedente"))
}

func (s *Screens) detailsPage(r *web.Request, d *appointments.Draft, f *web.Form) *FormPage {
	p := &FormPage{
		Stepper: stepper(r, 3, s.back(d)), Recap: recap(r, d), Lead: r.T("booking.details.lead"),
		Action: r.URL(s.draftPath(d.ID, "dettagli")), Back: r.URL(s.draftPath(d.ID, "orario")), Errors: f.Errors(),
	}
	p.Title, p.NoIndex = r.T("booking.details.title"), true
	p.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.step.details", "")
	if languages := languagesOf(r, d.Area); languages != "" {
		p.Lead += " " + languages
	}
	p.Fields = append(placeFields(r, f, d.Area), detailFields(r, f, d.Area)...)
	return p
}

// detailFields are the questions about the meeting; the office asks the same.
func detailFields(r *web.Request, f *web.Form, area *services.Area) []web.Field {
	return []web.Field{
		f.Bind(web.Field{Name: "lang", Type: "select", Label: r.T("booking.details.lang"), Hint: r.T("booking.details.lang.hint"), Options: web.LanguageOptions(), Required: true}),
		mediatorField(r, f, area),
		f.Bind(web.Field{Name: "note", Type: "textarea", Label: r.T("booking.details.note"), Hint: r.T("booking.details.note.hint"), Max: 500, Rows: 4}),
		f.Bind(web.Field{Name: "access_needs", Type: "textarea", Label: r.T("booking.details.access"), Hint: r.T("booking.details.access.hint"), Max: 300, Rows: 2}),
	}
}
