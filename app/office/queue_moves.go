package office

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/fault"
	"approdo/app/queue"
	"approdo/app/web"
)

// verbs are the addresses of what may be done to a ticket, in the order of the buttons.
var verbs = []struct {
	verb      queue.Verb
	path, key string
}{
	{queue.Start, "inizio", "office.queue.do.start"},
	{queue.Finish, "fine", "office.queue.do.finish"},
	{queue.CallAgain, "richiamo", "office.queue.do.recall"},
	{queue.Call, "chiamata", "office.queue.do.call"},
	{queue.Return, "rientro", "office.queue.do.return"},
	{queue.Miss, "assenza", "office.queue.do.miss"},
	{queue.Park, "pausa", "office.queue.do.park"},
	{queue.Leave, "uscita", "office.queue.do.leave"},
}

// callNext calls the first of the line; nobody there, or somebody still being
// received, is said on the same page.
func (s *Screens) callNext(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	ch, err := s.queueChoice(c, f.Get("sportello"), f.Get("operatore"))
	if err != nil {
		return err
	}
	if ch.desk == nil {
		return errMissing()
	}
	_, err = queue.CallNext(c.UserContext(), s.db.Web, r.Actor, ch.desk.ID, ch.operator, r.Now)
	return s.backToQueue(c, ch, err, "")
}

// backToQueue answers a change of the line: the sentence of what was not possible,
// or doneKey, on the operator's page.
func (s *Screens) backToQueue(c *fiber.Ctx, ch *queueChoice, err error, doneKey string) error {
	flt, ok := fault.As(err)
	switch {
	case err == nil && doneKey != "":
		s.web.Flash(c, "success", doneKey)
	case ok && flt.Kind == fault.Conflict:
		s.web.Flash(c, "warning", flt.Key)
	case err != nil:
		return err
	}
	return web.SeeOther(c, ch.address())
}

// choiceOf is the operator's page a ticket belongs to, with the operator of the form.
func (s *Screens) choiceOf(c *fiber.Ctx, f *web.Form) (*queueChoice, *queue.Ticket, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, nil, err
	}
	t, err := queue.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
	if err != nil {
		return nil, nil, err
	}
	ch, err := s.queueChoice(c, fmt.Sprint(t.DeskID), f.Get("operatore"))
	return ch, t, err
}

func (s *Screens) callOne(c *fiber.Ctx) error {
	r := web.Of(c)
	ch, t, err := s.choiceOf(c, web.ReadForm(c))
	if err != nil {
		return err
	}
	err = queue.CallOne(c.UserContext(), s.db.Web, r.Actor, t.ID, ch.operator, r.Now)
	return s.backToQueue(c, ch, err, "")
}

// moveTicket is the handler of a verb. A meeting that begins marks the appointment as
// received: both calls are quiet when repeated, so a press after a fault mends it.
func (s *Screens) moveTicket(v queue.Verb, doneKey string) fiber.Handler {
	change := queue.Do(v)
	return func(c *fiber.Ctx) error {
		r, ctx := web.Of(c), c.UserContext()
		ch, t, err := s.choiceOf(c, web.ReadForm(c))
		if err != nil {
			return err
		}
		err = change(ctx, s.db.Web, r.Actor, t.ID, r.Now)
		if err == nil && v == queue.Start && t.AppointmentID != nil {
			err = appointments.MarkSeen(ctx, s.db.Web, r.Actor, *t.AppointmentID, r.Now)
		}
		return s.backToQueue(c, ch, err, doneKey)
	}
}

func (s *Screens) forwardTicket(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	ch, t, err := s.choiceOf(c, f)
	if err != nil {
		return err
	}
	err = queue.ForwardTo(c.UserContext(), s.db.Web, r.Actor, t.ID, f.Int64("a"), r.Now)
	if f.Fail(r, err) {
		p, pageErr := s.ticketPage(c, t, f)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/queue/ticket", p)
	}
	return s.backToQueue(c, ch, err, "office.queue.done.forward")
}
