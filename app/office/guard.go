package office

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/web"
)

// GuardPage sets how bookings of the portal are guarded.
type GuardPage struct {
	web.Page
	Fields []web.Field
	Errors []web.FieldError
	Action string
}

func (s *Screens) guardRoutes() {
	s.web.Get("/ufficio/prenotazioni", web.May(auth.AreasManage), s.showGuard)
	s.web.Post("/ufficio/prenotazioni", web.May(auth.AreasManage), s.saveGuard)
}

func (s *Screens) showGuard(c *fiber.Ctx) error {
	g, err := appointments.FindGuard(c.UserContext(), s.db.Web)
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("mail_minutes", strconv.Itoa(g.MailMinutes))
	f.Set("work_bits", strconv.Itoa(g.WorkBits))
	return s.web.Render(c, "office/guard", guardPage(web.Of(c), f))
}

func guardPage(r *web.Request, f *web.Form) *GuardPage {
	p := &GuardPage{Action: r.URL("/ufficio/prenotazioni"), Errors: f.Errors()}
	p.Title = r.T("office.menu.guard")
	minutes := []web.Option{{Value: "0", Label: r.T("office.guard.mail.off")}}
	for _, n := range []int{15, 30, 60, 120, 240} {
		minutes = append(minutes, web.Option{Value: strconv.Itoa(n), Label: r.L.N("office.guard.mail.minutes", n)})
	}
	work := []web.Option{
		{Value: "16", Label: r.T("office.guard.work.light")},
		{Value: "18", Label: r.T("office.guard.work.medium")},
		{Value: "20", Label: r.T("office.guard.work.hard")},
	}
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "mail_minutes", Type: "select", Either: true, Label: r.T("office.guard.mail"), Hint: r.T("office.guard.mail.hint"), Options: kept(f, "mail_minutes", minutes)}),
		f.Bind(web.Field{Name: "work_bits", Type: "select", Either: true, Label: r.T("office.guard.work"), Hint: r.T("office.guard.work.hint"), Options: kept(f, "work_bits", work)}),
	}
	return p
}

// kept adds what is set now, where it is none of the offered.
func kept(f *web.Form, name string, options []web.Option) []web.Option {
	now := f.Get(name)
	if _, err := strconv.Atoi(now); err != nil || slices.ContainsFunc(options, func(o web.Option) bool { return o.Value == now }) {
		return options
	}
	return append(options, web.Option{Value: now, Label: now})
}

func (s *Screens) saveGuard(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	var g appointments.Guard
	var errMail, errWork error
	g.MailMinutes, errMail = strconv.Atoi(f.Get("mail_minutes"))
	g.WorkBits, errWork = strconv.Atoi(f.Get("work_bits"))
	if errMail != nil || errWork != nil {
		g.MailMinutes = -1 // not from our list: refused below
	}
	err := appointments.SetGuard(c.UserContext(), s.db.Web, r.Actor, g, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "office/guard", guardPage(r, f))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.guard.saved")
	return web.SeeOther(c, "/ufficio/prenotazioni")
}
