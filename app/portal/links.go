package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/web"
)

// LinksPage asks for the address to which the links of its appointments are sent.
type LinksPage struct {
	web.Page
	Email  web.Field
	Errors []web.FieldError
	Action string
}

// CancelPage asks whether, and why who wants to say it.
type CancelPage struct {
	AppointmentPage
	Why, Reason web.Field
	Errors      []web.FieldError
}

func (s *Screens) linkRoutes() {
	s.web.Get("/appuntamenti", web.Public, s.showLinks)
	s.web.Post("/appuntamenti", web.Public, s.sendLinks)
	s.web.Post("/appuntamenti/:token/promemoria", web.Public, s.setReminders)
}

func (s *Screens) showLinks(c *fiber.Ctx) error {
	return s.web.Render(c, "portal/appointments/index", linksPage(web.Of(c), web.NewForm()))
}

func linksPage(r *web.Request, f *web.Form) *LinksPage {
	p := &LinksPage{Action: r.URL("/appuntamenti"), Errors: f.Errors()}
	p.Title, p.NoIndex = r.T("links.title"), true
	p.Crumbs = crumbs(r, "links.title", "")
	p.Email = f.Bind(web.Field{Name: "email", Label: r.T("area.signin.email"), Hint: r.T("area.signin.hint"), Type: "email",
		Autocomplete: "email", InputMode: "email", Max: appointments.MaxEmail, Required: true})
	return p
}

// sendLinks gives every address the same answer.
func (s *Screens) sendLinks(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	email, err := appointments.CleanEmail(f.Get("email"))
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "portal/appointments/index", linksPage(r, f))
	}
	if err := s.gate.AllowMail(ctx, s.db.Web, "appointments.links", email, c.IP(), r.Now); err != nil {
		return err
	}
	if err := appointments.RequestLinks(ctx, s.db.Web, email, r.Lang, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "links.sent")
	return web.SeeOther(c, "/appuntamenti")
}

func cancelPage(r *web.Request, f *web.Form, card *appointments.Card, link string) *CancelPage {
	p := &CancelPage{AppointmentPage: *appointmentPage(r, card, link, "appointment.cancel.title"), Errors: f.Errors()}
	p.Why = f.Bind(web.Field{Name: "code", Type: "radio", Label: r.T("appointment.cancel.why"), Hint: r.T("appointment.cancel.why.hint"), Options: []web.Option{
		{Value: "time", Label: r.T("appointment.cancel.why.time")},
		{Value: "work", Label: r.T("appointment.cancel.why.work")},
		{Value: "not_needed", Label: r.T("appointment.cancel.why.not_needed")},
		{Value: "other", Label: r.T("appointment.cancel.why.other")},
	}})
	p.Reason = f.Bind(web.Field{Name: "reason", Type: "textarea", Label: r.T("appointment.cancel.words"), Hint: r.T("appointment.cancel.words.hint"), Max: appointments.MaxReason, Rows: 2})
	return p
}

// no is the answer that stops reminders; nothing else does.
const no = "no"

func yesNo(wanted bool) string {
	if wanted {
		return "yes"
	}
	return no
}

func (s *Screens) remindersField(r *web.Request, f *web.Form) web.Field {
	hint := r.T("booking.contact.reminders.hint")
	if s.letters.SMS {
		hint = r.T("booking.contact.reminders.hint_sms")
	}
	return f.Bind(web.Field{Name: "reminders", Type: "radio", Either: true, Label: r.T("booking.contact.reminders"), Hint: hint, Options: []web.Option{
		{Value: "yes", Label: r.T("booking.contact.reminders.yes")},
		{Value: no, Label: r.T("booking.contact.reminders.no")},
	}})
}

func (s *Screens) setReminders(c *fiber.Ctx) error {
	card, link, err := s.openCard(c)
	if err != nil {
		return err
	}
	r, wanted := web.Of(c), web.ReadForm(c).Get("reminders") != no
	if err := appointments.SetReminders(c.UserContext(), s.db.Web, card.ID, wanted, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "appointment.reminders.saved")
	return web.SeeOther(c, link)
}
