package office

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
	"approdo/app/web"
)

// heldPanel is what the form for somebody shows beside the free times: the time it
// keeps, what others are booking, and the way over a clash.
type heldPanel struct {
	URL string
	// Kept and Until are of the form's own time, zero while none is kept.
	Kept, Until time.Time
	Others      []heldRow
	// Nearest are the free times nearest to one that is gone.
	Nearest []time.Time
	// Anyway are the fields of a booking over others, none for who may not.
	Anyway     []web.Field
	AnywayOpen bool
	draftID    int64
}

// heldRow is a time somebody else is booking right now.
type heldRow struct {
	Start         time.Time
	Operator, Who string
}

// held reads what the form keeps and what others are booking in the week shown.
func (s *Screens) held(c *fiber.Ctx, f *web.Form, ch choice, operators []desks.Operator) (heldPanel, error) {
	r, ctx := web.Of(c), c.UserContext()
	p := heldPanel{URL: r.URL("/ufficio/appuntamenti/orario")}
	own, err := appointments.StaffHold(ctx, s.db.Web, r.Actor, f.Get("key"), r.Now)
	if err != nil {
		return p, err
	}
	if own != nil {
		p.draftID, p.Kept, p.Until = own.ID, own.Start(), own.HeldUntil.In(ch.desk.Location())
	}
	others, err := appointments.HeldTimes(ctx, s.db.Web, r.Actor, ch.desk.ID, ch.day, ch.day.AddDays(6), r.Now)
	if err != nil {
		return p, err
	}
	refs := make([]string, 0, len(others))
	for _, x := range others {
		refs = append(refs, x.By)
	}
	names, err := s.accountNames(c, refs)
	for _, x := range others {
		row := heldRow{Start: x.Start, Operator: operatorName(operators, x.OperatorID), Who: r.T("office.new.held.portal")}
		if x.By != "" {
			row.Who = whoIs(r, x.By, names)
		}
		p.Others = append(p.Others, row)
	}
	if r.Actor.May(auth.AppointmentsDouble) {
		p.Anyway, p.AnywayOpen = anywayFields(r, f, ch, operators), f.Checked("anyway")
	}
	return p, err
}

func operatorName(operators []desks.Operator, id int64) string {
	for _, o := range operators {
		if o.ID == id {
			return o.Name
		}
	}
	return ""
}

// anywayFields ask for a time that is not free, its operator and why.
func anywayFields(r *web.Request, f *web.Form, ch choice, operators []desks.Operator) []web.Field {
	propose := func(name, value string) {
		if f.Get(name) == "" {
			f.Set(name, value)
		}
	}
	propose("over_day", ch.day.String())
	propose("over_time", ch.time)
	if ch.operator != 0 {
		propose("operator", fmt.Sprint(ch.operator))
	}
	return []web.Field{
		f.Bind(web.Field{Name: "over_day", Type: "date", Either: true, Label: r.T("office.new.day")}),
		f.Bind(web.Field{Name: "over_time", Type: "time", Either: true, Label: r.T("office.access.clock")}),
		f.Bind(web.Field{Name: "operator", Type: "select", Either: true, Label: r.T("office.new.operator"), Options: operatorOptions(operators, 0)}),
		f.Bind(web.Field{Name: "reason", Type: "text", Either: true, Label: r.T("office.new.anyway.reason"), Hint: r.T("office.new.anyway.reason.hint"), Max: appointments.MaxReason, Autocomplete: "off"}),
	}
}

// holdTime keeps the chosen time for the form, or says who was quicker. The form stays
// as it was typed.
func (s *Screens) holdTime(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	_, ch, err := s.bookingPage(c, r, f)
	if err != nil {
		return err
	}
	start, parseErr := time.Parse(time.RFC3339, f.Get("slot"))
	if ch.desk == nil || ch.area == nil {
		return errMissing()
	}
	if parseErr != nil {
		err = fault.New(fault.Conflict, "office.new.choose")
	} else {
		_, err = appointments.HoldForSomebody(c.UserContext(), s.db.Web, r.Actor, appointments.Hold{
			Key: f.Get("key"), DeskID: ch.desk.ID, AreaID: ch.area.ID, OperatorID: ch.operator, Start: start, Lang: "it",
		}, r.Now)
	}
	clash := f.FailConflict(r, err, "slot")
	if err != nil && !clash {
		return err
	}
	page, _, err := s.bookingPage(c, r, f)
	if err != nil {
		return err
	}
	return s.answerHold(c, page, clash)
}

func (s *Screens) answerHold(c *fiber.Ctx, page *NewAppointmentPage, clash bool) error {
	code := fiber.StatusOK
	if clash {
		code = fiber.StatusUnprocessableEntity
	}
	switch {
	case web.IsHTMX(c):
		return s.web.RenderFragment(c, code, "office/appointments/times", page)
	case clash:
		return s.web.RenderInvalid(c, "office/appointments/new", page)
	}
	return s.web.Render(c, "office/appointments/new", page)
}

// bookingOf is the booking the form asks for; not ok where no time was chosen.
func bookingOf(f *web.Form, ch choice) (b appointments.StaffBooking, ok bool) {
	b = appointments.StaffBooking{
		Key: f.Get("key"), DeskID: ch.desk.ID, AreaID: ch.area.ID, OperatorID: ch.operator,
		Channel: appointments.Channel(f.Get("channel")),
		Details: appointments.Details{Lang: f.Get("lang"), Mediator: f.Get("mediator"), Note: f.Get("note"), AccessNeeds: f.Get("access_needs"),
			Where: services.Place(f.Get("where")), Address: f.Get("address")},
		Contact: appointments.Contact{Name: f.Get("name"), Email: f.Get("email"), Phone: f.Get("phone"), NoReminders: f.Get("reminders") == "no", Party: partyOf(f)},
	}
	var err error
	if f.Checked("anyway") {
		b.Anyway, b.Reason, b.OperatorID = true, f.Get("reason"), f.Int64("operator")
		b.Start, err = time.ParseInLocation("2006-01-02 15:04", f.Get("over_day")+" "+f.Get("over_time"), ch.desk.Location())
	} else {
		b.Start, err = time.Parse(time.RFC3339, f.Get("slot"))
	}
	return b, err == nil
}

// clash opens the way over a lost time and tells the free ones nearest to it.
func (s *Screens) clash(c *fiber.Ctx, p *NewAppointmentPage, ch choice, start time.Time) error {
	q := ch.query()
	q.DraftID = p.Held.draftID
	near, err := appointments.Alternatives(c.UserContext(), s.db.Web, q, start, 3, web.Of(c).Now)
	for _, x := range near {
		p.Held.Nearest = append(p.Held.Nearest, x.Start)
	}
	local := start.In(ch.desk.Location())
	for i := range p.Held.Anyway {
		switch x := &p.Held.Anyway[i]; x.Name {
		case "over_day":
			x.Value = desks.DateOf(local).String()
		case "over_time":
			x.Value = local.Format("15:04")
		}
	}
	p.Held.AnywayOpen = true
	return err
}
