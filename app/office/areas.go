package office

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/services"
	"approdo/app/web"
)

// AreasPage lists the service areas with the rules people meet first.
type AreasPage struct {
	web.Page
	Rows []areaRow
}

type areaRow struct {
	Name, Long, Places, Who, Notice, Reminders string
	URL, TextsURL                              string
}

func (s *Screens) areaRoutes() {
	s.web.Get("/ufficio/ambiti", web.May(auth.AreasManage), s.listAreas)
	s.web.Get("/ufficio/ambiti/:id", web.May(auth.AreasManage), s.showArea)
	s.web.Post("/ufficio/ambiti/:id", web.May(auth.AreasManage), s.saveArea)
	s.web.Get("/ufficio/ambiti/:id/testi", web.May(auth.AreasManage), s.showAreaTexts)
	s.web.Post("/ufficio/ambiti/:id/testi", web.May(auth.AreasManage), s.saveAreaTexts)
}

func areaPath(a *services.Area) string { return fmt.Sprintf("/ufficio/ambiti/%d", a.ID) }

func (s *Screens) listAreas(c *fiber.Ctx) error {
	r := web.Of(c)
	list, err := services.List(c.UserContext(), s.db.Web)
	if err != nil {
		return err
	}
	p := &AreasPage{}
	p.Title = r.T("office.areas.title")
	for i := range list {
		a := &list[i]
		row := areaRow{Name: r.L.Plain(a.Name), Long: r.L.N("booking.minutes", a.Minutes), Who: r.T("office.areas.who." + string(a.Who)),
			Notice: leadText(r, a.LeadMinutes, "office.areas.lead.none"), URL: r.URL(areaPath(a)), TextsURL: r.URL(areaPath(a) + "/testi")}
		if a.Group() {
			row.Long += " · " + r.L.N("office.areas.seats.count", a.Seats)
		}
		var places []string
		for _, x := range a.Places {
			places = append(places, r.T("office.areas.place."+string(x)))
		}
		row.Places = r.L.List(places)
		row.Reminders = leadText(r, a.FirstReminder, "office.reminders.none") + " · " + leadText(r, a.LastReminder, "office.reminders.none")
		p.Rows = append(p.Rows, row)
	}
	return s.web.Render(c, "office/areas", p)
}

// areaOf is the area of the address.
func (s *Screens) areaOf(c *fiber.Ctx) (*services.Area, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return services.Find(c.UserContext(), s.db.Web, id)
}

// leadText says how long before the start, in words; none names 0.
func leadText(r *web.Request, minutes int, none string) string {
	switch {
	case minutes == 0:
		return r.T(none)
	case minutes%(24*60) == 0:
		return r.L.N("office.reminders.days", minutes/(24*60))
	case minutes%60 == 0:
		return r.L.N("office.reminders.hours", minutes/60)
	}
	return r.L.N("office.reminders.minutes", minutes)
}

// leads are the offered times before an appointment, in minutes; 0 is none.
func leads() []int {
	return []int{0, 30, 60, 2 * 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 2 * 24 * 60, 3 * 24 * 60, 5 * 24 * 60, 7 * 24 * 60, 14 * 24 * 60}
}

// leadOptions hold what is set now, even where it is none of the offered.
func leadOptions(r *web.Request, now int, none string) []web.Option {
	var all []web.Option
	add := func(minutes int) {
		all = append(all, web.Option{Value: strconv.Itoa(minutes), Label: leadText(r, minutes, none)})
	}
	offered := leads()
	for i, minutes := range offered {
		add(minutes)
		if now > minutes && (i+1 == len(offered) || now < offered[i+1]) {
			add(now)
		}
	}
	return all
}
