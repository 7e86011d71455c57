package office

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/appointments"
	"approdo/app/fault"
	"approdo/app/web"
)

// ClosingPage is the panel that closes a meeting: everything is proposed, one press
// saves it.
type ClosingPage struct {
	web.Page
	Who, What, When string
	Number          string
	Action, BackURL string
	Key             string
	Outcomes        []web.Option
	Minutes         web.Field
	FollowUp        web.Field
	Own, Other      []check
	Times           []slotOption
	NoTimes         bool
	NextChosen      bool
	Words           []web.Field
	Person          []web.Field
	More            []web.Field
	Errors          []web.FieldError
	OutcomeError    string
}

// meeting is what the address names: an appointment or a ticket of the queue.
func (s *Screens) meeting(c *fiber.Ctx) (*accesses.Meeting, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	r := web.Of(c)
	if strings.HasPrefix(r.Path, "/ufficio/coda/") {
		return accesses.MeetingOfTicket(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	}
	return accesses.MeetingOf(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
}

func (s *Screens) closingPanel(c *fiber.Ctx) error {
	m, err := s.meeting(c)
	if err != nil {
		return err
	}
	if m.Written != nil {
		return web.SeeOther(c, fmt.Sprintf("/ufficio/accessi/%d", m.Written.ID))
	}
	r, f := web.Of(c), web.NewForm()
	setFacts(f, m.Proposal(r.Now))
	f.Set("key", rand.Text())
	p, err := s.closingPage(c, m, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/accesses/close", p)
}

func (s *Screens) closingPage(c *fiber.Ctx, m *accesses.Meeting, f *web.Form) (*ClosingPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	p := &ClosingPage{Action: r.URL(strings.TrimSuffix(r.Path, "/")), Key: f.Get("key"), Errors: f.Errors(), BackURL: r.URL(backFrom(m))}
	p.Title = r.T("office.closing.title")
	p.describe(r, m)
	outcome := f.Bind(outcomeSelect(r))
	p.Outcomes, p.OutcomeError = outcome.Options, outcome.Error
	p.Minutes, p.FollowUp = f.Bind(minutesField(r)), f.Bind(followUpSelect(r, f, m.Day(r.Now)))
	for _, x := range serviceChecks(r, f, m.Services) {
		if x.Own {
			p.Own = append(p.Own, x)
		} else {
			p.Other = append(p.Other, x)
		}
	}
	times, err := m.NextTimes(ctx, s.db.Web, r.Now)
	if err != nil {
		return nil, err
	}
	p.times(times, f.Get("next"))
	p.Words = []web.Field{
		f.Bind(web.Field{Name: "need", Type: "textarea", Label: r.T("office.access.need"), Max: accesses.MaxNeed, Rows: 2}),
		f.Bind(web.Field{Name: "answer", Type: "textarea", Label: r.T("office.access.answer"), Max: accesses.MaxAnswer, Rows: 2}),
	}
	p.Person = personOf(r, m, f)
	if m.OperatorID == 0 {
		ch, err := s.queueChoice(c, fmt.Sprint(m.Desk.ID), "")
		if err != nil {
			return nil, err
		}
		p.Words = append(p.Words, operatorSelect(r, f, ch))
	}
	p.More = []web.Field{
		f.Bind(channelSelect(r)), f.Bind(languageSelect(r)), f.Bind(mediatorSelect(r)),
		f.Bind(web.Field{Name: "mediator_used", Type: "checkbox", Either: true, Label: r.T("office.access.mediator.used")}),
	}
	return p, nil
}

func (p *ClosingPage) describe(r *web.Request, m *accesses.Meeting) {
	p.Who, p.What, p.When = r.T("office.access.anonymous"), r.L.Plain(m.Area.Name), r.L.DateTime(m.Began(r.Now).In(m.Desk.Location()))
	if m.Ticket != nil {
		p.Number = m.Ticket.Name()
	}
	if m.Appointment != nil {
		p.Who = m.Appointment.Name
	}
}

// times are the radio buttons of the next appointment.
func (p *ClosingPage) times(slots []appointments.Slot, chosen string) {
	p.NoTimes = len(slots) == 0
	for i, x := range slots {
		value := x.Start.UTC().Format(time.RFC3339)
		p.NextChosen = p.NextChosen || value == chosen
		p.Times = append(p.Times, slotOption{ID: fmt.Sprintf("next-%d", i+1), Value: value, Start: x.Start, Checked: value == chosen})
	}
}

// personOf asks who comes next time, where no appointment says it.
func personOf(r *web.Request, m *accesses.Meeting, f *web.Form) []web.Field {
	if m.Appointment != nil {
		return nil
	}
	return []web.Field{
		f.Bind(web.Field{Name: "name", Type: "text", Label: r.T("office.access.name"), Hint: r.T("office.closing.name.hint"), Max: accesses.MaxName, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "phone", Type: "tel", Label: r.T("office.appointment.phone"), Max: 30, Autocomplete: "off", InputMode: "tel"}),
		f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("office.appointment.email"), Max: 254, Autocomplete: "off", InputMode: "email"}),
	}
}

// backFrom is the page the operator works on.
func backFrom(m *accesses.Meeting) string {
	if m.Ticket != nil {
		return fmt.Sprintf("/ufficio/coda?sportello=%d&operatore=%d", m.Desk.ID, m.OperatorID)
	}
	return fmt.Sprintf("/ufficio?sportello=%d&giorno=%s", m.Desk.ID, m.Appointment.Start().Format("2006-01-02"))
}

func (s *Screens) closeMeeting(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	m, err := s.meeting(c)
	if err != nil {
		return err
	}
	a, err := accesses.Close(ctx, s.db.Web, r.Actor, m, closingOf(m, f), r.Now)
	if flt, ok := fault.As(err); ok && flt.Key == "accesses.error.closed" {
		return s.closedAlready(c)
	}
	if f.Fail(r, err) || f.FailConflict(r, err, "next") {
		p, pageErr := s.closingPage(c, m, f)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/accesses/close", p)
	}
	if err != nil {
		return err
	}
	key := "office.closing.done"
	if a.NextID != nil {
		key = "office.closing.donenext"
	}
	s.web.Flash(c, "success", key)
	return web.SeeOther(c, afterClosing(r, m, a))
}

// closingOf reads the panel.
func closingOf(m *accesses.Meeting, f *web.Form) accesses.Closing {
	x := accesses.Closing{Key: f.Get("key"), OperatorID: f.Int64("operator"), Facts: factsOf(f, ""), Contact: appointments.Contact{Phone: f.Get("phone"), Email: f.Get("email")}}
	x.Codes = codesOf(f, m.Services)
	if next, err := time.Parse(time.RFC3339, f.Get("next")); err == nil {
		x.Next = next
	}
	return x
}

// closedAlready shows the second closer what the first one wrote.
func (s *Screens) closedAlready(c *fiber.Ctx) error {
	m, err := s.meeting(c)
	if err != nil {
		return err
	}
	if m.Written == nil {
		return errMissing()
	}
	s.web.Flash(c, "warning", "accesses.error.closed")
	return web.SeeOther(c, fmt.Sprintf("/ufficio/accessi/%d", m.Written.ID))
}
