package office

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web"
)

// NewAppointmentPage books for somebody at the phone or at the counter: first
// desk, service and day (a GET form), then time and person (one POST form).
type NewAppointmentPage struct {
	web.Page
	Filters []web.Field
	Days    []slotDay
	Ready   bool // desk and service are chosen
	Hidden  []web.Value
	Channel web.Field
	Fields  []web.Field
	Party   []web.Field // who books for somebody else, who comes along
	Errors  []web.FieldError
	Action  string
	Held    heldPanel
}

type slotDay struct {
	Day   time.Time
	Slots []slotOption
}

type slotOption struct {
	ID, Value string
	Start     time.Time
	Checked   bool
	// Left is how many seats a group meeting still has, 0 for a time alone.
	Left int
}

// choice is what the GET form asks for.
type choice struct {
	desk     *desks.Desk
	area     *services.Area
	operator int64
	day      desks.Date
	time     string
}

func (s *Screens) newAppointment(c *fiber.Ctx) error {
	r := web.Of(c)
	f := web.NewForm()
	f.Set("lang", "it")
	f.Set("channel", string(appointments.Phone))
	f.Set("key", rand.Text())
	f.Set("sportello", c.Query("sportello"))
	f.Set("ambito", c.Query("ambito"))
	f.Set("giorno", c.Query("giorno"))
	f.Set("operatore", c.Query("operatore"))
	f.Set("ora", c.Query("ora"))
	page, _, err := s.bookingPage(c, r, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/appointments/new", page)
}

func (s *Screens) bookingPage(c *fiber.Ctx, r *web.Request, f *web.Form) (*NewAppointmentPage, choice, error) {
	var ch choice
	ctx := c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return nil, ch, err
	}
	p := &NewAppointmentPage{Action: r.URL("/ufficio/appuntamenti")}
	p.Title = r.T("office.new.title")
	if len(list) == 0 {
		return p, ch, nil
	}
	if ch.desk = pick(list, f.Get("sportello")); ch.desk == nil {
		return nil, ch, errMissing()
	}
	areas, err := services.ListAt(ctx, s.db.Web, ch.desk.ID)
	if err != nil {
		return nil, ch, err
	}
	for i := range areas {
		if areas[i].Slug == f.Get("ambito") || (f.Get("ambito") == "" && i == 0) {
			ch.area = &areas[i]
		}
	}
	if ch.area == nil {
		return nil, ch, errMissing()
	}
	ch.day = chosenDay(r, f, ch.desk)
	ch.operator, ch.time = f.Int64("operatore"), f.Get("ora")
	operators, err := desks.Working(ctx, s.db.Web, ch.desk.ID, ch.day)
	if err != nil {
		return nil, ch, err
	}
	p.Filters = filterFields(r, list, areas, operators, ch)
	p.Ready = true
	p.Hidden = []web.Value{
		{Name: "sportello", Value: fmt.Sprint(ch.desk.ID)}, {Name: "ambito", Value: ch.area.Slug},
		{Name: "giorno", Value: ch.day.String()}, {Name: "operatore", Value: f.Get("operatore")}, {Name: "key", Value: f.Get("key")},
	}
	if p.Held, err = s.held(c, f, ch, operators); err != nil {
		return nil, ch, err
	}
	q := ch.query()
	q.DraftID = p.Held.draftID
	days, err := appointments.FreeDays(ctx, s.db.Web, q, r.Now)
	if err != nil {
		return nil, ch, err
	}
	p.Days = slotDays(days, f.Get("slot"), ch)
	p.Fields, p.Channel, p.Errors = append(personFields(r, f), whereFields(r, f, ch.area)...), channelField(r, f), f.Errors()
	p.Party = partyFields(r, f)
	return p, ch, nil
}

// query looks for a week of free times from the chosen day on.
func (ch choice) query() appointments.Query {
	return appointments.Query{DeskID: ch.desk.ID, AreaID: ch.area.ID, OperatorID: ch.operator, From: ch.day, To: ch.day.AddDays(6), ForStaff: true}
}

func chosenDay(r *web.Request, f *web.Form, desk *desks.Desk) desks.Date {
	if day, err := desks.ParseDate(f.Get("giorno")); err == nil {
		return day
	}
	return desks.DateOf(r.Now.In(desk.Location()))
}

func filterFields(r *web.Request, list []desks.Desk, areas []services.Area, operators []desks.Operator, ch choice) []web.Field {
	var deskOptions, areaOptions []web.Option
	for _, d := range list {
		deskOptions = append(deskOptions, web.Option{Value: fmt.Sprint(d.ID), Label: r.L.Plain(d.Name) + " · " + d.Site.City, Checked: d.ID == ch.desk.ID})
	}
	for _, a := range areas {
		areaOptions = append(areaOptions, web.Option{Value: a.Slug, Label: r.L.Plain(a.Name), Checked: a.ID == ch.area.ID})
	}
	operatorOptions := []web.Option{{Value: "", Label: r.T("office.new.anyoperator"), Checked: ch.operator == 0}}
	for _, o := range operators {
		operatorOptions = append(operatorOptions, web.Option{Value: fmt.Sprint(o.ID), Label: o.Name, Checked: o.ID == ch.operator})
	}
	return []web.Field{
		{Name: "sportello", Type: "select", Either: true, Label: r.T("office.new.desk"), Options: deskOptions},
		{Name: "ambito", Type: "select", Either: true, Label: r.T("office.new.area"), Options: areaOptions},
		{Name: "operatore", Type: "select", Either: true, Label: r.T("office.new.operator"), Options: operatorOptions},
		{Name: "giorno", Type: "date", Either: true, Label: r.T("office.new.day"), Value: ch.day.String()},
	}
}

func slotDays(days []appointments.DaySlots, chosen string, ch choice) []slotDay {
	var all []slotDay
	n := 0
	for _, d := range days {
		day := slotDay{Day: d.Day.Time()}
		for _, slot := range d.Slots {
			value := slot.Start.UTC().Format(time.RFC3339)
			wanted := chosen == value || (chosen == "" && d.Day == ch.day && slot.Start.Format("15:04") == ch.time)
			day.Slots = append(day.Slots, slotOption{web.RadioID("slot", n), value, slot.Start, wanted, slot.Left})
			n++
		}
		all = append(all, day)
	}
	return all
}

func channelField(r *web.Request, f *web.Form) web.Field {
	return f.Bind(web.Field{Name: "channel", Type: "select", Either: true, Label: r.T("office.new.channel"), Options: []web.Option{
		{Value: string(appointments.Phone), Label: r.T("office.channel.phone")},
		{Value: string(appointments.AtDesk), Label: r.T("office.channel.desk")},
	}})
}

func personFields(r *web.Request, f *web.Form) []web.Field {
	mediator := append([]web.Option{{Value: "", Label: r.T("office.new.mediator.no")}}, r.LanguageNames(i18n.Italian)...)
	return []web.Field{
		f.Bind(web.Field{Name: "name", Type: "text", Label: r.T("office.new.name"), Max: 120, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "phone", Type: "tel", Label: r.T("office.appointment.phone"), Hint: r.T("office.new.contact.hint"), Max: 30, Autocomplete: "off", InputMode: "tel", Either: true}),
		f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("office.appointment.email"), Max: 254, Autocomplete: "off", InputMode: "email", Either: true}),
		f.Bind(web.Field{Name: "lang", Type: "select", Either: true, Label: r.T("office.appointment.lang"), Options: r.LanguageNames()}),
		f.Bind(web.Field{Name: "mediator", Type: "select", Either: true, Label: r.T("office.appointment.mediator"), Options: mediator}),
		f.Bind(web.Field{Name: "note", Type: "textarea", Label: r.T("office.appointment.note"), Max: 500, Rows: 2}),
		f.Bind(web.Field{Name: "access_needs", Type: "textarea", Label: r.T("office.appointment.access"), Max: 300, Rows: 2}),
		f.Bind(web.Field{Name: "reminders", Type: "select", Either: true, Label: r.T("office.new.reminders"), Options: []web.Option{
			{Value: "yes", Label: r.T("office.new.reminders.yes")}, {Value: "no", Label: r.T("office.new.reminders.no")},
		}}),
	}
}

func (s *Screens) bookForSomebody(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	page, ch, err := s.bookingPage(c, r, f)
	if err != nil {
		return err
	}
	if !page.Ready {
		return errMissing()
	}
	b, chosen := bookingOf(f, ch)
	if !chosen {
		page.Errors = []web.FieldError{{Field: "slot", Text: r.T("office.new.choose")}}
		return s.web.RenderInvalid(c, "office/appointments/new", page)
	}
	a, err := appointments.BookForSomebody(c.UserContext(), s.db.Web, r.Actor, b, r.Now)
	if again, pageErr := s.bookingFailed(c, f, b.Start, err); pageErr != nil || again != nil {
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/appointments/new", again)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.new.done", "Protocol", a.Protocol)
	return web.SeeOther(c, fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID))
}

// bookingFailed shows the form again for field errors and for a time that was
// taken meanwhile, with the times as they are now; nil for any other outcome.
func (s *Screens) bookingFailed(c *fiber.Ctx, f *web.Form, start time.Time, err error) (*NewAppointmentPage, error) {
	r := web.Of(c)
	invalid := f.Fail(r, err)
	if err == nil || !invalid && !f.FailConflict(r, err, "slot") {
		return nil, nil
	}
	page, ch, pageErr := s.bookingPage(c, r, f)
	if pageErr != nil || invalid {
		return page, pageErr
	}
	return page, s.clash(c, page, ch, start)
}

// home is "Oggi" for who works with appointments; others find what they may do.
func (s *Screens) home(c *fiber.Ctx) error {
	r := web.Of(c)
	for _, e := range Menu() {
		if !r.Actor.May(e.May) {
			continue
		}
		if e.Path == "/ufficio" {
			return s.today(c)
		}
		return web.SeeOther(c, e.Path)
	}
	return web.SeeOther(c, "/ufficio/profilo")
}
