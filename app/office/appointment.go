package office

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/web"
)

// AppointmentPage is one appointment with what may be done to it now.
type AppointmentPage struct {
	web.Page
	Appointment *appointments.Appointment
	State       string
	StateKey    string
	Facts       []web.Fact
	History     []web.Fact
	// Messages are what was sent to the person about it, the latest first.
	Messages  []web.Fact
	Actions   []action
	Undo      bool
	CanCancel bool
	// Room and Helper are the selects of the meeting's room and mediator, nil for none.
	Room, Helper *web.Field
	Reason       web.Field
	Errors       []web.FieldError
	Link         string
	DayURL       string
	// Whose shows or asks whose file it is.
	Whose     linkedFile
	Phone     string
	CanManage bool
	// ClosingURL closes the meeting or shows the row it has, "" for neither.
	ClosingURL, ClosingKey string
}

// action is one state the appointment may take next; Primary is the likeliest.
type action struct {
	URL, Key string
	Primary  bool
}

func (s *Screens) showAppointment(c *fiber.Ctx) error {
	page, err := s.appointmentPage(c, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/appointments/show", page)
}

func (s *Screens) appointmentPage(c *fiber.Ctx, f *web.Form) (*AppointmentPage, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	r := web.Of(c)
	a, err := appointments.Find(c.UserContext(), s.db.Web, r.Actor, id)
	if err != nil {
		return nil, err
	}
	link := fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID)
	p := &AppointmentPage{
		Appointment: a, State: stateClass(a.State()), StateKey: "office.state." + string(a.State()), Link: link,
		DayURL: r.URL(fmt.Sprintf("/ufficio?sportello=%d&giorno=%s", a.DeskID, a.Start().Format("2006-01-02"))),
		Facts:  appointmentFacts(r, a), History: appointmentHistory(r, a), Errors: f.Errors(),
		CanManage: r.Actor.May(auth.AppointmentsManage),
	}
	if p.Messages, err = s.messagesAbout(c, a); err != nil {
		return nil, err
	}
	if p.ClosingURL, p.ClosingKey, err = s.closingLink(c, a); err != nil {
		return nil, err
	}
	if p.Room, p.Helper, err = s.resourceFields(c, a, f); err != nil {
		return nil, err
	}
	p.Title = a.Name
	if p.Whose, err = s.whose(c, link, a.PersonID); err != nil {
		return nil, err
	}
	p.Reason = f.Bind(web.Field{Name: "reason", Type: "text", Label: r.T("office.appointment.reason"), Hint: r.T("office.appointment.reason.hint"), Max: appointments.MaxReason})
	p.next(a.State(), r.URL(link))
	return p, nil
}

// next lists what may follow a state.
func (p *AppointmentPage) next(state appointments.State, link string) {
	arrive := action{link + "/arrivo", "office.appointment.arrive", true}
	seen := action{link + "/colloquio", "office.appointment.seen", state == appointments.Arrived}
	noShow := action{link + "/assenza", "office.appointment.noshow", false}
	number := action{link + "/numero", "office.queue.give", false}
	switch state {
	case appointments.Booked:
		p.Actions, p.CanCancel = []action{arrive, number, seen, noShow}, true
	case appointments.Arrived:
		p.Actions, p.Undo = []action{seen, number}, true
	case appointments.Seen, appointments.NoShow:
		p.Undo = true
	}
}

func appointmentFacts(r *web.Request, a *appointments.Appointment) []web.Fact {
	l := r.L
	facts := []web.Fact{
		{Label: r.T("office.appointment.when"), Value: l.DateTime(a.Start()), Note: l.TimeRange(a.Start(), a.End())},
		{Label: r.T("office.appointment.area"), Value: l.Plain(a.Area.Name)},
		{Label: r.T("office.appointment.desk"), Value: l.Plain(a.Desk.Name), Note: a.Desk.Site.Name + " · " + a.Desk.Site.Address()},
		{Label: r.T("office.appointment.where"), Value: r.T("office.areas.place." + string(a.Where))},
		{Label: r.T("office.appointment.operator"), Value: a.Operator.Name},
		{Label: r.T("office.appointment.lang"), Value: r.L.LanguageName(a.Lang)},
	}
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, web.Fact{Label: r.T(key), Value: value})
		}
	}
	if a.Mediator != "" {
		facts = append(facts, web.Fact{Label: r.T("office.appointment.mediator"), Value: r.L.LanguageName(a.Mediator), Note: helperName(r, a)})
	}
	if a.Room != nil {
		add("office.rooms.one", a.Room.Name)
	}
	if a.ForAnother() {
		facts = append(facts, web.Fact{Label: r.T("office.appointment.booker"), Value: a.Booker, Note: r.T("booking.relation." + a.Relation)})
	}
	if a.Companions > 0 {
		facts = append(facts, web.Fact{Label: r.T("office.appointment.companions"), Value: r.L.N("office.party.with", a.Companions), Note: a.CompanionNote})
	}
	add("office.appointment.address", a.Address)
	add("office.appointment.video", a.VideoLink)
	if a.Group() {
		add("office.group.seat", r.T("office.group.taken", "Taken", *a.Seat, "Seats", a.Seats()))
	}
	add("office.appointment.email", a.Email)
	add("office.appointment.phone", a.ShownPhone())
	add("office.appointment.note", a.Note)
	add("office.appointment.access", a.AccessNeeds)
	add("office.appointment.protocol", a.Protocol)
	add("office.appointment.channel", r.T("office.channel."+string(a.Channel)))
	if a.CancelCode != "" {
		add("office.appointment.cancelcode", r.T("office.cancelcode."+a.CancelCode))
	}
	add("office.appointment.cancelreason", a.CancelReason)
	add("office.appointment.over", a.OverbookReason)
	if a.NoReminders {
		add("office.appointment.reminders", r.T("office.reminders.none"))
	}
	return facts
}

func appointmentHistory(r *web.Request, a *appointments.Appointment) []web.Fact {
	var all []web.Fact
	zone := a.Desk.Location()
	all = append(all, web.Fact{Label: r.T("office.state.booked"), Value: r.L.DateTime(a.BookedAt.In(zone))})
	for _, x := range a.Marks() {
		all = append(all, web.Fact{Label: r.T("office.state." + string(x.State)), Value: r.L.DateTime(x.At.In(zone))})
	}
	return all
}

// mark is the handler of one state change: one call, then back to the appointment.
func (s *Screens) mark(change appointments.Change, doneKey string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id, err := web.ID(c, "id")
		if err != nil {
			return err
		}
		r := web.Of(c)
		if err := change(c.UserContext(), s.db.Web, r.Actor, id, r.Now); err != nil {
			return err
		}
		s.web.Flash(c, "success", doneKey)
		return web.SeeOther(c, fmt.Sprintf("/ufficio/appuntamenti/%d", id))
	}
}

func (s *Screens) cancelAppointment(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = appointments.Cancel(c.UserContext(), s.db.Web, r.Actor, id, f.Get("reason"), r.Now)
	if f.Fail(r, err) {
		page, pageErr := s.appointmentPage(c, f)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/appointments/show", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.appointment.cancelled")
	return web.SeeOther(c, fmt.Sprintf("/ufficio/appuntamenti/%d", id))
}
