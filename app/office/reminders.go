package office

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/services"
	"approdo/app/web"
)

// RemindersPage lists when people are reminded of their appointments, by area.
type RemindersPage struct {
	web.Page
	Rows []reminderRow
}

type reminderRow struct {
	Area, First, Last, URL string
}

// ReminderPage changes one area's reminders.
type ReminderPage struct {
	web.Page
	Fields []web.Field
	Errors []web.FieldError
	Action string
}

// leads are the offered times before an appointment, in minutes; 0 is none.
func leads() []int {
	return []int{0, 60, 2 * 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 2 * 24 * 60, 3 * 24 * 60, 7 * 24 * 60}
}

func leadText(r *web.Request, minutes int) string {
	switch {
	case minutes == 0:
		return r.T("office.reminders.none")
	case minutes%(24*60) == 0:
		return r.L.N("office.reminders.days", minutes/(24*60))
	case minutes%60 == 0:
		return r.L.N("office.reminders.hours", minutes/60)
	}
	return r.L.N("office.reminders.minutes", minutes)
}

func (s *Screens) reminderRoutes() {
	s.web.Get("/ufficio/promemoria", web.May(auth.RemindersManage), s.listReminders)
	s.web.Get("/ufficio/promemoria/:id", web.May(auth.RemindersManage), s.showReminder)
	s.web.Post("/ufficio/promemoria/:id", web.May(auth.RemindersManage), s.saveReminder)
}

func (s *Screens) listReminders(c *fiber.Ctx) error {
	r := web.Of(c)
	areas, err := services.List(c.UserContext(), s.db.Web)
	if err != nil {
		return err
	}
	page := &RemindersPage{}
	page.Title = r.T("office.reminders.title")
	for i := range areas {
		a := &areas[i]
		page.Rows = append(page.Rows, reminderRow{
			Area: r.L.Plain(a.Name), First: leadText(r, a.FirstReminder), Last: leadText(r, a.LastReminder),
			URL: r.URL(fmt.Sprintf("/ufficio/promemoria/%d", a.ID)),
		})
	}
	return s.web.Render(c, "office/reminders", page)
}

// reminderArea is the area of the address.
func (s *Screens) reminderArea(c *fiber.Ctx) (*services.Area, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return services.Find(c.UserContext(), s.db.Web, id)
}

func (s *Screens) showReminder(c *fiber.Ctx) error {
	a, err := s.reminderArea(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("first", strconv.Itoa(a.FirstReminder))
	f.Set("last", strconv.Itoa(a.LastReminder))
	return s.web.Render(c, "office/reminder", reminderPage(web.Of(c), f, a))
}

func reminderPage(r *web.Request, f *web.Form, a *services.Area) *ReminderPage {
	p := &ReminderPage{Errors: f.Errors(), Action: r.URL(fmt.Sprintf("/ufficio/promemoria/%d", a.ID))}
	p.Title = r.T("office.reminders.of", "Area", r.L.Plain(a.Name))
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "first", Type: "select", Either: true, Label: r.T("office.reminders.first"), Options: leadOptions(r, a.FirstReminder)}),
		f.Bind(web.Field{Name: "last", Type: "select", Either: true, Label: r.T("office.reminders.last"), Options: leadOptions(r, a.LastReminder)}),
	}
	return p
}

// leadOptions hold what is set now, even where it is none of the offered.
func leadOptions(r *web.Request, now int) []web.Option {
	var all []web.Option
	offered := leads()
	for i, minutes := range offered {
		if now > minutes && (i+1 == len(offered) || now < offered[i+1]) {
			all = append(all, leadOption(r, minutes), leadOption(r, now))
			continue
		}
		all = append(all, leadOption(r, minutes))
	}
	return all
}

func leadOption(r *web.Request, minutes int) web.Option {
	return web.Option{Value: strconv.Itoa(minutes), Label: leadText(r, minutes)}
}

func (s *Screens) saveReminder(c *fiber.Ctx) error {
	a, err := s.reminderArea(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	first, errFirst := strconv.Atoi(f.Get("first"))
	last, errLast := strconv.Atoi(f.Get("last"))
	if errFirst != nil || errLast != nil {
		first, last = -1, -1 // not from our list: refused below
	}
	err = services.SetReminders(c.UserContext(), s.db.Web, r.Actor, a.ID, first, last, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "office/reminder", reminderPage(r, f, a))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.reminders.saved")
	return web.SeeOther(c, "/ufficio/promemoria")
}
