package office

import (
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/queue"
	"approdo/app/web"
)

func (s *Screens) queueRoutes() {
	read, manage := web.May(auth.AppointmentsRead), web.May(auth.AppointmentsManage)
	s.web.Get("/ufficio/coda", read, s.showQueue)
	s.web.Get("/ufficio/coda/nuovo", manage, s.newTicket)
	s.web.Post("/ufficio/coda", manage, s.giveTicket)
	s.web.Post("/ufficio/appuntamenti/:id/numero", manage, s.giveAppointmentTicket)
	s.web.Post("/ufficio/coda/chiamata", manage, s.callNext)
	s.web.Get("/ufficio/coda/impostazioni", manage, s.queueSettings)
	s.web.Post("/ufficio/coda/impostazioni", manage, s.saveQueueSettings)
	s.web.Post("/ufficio/coda/impostazioni/indirizzi", manage, s.renewQueueLinks)
	s.web.Get("/ufficio/coda/:id", read, s.showTicket)
	s.web.Post("/ufficio/coda/:id/chiamata", manage, s.callOne)
	s.web.Post("/ufficio/coda/:id/richiamo", manage, s.moveTicket(queue.CallAgain, "office.queue.done.recall"))
	s.web.Post("/ufficio/coda/:id/inizio", manage, s.moveTicket(queue.Start, "office.queue.done.start"))
	s.web.Post("/ufficio/coda/:id/fine", manage, s.moveTicket(queue.Finish, "office.queue.done.finish"))
	s.web.Post("/ufficio/coda/:id/pausa", manage, s.moveTicket(queue.Park, "office.queue.done.park"))
	s.web.Post("/ufficio/coda/:id/assenza", manage, s.moveTicket(queue.Miss, "office.queue.done.miss"))
	s.web.Post("/ufficio/coda/:id/rientro", manage, s.moveTicket(queue.Return, "office.queue.done.return"))
	s.web.Post("/ufficio/coda/:id/uscita", manage, s.moveTicket(queue.Leave, "office.queue.done.leave"))
	s.web.Post("/ufficio/coda/:id/inoltro", manage, s.forwardTicket)
}

// QueuePage is the line of a desk as an operator works through it.
type QueuePage struct {
	web.Page
	Desks     []web.Option
	Operators []web.Option
	Line      *queue.Line
	Operator  int64
	// Poll is the address the list asks for again; it is also the page's own.
	Poll         string
	Mine         *ticketRow
	Waiting      []ticketRow
	Others       []ticketRow
	Aside        []ticketRow
	Counts       []web.Fact
	CanManage    bool
	CanClose     bool
	Now          time.Time
	New, Rules   string
	Report       string
	CallNextURL  string
	HasOperators bool
}

// ticketRow is one ticket on the operator's page.
type ticketRow struct {
	*queue.Ticket
	URL            string
	Lang, StateKey string
	WhyKey, Wait   string
	Arrived        time.Time
	Booked         *time.Time
	Buttons        []ticketButton
	For            string
}

// ticketButton is one verb; its id keeps the focus when the list is drawn anew.
type ticketButton struct {
	ID, URL, Key string
	Primary      bool
}

// queueChoice is the desk and the operator of the address, else the actor's own.
type queueChoice struct {
	desks     []desks.Desk
	desk      *desks.Desk
	operators []desks.Operator
	operator  int64
}

func (s *Screens) queueChoice(c *fiber.Ctx, desk, operator string) (*queueChoice, error) {
	r, ctx := web.Of(c), c.UserContext()
	ch := new(queueChoice)
	var err error
	if ch.desks, err = desks.ListFor(ctx, s.db.Web, r.Actor); err != nil || len(ch.desks) == 0 {
		return ch, err
	}
	if ch.desk = pick(ch.desks, desk); ch.desk == nil {
		return nil, errMissing()
	}
	if ch.operators, err = desks.Operators(ctx, s.db.Web, ch.desk.ID); err != nil {
		return nil, err
	}
	for _, o := range ch.operators {
		own := operator == "" && o.UserID != nil && *o.UserID == r.Actor.UserID
		if own || fmt.Sprint(o.ID) == operator {
			ch.operator = o.ID
		}
	}
	if ch.operator == 0 && len(ch.operators) > 0 {
		ch.operator = ch.operators[0].ID
	}
	return ch, nil
}

// address is the operator's page of the choice.
func (ch *queueChoice) address() string {
	return fmt.Sprintf("/ufficio/coda?sportello=%d&operatore=%d", ch.desk.ID, ch.operator)
}

func (s *Screens) showQueue(c *fiber.Ctx) error {
	p, err := s.queuePage(c)
	if err != nil {
		return err
	}
	if web.IsHTMX(c) && p.Line != nil {
		return s.web.RenderFragment(c, fiber.StatusOK, "office/queue/list", p)
	}
	return s.web.Render(c, "office/queue/index", p)
}

func (s *Screens) queuePage(c *fiber.Ctx) (*QueuePage, error) {
	r := web.Of(c)
	ch, err := s.queueChoice(c, c.Query("sportello"), c.Query("operatore"))
	if err != nil {
		return nil, err
	}
	p := &QueuePage{CanManage: r.Actor.May(auth.AppointmentsManage), CanClose: r.Actor.May(auth.AccessesManage), HasOperators: len(ch.operators) > 0}
	p.Title, p.CSRF = r.T("office.queue.title"), r.CSRF
	if ch.desk == nil {
		return p, nil
	}
	if p.Line, err = queue.Today(c.UserContext(), s.db.Web, r.Actor, ch.desk.ID, s.expected(r.Now), r.Now); err != nil {
		return nil, err
	}
	p.Operator, p.Now, p.Poll = ch.operator, r.Now.In(ch.desk.Location()), r.URL(ch.address())
	p.Desks, p.Operators = deskOptions(r, ch.desks, ch.desk.ID), operatorOptions(ch.operators, ch.operator)
	p.New = r.URL(fmt.Sprintf("/ufficio/coda/nuovo?sportello=%d", ch.desk.ID))
	p.Rules = r.URL(fmt.Sprintf("/ufficio/coda/impostazioni?sportello=%d", ch.desk.ID))
	p.Report = r.URL(fmt.Sprintf("/ufficio/coda/rapporto?sportello=%d", ch.desk.ID))
	p.CallNextURL = r.URL("/ufficio/coda/chiamata")
	p.fill(r, ch.operators)
	return p, nil
}

// fill lays out the line for the operator of the page.
func (p *QueuePage) fill(r *web.Request, operators []desks.Operator) {
	l := p.Line
	for _, t := range l.Turns {
		row := ticketRowOf(r, t.Ticket)
		row.WhyKey, row.Wait = "office.queue.why."+string(t.Why), waitOf(r, l.Waits[t.ID])
		wanted := []queue.Verb{queue.Park, queue.Leave}
		if t.CallableBy(p.Operator) {
			wanted = append(wanted, queue.Call)
		}
		row.Buttons = buttons(r, t.Ticket, wanted...)
		for _, o := range operators {
			if t.ForOperatorID != nil && *t.ForOperatorID == o.ID {
				row.For = o.Name
			}
		}
		p.Waiting = append(p.Waiting, row)
	}
	mine := l.Find(p.Operator)
	for _, t := range l.Held {
		row := ticketRowOf(r, t)
		if t == mine {
			row.Buttons = buttons(r, t, queue.Start, queue.Finish, queue.CallAgain, queue.Miss, queue.Park)
			p.Mine = &row
			continue
		}
		p.Others = append(p.Others, row)
	}
	for _, t := range l.Aside {
		row := ticketRowOf(r, t)
		row.Buttons = buttons(r, t, queue.Return, queue.Leave)
		p.Aside = append(p.Aside, row)
	}
	p.Counts = []web.Fact{
		{Label: r.T("office.queue.count.waiting"), Value: r.L.Number(len(l.Turns))},
		{Label: r.T("office.queue.count.done"), Value: r.L.Number(l.Done)},
		{Label: r.T("office.queue.count.missed"), Value: r.L.Number(l.Missed)},
		{Label: r.T("office.queue.count.wait"), Value: minutesOf(r, l.UsualWait)},
		{Label: r.T("office.queue.count.service"), Value: minutesOf(r, l.UsualService)},
	}
}

func ticketRowOf(r *web.Request, t *queue.Ticket) ticketRow {
	row := ticketRow{
		Ticket: t, URL: r.URL(fmt.Sprintf("/ufficio/coda/%d", t.ID)), Lang: r.L.LanguageName(t.Lang),
		StateKey: "office.queue.state." + string(t.State), Arrived: t.In(t.ArrivedAt),
	}
	if t.BookedAt != nil {
		at := t.In(*t.BookedAt)
		row.Booked = &at
	}
	if t.Operator != nil && !t.State.InLine() {
		row.For = t.Operator.Name
	}
	return row
}

// buttons are those of the wanted verbs that the ticket's state allows.
func buttons(r *web.Request, t *queue.Ticket, wanted ...queue.Verb) []ticketButton {
	var all []ticketButton
	for _, v := range verbs {
		if slices.Contains(wanted, v.verb) && v.verb.May(t.State) {
			url := r.URL(fmt.Sprintf("/ufficio/coda/%d/%s", t.ID, v.path))
			all = append(all, ticketButton{fmt.Sprintf("%s-%d", v.path, t.ID), url, v.key, v.verb == queue.Start || v.verb == queue.Finish})
		}
	}
	return all
}

func waitOf(r *web.Request, w queue.Range) string {
	if !w.Known {
		return r.T("office.queue.wait.unknown")
	}
	return r.T("office.queue.wait", "From", w.From, "To", w.To)
}

func minutesOf(r *web.Request, d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return r.T("office.queue.minutes", "Count", int((d+30*time.Second)/time.Minute))
}

func deskOptions(r *web.Request, list []desks.Desk, chosen int64) []web.Option {
	var all []web.Option
	for _, d := range list {
		all = append(all, web.Option{Value: fmt.Sprint(d.ID), Label: r.L.Plain(d.Name) + " · " + d.Site.City, Checked: d.ID == chosen})
	}
	return all
}

func operatorOptions(list []desks.Operator, chosen int64) []web.Option {
	var all []web.Option
	for _, o := range list {
		all = append(all, web.Option{Value: fmt.Sprint(o.ID), Label: o.Name, Checked: o.ID == chosen})
	}
	return all
}
