package portal

import (
	"html/template"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/queue"
	"approdo/app/web"
)

func (s *Screens) queueRoutes() {
	s.web.Get("/coda/:token", web.Public, s.showTicket)
	s.web.Post("/coda/:token/rinuncia", web.Public, s.leaveQueue)
	s.web.Get("/tabellone/:token", web.Public, s.showDisplay)
	s.web.Get("/chiosco/:token", web.Public, s.kioskLanguage)
	s.web.Get("/chiosco/:token/servizio", web.Public, s.kioskArea)
	s.web.Post("/chiosco/:token/servizio", web.Public, s.kioskGive)
	s.web.Get("/chiosco/:token/numero/:ticket", web.Public, s.kioskTicket)
}

// TicketPage is the person's own page of a ticket, opened by a signed link: the
// number, how many are before and how long it may take. No name: none is known.
type TicketPage struct {
	web.Page
	Standing *queue.Standing
	// Link is the page's address; Poll says whether it asks again by itself.
	Link     string
	Poll     bool
	CanLeave bool
	// State is the whole sentence of the state; Wait of the estimate, "" outside the line.
	State, Wait string
	// Say is read out after each look while the person is called, "" otherwise.
	Say    string
	InLine bool
	Now    time.Time
	Code   template.URL
}

// ticketPage reads the standing of the ticket behind a signed token.
func (s *Screens) ticketPage(c *fiber.Ctx, token string) (*TicketPage, error) {
	id, err := s.signer.Open(queue.TicketPurpose, token)
	if err != nil {
		return nil, err
	}
	r := web.Of(c)
	st, err := queue.FindForPerson(c.UserContext(), s.db.Web, id, s.expected(r.Now), r.Now)
	if err != nil {
		return nil, err
	}
	p := &TicketPage{Standing: st, Link: "/coda/" + token, Now: st.In(r.Now), State: r.T("queue.state." + string(st.State))}
	p.Title, p.NoIndex = r.T("queue.ticket.title"), true
	p.Crumbs = crumbs(r, "queue.ticket.title", "")
	p.CSRF = r.CSRF
	p.Poll, p.InLine, p.CanLeave = st.State.Open(), st.State.InLine(), queue.Leave.May(st.State)
	if st.State == queue.Called {
		p.Say = p.State + " " + r.T("queue.place", "Place", st.Place)
	}
	if p.InLine {
		p.Wait = waitSentence(r, st.Wait)
	}
	return p, nil
}

// waitSentence says an estimate without a precision it does not have.
func waitSentence(r *web.Request, w queue.Range) string {
	switch {
	case !w.Known:
		return r.T("queue.wait.unknown")
	case w.From == 0:
		return r.T("queue.wait.short", "To", w.To)
	case w.From >= 120:
		return r.T("queue.wait.long")
	}
	return r.T("queue.wait.range", "From", w.From, "To", w.To)
}

func (s *Screens) showTicket(c *fiber.Ctx) error {
	p, err := s.ticketPage(c, c.Params("token"))
	if err != nil {
		return err
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "portal/queue/standing", p)
	}
	return s.web.Render(c, "portal/queue/ticket", p)
}

func (s *Screens) leaveQueue(c *fiber.Ctx) error {
	id, err := s.signer.Open(queue.TicketPurpose, c.Params("token"))
	if err != nil {
		return err
	}
	if err := queue.LeaveByPerson(c.UserContext(), s.db.Web, id, web.Of(c).Now); err != nil {
		return err
	}
	return web.SeeOther(c, "/coda/"+c.Params("token"))
}

// DisplayPage is the wall of the waiting room: numbers and places, no names.
type DisplayPage struct {
	web.Page
	Board *queue.Board
	Calls []displayCall
	Link  string
	Now   time.Time
}

// displayCall is one number on the wall, with what the browser may say of it.
type displayCall struct {
	queue.BoardCall
	Speech string
}

func (s *Screens) showDisplay(c *fiber.Ctx) error {
	id, err := s.signer.Open(queue.DisplayPurpose, c.Params("token"))
	if err != nil {
		return err
	}
	r, ctx := web.Of(c), c.UserContext()
	desk, err := queue.FindByLink(ctx, s.db.Web, id)
	if err != nil {
		return err
	}
	board, err := queue.ForDisplay(ctx, s.db.Web, desk, r.Now)
	if err != nil {
		return err
	}
	p := &DisplayPage{Board: board, Link: "/tabellone/" + c.Params("token"), Now: r.Now.In(desk.Location())}
	p.Title, p.NoIndex = r.T("queue.display.title"), true
	for _, x := range board.Calls {
		p.Calls = append(p.Calls, displayCall{x, s.web.In(x.Lang).T("queue.speech", "Number", spaced(x.Name), "Place", x.Place)})
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "portal/queue/board", p)
	}
	return s.web.RenderIn(c, fiber.StatusOK, "layouts/screen", "portal/queue/display", p)
}

// spaced parts letter and number, so that a voice says both: "A 12".
func spaced(name string) string {
	if len(name) < 2 {
		return name
	}
	return name[:1] + " " + name[1:]
}
