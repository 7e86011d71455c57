package office

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/queue"
	"approdo/app/services"
	"approdo/app/web"
)

// NewTicketPage is reception's form: who has come for an appointment, and a number
// for everybody else.
type NewTicketPage struct {
	web.Page
	Desks    []web.Option
	Desk     *desks.Desk
	Booked   []bookedRow
	Fields   []web.Field
	Key      string
	Errors   []web.FieldError
	QueueURL string
}

// bookedRow is an appointment of today whose person has no number yet.
type bookedRow struct {
	URL, GiveURL, Who, What, Operator string
	Start                             time.Time
	State, StateKey                   string
}

func (s *Screens) newTicket(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("sportello", c.Query("sportello"))
	f.Set("lang", web.Of(c).Lang)
	f.Set("class", string(queue.Normal))
	f.Set("key", rand.Text())
	p, err := s.newTicketPage(c, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/queue/new", p)
}

func (s *Screens) newTicketPage(c *fiber.Ctx, f *web.Form) (*NewTicketPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	ch, err := s.queueChoice(c, f.Get("sportello"), "")
	if err != nil {
		return nil, err
	}
	p := &NewTicketPage{Desk: ch.desk, Key: f.Get("key"), Errors: f.Errors()}
	p.Title = r.T("office.queue.new.title")
	if ch.desk == nil {
		return p, nil
	}
	p.Desks, p.QueueURL = deskOptions(r, ch.desks, ch.desk.ID), r.URL(ch.address())
	if p.Booked, err = s.bookedToday(c, ch.desk); err != nil {
		return nil, err
	}
	areas, err := services.ListAt(ctx, s.db.Web, ch.desk.ID)
	if err != nil {
		return nil, err
	}
	p.Fields = ticketFields(r, f, areas)
	return p, nil
}

func ticketFields(r *web.Request, f *web.Form, areas []services.Area) []web.Field {
	var areaOptions, languages, classes []web.Option
	for i := range areas {
		areaOptions = append(areaOptions, web.Option{Value: fmt.Sprint(areas[i].ID), Label: r.L.Plain(areas[i].Name)})
	}
	for _, l := range i18n.Languages() {
		languages = append(languages, web.Option{Value: l.Tag, Label: l.Name})
	}
	for _, class := range queue.Classes {
		key := "office.queue.class." + string(class)
		classes = append(classes, web.Option{Value: string(class), Label: r.T(key), Hint: r.T("office.queue.classhint." + string(class))})
	}
	return []web.Field{
		f.Bind(web.Field{Name: "area", Type: "radio", Label: r.T("office.appointment.area"), Required: true, Options: areaOptions}),
		f.Bind(web.Field{Name: "lang", Type: "select", Label: r.T("office.appointment.lang"), Required: true, Options: languages}),
		f.Bind(web.Field{Name: "class", Type: "radio", Label: r.T("office.queue.class"), Required: true, Options: classes}),
	}
}

// bookedToday are the appointments of the day that wait for their person, or whose
// person has come and has no number.
func (s *Screens) bookedToday(c *fiber.Ctx, desk *desks.Desk) ([]bookedRow, error) {
	r, ctx := web.Of(c), c.UserContext()
	day, err := appointments.Day(ctx, s.db.Web, r.Actor, desk.ID, desks.DateOf(r.Now.In(desk.Location())), r.Now)
	if err != nil {
		return nil, err
	}
	var due []*appointments.Appointment
	var ids []int64
	for _, o := range day.Operators {
		for _, row := range o.Rows {
			if a := row.Appointment; a != nil && (a.State() == appointments.Booked || a.State() == appointments.Arrived) {
				due, ids = append(due, a), append(ids, a.ID)
			}
		}
	}
	slices.SortStableFunc(due, func(a, b *appointments.Appointment) int { return a.StartsAt.Compare(b.StartsAt) })
	given, err := queue.TicketsOf(ctx, s.db.Web, r.Actor, ids)
	if err != nil {
		return nil, err
	}
	var rows []bookedRow
	for _, a := range due {
		if given[a.ID] != 0 {
			continue
		}
		url := r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID))
		rows = append(rows, bookedRow{
			URL: url, GiveURL: url + "/numero", Who: a.Name, What: r.L.Plain(a.Area.Name), Operator: a.Operator.Name,
			Start: a.Start(), State: stateClass(a.State()), StateKey: "office.state." + string(a.State()),
		})
	}
	return rows, nil
}

func (s *Screens) giveTicket(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	t, err := queue.Give(c.UserContext(), s.db.Web, r.Actor, queue.Request{
		Key: f.Get("key"), DeskID: f.Int64("sportello"), AreaID: f.Int64("area"), Lang: f.Get("lang"), Class: queue.Class(f.Get("class")),
	}, r.Now)
	if f.Fail(r, err) {
		p, pageErr := s.newTicketPage(c, f)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/queue/new", p)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, fmt.Sprintf("/ufficio/coda/%d", t.ID))
}

// giveAppointmentTicket marks the arrival and gives the number. Both calls are quiet
// when repeated, so that a second press after a fault mends the first.
func (s *Screens) giveAppointmentTicket(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	r, ctx := web.Of(c), c.UserContext()
	a, err := appointments.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return err
	}
	if err := appointments.Arrive(ctx, s.db.Web, r.Actor, id, r.Now); err != nil {
		return err
	}
	t, err := queue.Give(ctx, s.db.Web, r.Actor, queue.Request{
		DeskID: a.DeskID, AreaID: a.AreaID, Lang: a.Lang, Class: queue.Normal,
		AppointmentID: a.ID, BookedAt: a.StartsAt, OperatorID: a.OperatorID,
	}, r.Now)
	if err != nil {
		return err
	}
	return web.SeeOther(c, fmt.Sprintf("/ufficio/coda/%d", t.ID))
}

// QueueTicketPage is one ticket: on paper in the language of who holds it, on the
// screen with what may be done to it.
type QueueTicketPage struct {
	web.Page
	Row      ticketRow
	Slip     paper
	Operator []web.Option
	Errors   []web.FieldError
	// ForwardURL is "" where the ticket may not be forwarded.
	ForwardURL, QueueURL string
	CanManage            bool
}

// paper is the printed ticket, every sentence in its own language.
type paper struct {
	Lang, Dir                             string
	Institution, Desk, Area, When, Booked string
	Number, Wait, Before, Scan            string
	Link                                  string
	Code                                  template.URL
}

func (s *Screens) showTicket(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	t, err := queue.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
	if err != nil {
		return err
	}
	p, err := s.ticketPage(c, t, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/queue/ticket", p)
}

func (s *Screens) ticketPage(c *fiber.Ctx, t *queue.Ticket, f *web.Form) (*QueueTicketPage, error) {
	r := web.Of(c)
	ch, err := s.queueChoice(c, fmt.Sprint(t.DeskID), "")
	if err != nil {
		return nil, err
	}
	p := &QueueTicketPage{Row: ticketRowOf(r, t), Errors: f.Errors(), CanManage: r.Actor.May(auth.AppointmentsManage), QueueURL: r.URL(ch.address())}
	p.Title = r.T("office.queue.ticket.title", "Number", t.Name())
	p.Row.Buttons = buttons(r, t, queue.Park, queue.Return, queue.Leave)
	p.Operator = operatorOptions(ch.operators, 0)
	if queue.Forward.May(t.State) {
		p.ForwardURL = p.Row.URL + "/inoltro"
	}
	p.Slip, err = s.paper(c, t)
	return p, err
}

func (s *Screens) paper(c *fiber.Ctx, t *queue.Ticket) (paper, error) {
	st, err := queue.FindForPerson(c.UserContext(), s.db.Web, t.ID, nil, web.Of(c).Now) // the paper shows no wait
	if err != nil {
		return paper{}, err
	}
	l := s.web.In(t.Lang)
	link := s.web.Address(t.Lang, "/coda/"+s.gate.Signer.Token(queue.TicketPurpose, t.ID))
	x := paper{
		Lang: t.Lang, Dir: i18n.Dir(t.Lang), Desk: l.Plain(t.Desk.Name), Area: l.Plain(t.Area.Name), When: l.DateTime(t.In(t.ArrivedAt)),
		Number: t.Name(), Scan: l.T("queue.paper.scan"), Link: link,
	}
	if t.BookedAt != nil {
		x.Booked = l.T("queue.booked", "Time", l.Time(t.In(*t.BookedAt)))
	}
	if t.State.InLine() {
		x.Before = l.T("queue.before.none")
		if st.Ahead > 0 {
			x.Before = l.N("queue.before", st.Ahead)
		}
	}
	x.Code, err = web.Code(link)
	return x, err
}
