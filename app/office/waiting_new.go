package office

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/services"
	"approdo/app/waiting"
	"approdo/app/web"
)

// NewWaitingPage puts somebody into the list who called or came: first the desk (a
// GET form), then service, wish and person (one POST form).
type NewWaitingPage struct {
	web.Page
	Filters, Wish, Person []web.Field
	Hidden                []web.Value
	Errors                []web.FieldError
	Action                string
	Ready                 bool
}

// WaitingSettingsPage sets how long an offer of a desk stands.
type WaitingSettingsPage struct {
	web.Page
	Filters, Fields []web.Field
	Errors          []web.FieldError
	Action          string
	Desk            *desks.Desk
}

// waitingFacts are the person and the wish.
func (s *Screens) waitingFacts(r *web.Request, e *waiting.Entry) []web.Fact {
	where := r.T("waiting.anydesk")
	if e.Desk != nil {
		where = r.L.Plain(e.Desk.Name)
	}
	all := []web.Fact{
		{Label: r.T("office.new.area"), Value: r.L.Plain(e.Area.Name)}, {Label: r.T("office.new.desk"), Value: where},
		{Label: r.T("office.waiting.wish"), Value: wishLine(r, e.Wish)}, {Label: r.T("office.waiting.until"), Value: r.L.DateYear(e.Until.Time())},
		{Label: r.T("office.appointment.phone"), Value: e.Contact().ShownPhone()}, {Label: r.T("office.appointment.email"), Value: e.Email},
		{Label: r.T("office.appointment.lang"), Value: r.L.LanguageName(e.Lang)},
	}
	if e.Mediator != "" {
		all = append(all, web.Fact{Label: r.T("office.appointment.mediator"), Value: r.L.LanguageName(e.Mediator)})
	}
	all = append(all,
		web.Fact{Label: r.T("office.appointment.note"), Value: e.Note}, web.Fact{Label: r.T("office.appointment.access"), Value: e.AccessNeeds},
		web.Fact{Label: r.T("office.waiting.since"), Value: r.L.DateTime(e.JoinedAt.In(web.Rome())), Note: r.T("office.channel." + string(e.Channel))})
	if e.EndedAt != nil {
		all = append(all, web.Fact{Label: r.T("office.waiting.out"), Value: r.L.DateTime(e.EndedAt.In(web.Rome())), Note: e.EndReason})
	}
	shown := all[:0]
	for _, f := range all {
		if f.Value != "" {
			shown = append(shown, f)
		}
	}
	return shown
}

func (s *Screens) newWaiting(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	f.Set("lang", "it")
	f.Set("channel", string(appointments.Phone))
	f.Set("key", rand.Text())
	f.Set("sportello", c.Query("sportello"))
	f.Set("until", desks.InItaly(r.Now).AddDays(30).String())
	p, _, err := s.newWaitingPage(c, f, waiting.Wish{})
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/waiting/new", p)
}

func (s *Screens) newWaitingPage(c *fiber.Ctx, f *web.Form, wish waiting.Wish) (*NewWaitingPage, waiting.Joining, error) {
	r, ctx := web.Of(c), c.UserContext()
	var j waiting.Joining
	p := &NewWaitingPage{Action: r.URL("/ufficio/attesa"), Errors: f.Errors()}
	p.Title = r.T("office.waiting.new")
	p.Crumbs = []web.Crumb{{Label: r.T("office.waiting.title"), URL: r.URL("/ufficio/attesa")}, {Label: p.Title}}
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil || len(list) == 0 {
		return p, j, err
	}
	desk := pick(list, f.Get("sportello"))
	if desk == nil {
		return nil, j, errMissing()
	}
	areas, err := services.ListAt(ctx, s.db.Web, desk.ID)
	if err != nil {
		return nil, j, err
	}
	area := web.Field{Name: "ambito", Type: "select", Either: true, Label: r.T("office.new.area")}
	for _, a := range areas {
		if a.Usual() == services.AtHome {
			continue
		}
		area.Options = append(area.Options, web.Option{Value: a.Slug, Label: r.L.Plain(a.Name)})
		if a.Slug == f.Get("ambito") {
			j.AreaID = a.ID
		}
	}
	p.Ready = len(area.Options) > 0
	if j.DeskID = desk.ID; f.Get("dove") != "" {
		j.DeskID = 0
	}
	p.Filters = []web.Field{deskField(r, list, desk)}
	p.Hidden = []web.Value{{Name: "sportello", Value: fmt.Sprint(desk.ID)}, {Name: "key", Value: f.Get("key")}}
	where := web.Field{Name: "dove", Type: "select", Either: true, Label: r.T("office.waiting.where"), Options: []web.Option{
		{Label: r.L.Plain(desk.Name)}, {Value: "ovunque", Label: r.T("waiting.anydesk")},
	}}
	p.Wish = append([]web.Field{f.Bind(area), f.Bind(where)}, waitingWish(r, f, wish)...)
	person := personFields(r, f)
	p.Person = append(person[:len(person)-1:len(person)-1], channelField(r, f)) // reminders belong to appointments
	return p, j, nil
}

// waitingWish are the questions about times, as on the portal.
func waitingWish(r *web.Request, f *web.Form, wish waiting.Wish) []web.Field {
	days := f.Bind(web.Field{Name: "days", Type: "checks", Either: true, Label: r.T("office.waiting.days"), Hint: r.T("office.waiting.any")})
	for _, d := range desks.MondayFirst() {
		if d != time.Sunday {
			days.Options = append(days.Options, web.Option{Value: strconv.Itoa(int(d)), Label: r.L.Capital(r.L.WeekdayName(d)), Checked: wish.Days.Marked(d)})
		}
	}
	parts := f.Bind(web.Field{Name: "parts", Type: "checks", Either: true, Label: r.T("office.waiting.parts")})
	for _, x := range waiting.AllParts() {
		parts.Options = append(parts.Options, web.Option{Value: strconv.Itoa(int(x)), Label: r.T("booking.search.part." + string(x.Part())), Checked: wish.Parts&x != 0})
	}
	return []web.Field{days, parts, f.Bind(web.Field{Name: "until", Type: "date", Required: true, Label: r.T("office.waiting.until")})}
}

func (s *Screens) addWaiting(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	wish := waitingWishOf(c, f)
	_, j, err := s.newWaitingPage(c, f, wish)
	if err != nil {
		return err
	}
	j.Key, j.Wish = f.Get("key"), wish
	j.Details = appointments.Details{Lang: f.Get("lang"), Mediator: f.Get("mediator"), Note: f.Get("note"), AccessNeeds: f.Get("access_needs")}
	j.Contact = appointments.Contact{Name: f.Get("name"), Email: f.Get("email"), Phone: f.Get("phone")}
	e, err := waiting.Add(c.UserContext(), s.db.Web, r.Actor, j, appointments.Channel(f.Get("channel")), s.sms, r.Now)
	if f.Fail(r, err) || f.FailConflict(r, err, "email") {
		p, _, err := s.newWaitingPage(c, f, wish)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/waiting/new", p)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.waiting.added")
	return web.SeeOther(c, fmt.Sprintf("/ufficio/attesa/%d", e.ID))
}

// waitingWishOf reads which times suit; what is no choice of ours is refused by the noun.
func waitingWishOf(c *fiber.Ctx, f *web.Form) waiting.Wish {
	var w waiting.Wish
	for _, v := range many(c, "days") {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 || n > 6 {
			w.Days = -1
			break
		}
		w.Days = w.Days.With(time.Weekday(n))
	}
	for _, v := range many(c, "parts") {
		n, err := strconv.Atoi(v)
		if err != nil {
			n = -1
		}
		w.Parts |= waiting.Parts(n)
	}
	w.Until, _ = desks.ParseDate(f.Get("until")) // a day that is none is too early
	return w
}

// holdChoices are the offered times to answer, in minutes.
func holdChoices() []int { return []int{30, 60, 120, 180, 240, 360, 480} }

func (s *Screens) waitingSettings(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("sportello", c.Query("sportello"))
	p, err := s.waitingSettingsPage(c, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/waiting/settings", p)
}

func (s *Screens) waitingSettingsPage(c *fiber.Ctx, f *web.Form) (*WaitingSettingsPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	p := &WaitingSettingsPage{Action: r.URL("/ufficio/attesa/impostazioni"), Errors: f.Errors()}
	p.Title = r.T("office.menu.waiting_rules")
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil || len(list) == 0 {
		return p, err
	}
	if p.Desk = pick(list, f.Get("sportello")); p.Desk == nil {
		return nil, errMissing()
	}
	now, err := waiting.HoldOf(ctx, s.db.Web, r.Actor, p.Desk.ID)
	if err != nil {
		return nil, err
	}
	if f.Get("hold") == "" {
		f.Set("hold", strconv.Itoa(int(now.Minutes())))
	}
	hold := web.Field{Name: "hold", Type: "select", Either: true, Label: r.T("office.waiting.hold"), Hint: r.T("office.waiting.hold.hint")}
	for _, n := range holdChoices() {
		label := r.L.N("booking.minutes", n)
		if n >= 60 {
			label = r.L.N("office.waiting.hours", n/60)
		}
		hold.Options = append(hold.Options, web.Option{Value: strconv.Itoa(n), Label: label})
	}
	p.Filters, p.Fields = []web.Field{deskField(r, list, p.Desk)}, []web.Field{f.Bind(hold)}
	return p, nil
}

func (s *Screens) saveWaitingSettings(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	err := waiting.SetHold(c.UserContext(), s.db.Web, r.Actor, f.Int64("sportello"), number(f, "hold"), r.Now)
	if f.Fail(r, err) {
		p, pageErr := s.waitingSettingsPage(c, f)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/waiting/settings", p)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.waiting.saved")
	return web.SeeOther(c, fmt.Sprintf("/ufficio/attesa/impostazioni?sportello=%d", f.Int64("sportello")))
}
