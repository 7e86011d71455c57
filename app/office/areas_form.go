package office

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/services"
	"approdo/app/web"
)

func (s *Screens) showArea(c *fiber.Ctx) error {
	a, err := s.areaOf(c)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/sections", areaPage(web.Of(c), a, a.Settings, areaForm(a.Settings)))
}

// areaForm fills the form with what is set now.
func areaForm(x services.Settings) *web.Form {
	f := web.NewForm()
	for name, n := range map[string]int{
		"minutes": x.Minutes, "lead": x.LeadMinutes, "horizon": x.HorizonDays, "change": x.ChangeMinutes, "release": x.ReleaseMinutes,
		"seats": x.Seats, "first": x.FirstReminder, "last": x.LastReminder,
	} {
		f.Set(name, strconv.Itoa(n))
	}
	f.Set("who", string(x.Who))
	f.Set("video_link", x.VideoLink)
	if x.MediatorRequired {
		f.Set("mediator", "1")
	}
	return f
}

// readArea reads the form; what is no number becomes one that is refused.
func readArea(c *fiber.Ctx, f *web.Form) services.Settings {
	number := func(name string) int {
		n, err := strconv.Atoi(f.Get(name))
		if err != nil {
			return -1
		}
		return n
	}
	x := services.Settings{
		Minutes: number("minutes"), LeadMinutes: number("lead"), HorizonDays: number("horizon"), ChangeMinutes: number("change"),
		ReleaseMinutes: number("release"), Seats: number("seats"), FirstReminder: number("first"), LastReminder: number("last"),
		Who: services.Who(f.Get("who")), VideoLink: f.Get("video_link"), MediatorRequired: f.Checked("mediator"), Languages: many(c, "languages"),
	}
	for _, p := range many(c, "places") {
		x.Places = append(x.Places, services.Place(p))
	}
	return x
}

func (s *Screens) saveArea(c *fiber.Ctx) error {
	a, err := s.areaOf(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	in := readArea(c, f)
	err = services.SaveSettings(c.UserContext(), s.db.Web, r.Actor, a.ID, in, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "office/sections", areaPage(r, a, in, f))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.areas.saved")
	return web.SeeOther(c, "/ufficio/ambiti")
}

func areaPage(r *web.Request, a *services.Area, x services.Settings, f *web.Form) *SectionsPage {
	p := &SectionsPage{Lead: r.T("office.areas.lead"), Submit: r.T("office.areas.save"), Action: r.URL(areaPath(a)),
		Back: r.URL("/ufficio/ambiti"), Errors: f.Errors()}
	p.Title = r.L.Plain(a.Name)
	p.Crumbs = areaCrumbs(r, p.Title)
	p.Sections = []fieldSection{
		{Title: r.T("office.areas.section.meeting"), Fields: meetingFields(r, x, f)},
		{Title: r.T("office.areas.section.booking"), Fields: bookingFields(r, a, f)},
		{Title: r.T("office.areas.section.languages"), Lead: r.T("office.areas.section.languages.lead"), Fields: languageFields(r, x, f)},
		{Title: r.T("office.areas.section.reminders"), Lead: r.T("office.reminders.lead"), Fields: reminderFields(r, a, f)},
	}
	return p
}

func areaCrumbs(r *web.Request, title string) []web.Crumb {
	return []web.Crumb{{Label: r.T("office.areas.title"), URL: r.URL("/ufficio/ambiti")}, {Label: title}}
}

func meetingFields(r *web.Request, x services.Settings, f *web.Form) []web.Field {
	places := f.Bind(web.Field{Name: "places", Type: "checks", Required: true, Label: r.T("office.areas.places"), Hint: r.T("office.areas.places.hint")})
	for _, p := range services.Places() {
		places.Options = append(places.Options, web.Option{Value: string(p), Label: r.T("office.areas.place." + string(p)), Checked: slices.Contains(x.Places, p)})
	}
	return []web.Field{
		f.Bind(web.Field{Name: "minutes", Type: "number", InputMode: "numeric", Required: true, Label: r.T("office.areas.minutes"), Hint: r.T("office.areas.minutes.hint")}),
		f.Bind(web.Field{Name: "seats", Type: "number", InputMode: "numeric", Required: true, Label: r.T("office.areas.seats"), Hint: r.T("office.areas.seats.hint")}),
		places,
		f.Bind(web.Field{Name: "video_link", Type: "url", InputMode: "url", Max: services.MaxVideo, Label: r.T("office.areas.video"),
			Hint: r.T("office.areas.video.hint", "Mark", services.RoomMark)}),
	}
}

func bookingFields(r *web.Request, a *services.Area, f *web.Form) []web.Field {
	who := web.Field{Name: "who", Type: "radio", Required: true, Label: r.T("office.areas.who")}
	for _, w := range []services.Who{services.Anyone, services.Known, services.StaffOnly} {
		who.Options = append(who.Options, web.Option{Value: string(w), Label: r.T("office.areas.who." + string(w)), Hint: r.T("office.areas.who." + string(w) + ".hint")})
	}
	choice := func(name, label, hint, none string, now int) web.Field {
		return f.Bind(web.Field{Name: name, Type: "select", Either: true, Label: r.T(label), Hint: r.T(hint), Options: leadOptions(r, now, none)})
	}
	return []web.Field{
		f.Bind(who),
		choice("lead", "office.areas.lead_time", "office.areas.lead_time.hint", "office.areas.lead.none", a.LeadMinutes),
		f.Bind(web.Field{Name: "horizon", Type: "number", InputMode: "numeric", Required: true, Label: r.T("office.areas.horizon"), Hint: r.T("office.areas.horizon.hint")}),
		choice("change", "office.areas.change", "office.areas.change.hint", "office.areas.change.none", a.ChangeMinutes),
		f.Bind(web.Field{Name: "release", Type: "number", InputMode: "numeric", Required: true, Label: r.T("office.areas.release"), Hint: r.T("office.areas.release.hint")}),
	}
}

func languageFields(r *web.Request, x services.Settings, f *web.Form) []web.Field {
	spoken := languageChecks(r, f, x.Languages)
	spoken.Label, spoken.Required = r.T("office.areas.languages"), false
	return []web.Field{spoken, f.Bind(web.Field{Name: "mediator", Type: "checkbox", Label: r.T("office.areas.mediator")})}
}

func reminderFields(r *web.Request, a *services.Area, f *web.Form) []web.Field {
	return []web.Field{
		f.Bind(web.Field{Name: "first", Type: "select", Either: true, Label: r.T("office.reminders.first"), Options: leadOptions(r, a.FirstReminder, "office.reminders.none")}),
		f.Bind(web.Field{Name: "last", Type: "select", Either: true, Label: r.T("office.reminders.last"), Options: leadOptions(r, a.LastReminder, "office.reminders.none")}),
	}
}
