package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/web"
)

// WorkPage asks the browser of a crowded network for a moment of work, and who has
// no script to wait instead. It sends again what was sent, to the same address.
type WorkPage struct {
	web.Page
	Action string
	Hidden []web.Value
	Work   auth.Work
	// Seconds is how long to wait still, Early that somebody did not.
	Seconds int
	Early   bool
	Errors  []web.FieldError
}

// guarded reports whether a hold may be taken: at once where the network does
// little, else once its browser has worked or its person has waited. Otherwise the
// answer is written already, the page that asks for it.
func (s *Screens) guarded(c *fiber.Ctx, f *web.Form, draftID int64) (bool, error) {
	r, ctx := web.Of(c), c.UserContext()
	net := s.signer.Network(c.IP())
	burden, err := appointments.Weigh(ctx, s.db.Web, net, draftID, r.Now)
	if err != nil || !burden.Heavy() {
		return err == nil, err
	}
	// The same page sent twice: its form is there already, and takes nothing more.
	if held, err := appointments.HasForm(ctx, s.db.Web, f.Get("chiave"), r.Now); err != nil || held {
		return held, err
	}
	guard, err := appointments.FindGuard(ctx, s.db.Web)
	if err != nil {
		return false, err
	}
	reply := auth.Reply{Word: f.Get("work"), Answer: f.Get("answer")}
	good, next, err := s.signer.JudgeWork(ctx, s.db.Web, net, reply, guard.WorkBits, r.Now)
	if err != nil || good {
		return good, err
	}
	page := workPage(c, next)
	page.Early = reply.Word == next.Word
	if page.Early {
		page.Errors = []web.FieldError{{Field: "continue", Text: r.L.N("booking.work.early", page.Seconds)}}
	}
	return false, s.web.RenderIn(c, fiber.StatusTooManyRequests, "layouts/portal", "portal/booking/work", page)
}

// workPage repeats what was sent, but for the proofs.
func workPage(c *fiber.Ctx, w auth.Work) *WorkPage {
	r := web.Of(c)
	p := &WorkPage{Action: r.URL(r.Path), Work: w, Seconds: int((w.After.Sub(r.Now) + time.Second - 1) / time.Second)}
	p.Title, p.NoIndex, p.Path = r.T("booking.work.title"), true, "/prenota"
	p.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.work.title", "")
	c.Request().PostArgs().VisitAll(func(name, value []byte) {
		if x := (web.Value{Name: string(name), Value: string(value)}); x.Value != "" && x.Name != "_csrf" && x.Name != "work" && x.Name != "answer" {
			p.Hidden = append(p.Hidden, x)
		}
	})
	return p
}
