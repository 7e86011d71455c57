package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/web"
)

// mediatorRoutes adds the mediators, those still to be found, and the mediator of an appointment.
func (s *Screens) mediatorRoutes() {
	may, day := web.May(auth.DesksManage), web.May(auth.AppointmentsManage)
	s.web.Get("/ufficio/mediatori", may, s.listMediators)
	s.web.Get("/ufficio/mediatori/nuovo", may, s.newMediator)
	s.web.Post("/ufficio/mediatori", may, s.saveMediator)
	s.web.Get("/ufficio/mediatori/richieste", web.May(auth.AppointmentsRead), s.listWanted)
	s.web.Get("/ufficio/mediatori/:id", may, s.showMediator)
	s.web.Post("/ufficio/mediatori/:id", may, s.saveMediator)
	s.web.Post("/ufficio/appuntamenti/:id/mediatore", day, s.assignMediator)
}

func (s *Screens) listMediators(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	all, err := desks.ListMediators(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &PeoplePage{Lead: r.T("office.mediators.lead"), New: r.T("office.mediators.new"), NewURL: r.URL("/ufficio/mediatori/nuovo"),
		None: r.T("office.mediators.none"), WhereLabel: r.T("office.mediators.where"), NoteLabel: r.T("office.mediators.when")}
	p.Title = r.T("office.mediators.title")
	p.Crumbs = []web.Crumb{{Label: r.T("office.hours.desks"), URL: r.URL("/ufficio/sportelli")}, {Label: p.Title}}
	for i := range all {
		m := &all[i]
		row := personRow{URL: r.URL(fmt.Sprintf("/ufficio/mediatori/%d", m.ID)), Name: m.Name, Languages: languageNames(r, m.Languages), Note: weekOf(r, m)}
		row.Where = deskNames(r, list, func(d *desks.Desk) bool { return slices.Contains(m.DeskIDs, d.ID) })
		if m.ByPhone {
			row.Where = strings.TrimPrefix(row.Where+", "+r.T("office.mediators.phone.short"), ", ")
		}
		if m.RetiredAt != nil {
			row.Note = r.T("office.rooms.use.no")
		}
		p.Rows = append(p.Rows, row)
	}
	return s.web.Render(c, "office/people", p)
}

// weekOf is a mediator's usual week in one line.
func weekOf(r *web.Request, m *desks.Mediator) string {
	var parts []string
	for _, d := range desks.MondayFirst() {
		if text := dayHours(m, d); text != "" {
			parts = append(parts, r.L.WeekdayName(d)+" "+text)
		}
	}
	return strings.Join(parts, "; ")
}

func dayHours(m *desks.Mediator, d time.Weekday) string {
	var spans [][2]desks.Clock
	for _, h := range m.Hours {
		if h.Weekday == d {
			spans = append(spans, [2]desks.Clock{h.From, h.To})
		}
	}
	return desks.HoursText(spans)
}

func (s *Screens) newMediator(c *fiber.Ctx) error {
	page, err := s.mediatorPage(c, nil, desks.SaveMediator{InUse: true}, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/sections", page)
}

// mediatorOf is the mediator of the address, nil where it names none.
func (s *Screens) mediatorOf(c *fiber.Ctx) (*desks.Mediator, error) {
	if c.Params("id") == "" {
		return nil, nil
	}
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return desks.FindMediator(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func (s *Screens) showMediator(c *fiber.Ctx) error {
	m, err := s.mediatorOf(c)
	if err != nil {
		return err
	}
	form := desks.SaveMediator{ID: m.ID, Name: m.Name, Email: m.Email, Phone: m.Phone, Languages: m.Languages, ByPhone: m.ByPhone, DeskIDs: m.DeskIDs, InUse: m.RetiredAt == nil}
	for day := range form.Week {
		form.Week[day] = dayHours(m, time.Weekday(day))
	}
	page, err := s.mediatorPage(c, m, form, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/sections", page)
}

func (s *Screens) mediatorPage(c *fiber.Ctx, m *desks.Mediator, form desks.SaveMediator, f *web.Form) (*SectionsPage, error) {
	r := web.Of(c)
	list, err := desks.ListFor(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	p := &SectionsPage{Submit: r.T("office.hours.save"), Back: r.URL("/ufficio/mediatori"), Action: r.URL("/ufficio/mediatori"), Errors: f.Errors()}
	p.Title = r.T("office.mediators.new")
	phone := ""
	if form.ByPhone {
		phone = "1"
	}
	where := f.Bind(web.Field{Name: "desks", Type: "checks", Either: true, Label: r.T("office.mediators.desks")})
	p.Sections = []fieldSection{
		{Title: r.T("office.operators.who"), Fields: []web.Field{
			filled(f, form.Name, web.Field{Name: "name", Label: r.T("office.operators.name"), Hint: r.T("office.mediators.name.hint"), Max: desks.MaxName, Required: true, Autocomplete: "off"}),
			filled(f, form.Email, web.Field{Name: "email", Type: "email", Label: r.T("office.institution.email"), Hint: r.T("office.mediators.email.hint"), Max: 254, Autocomplete: "off"}),
			filled(f, form.Phone, web.Field{Name: "phone", Type: "tel", Label: r.T("office.institution.phone"), Max: 40, Autocomplete: "off"}),
			languageChecks(r, f, form.Languages, i18n.Italian)}},
		{Title: r.T("office.mediators.where"), Fields: []web.Field{deskChecks(r, where, list, form.DeskIDs),
			filled(f, phone, web.Field{Name: "by_phone", Type: "checkbox", Either: true, Label: r.T("office.mediators.phone"), Hint: r.T("office.mediators.phone.hint")})}},
		{Title: r.T("office.mediators.when"), Lead: r.T("office.mediators.when.hint"), Fields: weekFields(r, f, form.Week)},
	}
	if m != nil {
		n, err := appointments.WithMediator(c.UserContext(), s.db.Web, m.ID, r.Now)
		if err != nil {
			return nil, err
		}
		p.Title, p.Action = m.Name, fmt.Sprintf("%s/%d", p.Action, m.ID)
		f.Set("use", yesOrNo(form.InUse))
		p.Sections = append(p.Sections, fieldSection{Title: r.T("office.mediators.use"), Fields: []web.Field{useField(r, f, r.L.N("office.mediators.coming", n))}})
	}
	p.Crumbs = []web.Crumb{{Label: r.T("office.mediators.title"), URL: p.Back}, {Label: p.Title}}
	return p, nil
}

func weekFields(r *web.Request, f *web.Form, week [7]string) []web.Field {
	var all []web.Field
	for _, d := range desks.MondayFirst() {
		all = append(all, filled(f, week[d], web.Field{Name: desks.WeekField(d), Label: r.L.WeekdayName(d), Max: 60, Either: true, Autocomplete: "off"}))
	}
	return all
}

func (s *Screens) saveMediator(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	m, err := s.mediatorOf(c)
	if err != nil {
		return err
	}
	form := desks.SaveMediator{Name: f.Get("name"), Email: f.Get("email"), Phone: f.Get("phone"), Languages: many(c, "languages"),
		ByPhone: f.Checked("by_phone"), DeskIDs: manyIDs(c, "desks"), InUse: f.Get("use") != "no"}
	for day := range form.Week {
		form.Week[day] = f.Get(desks.WeekField(time.Weekday(day)))
	}
	if m != nil {
		form.ID = m.ID
	}
	without, err := appointments.PutMediator(c.UserContext(), s.db.Web, r.Actor, form, r.Now)
	if f.Fail(r, err) {
		page, err := s.mediatorPage(c, m, form, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/sections", page)
	}
	if err != nil {
		return err
	}
	s.flashLeft(c, "office.mediators.saved", "office.mediators.saved_without", without)
	return web.SeeOther(c, "/ufficio/mediatori")
}
