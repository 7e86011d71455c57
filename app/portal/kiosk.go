package portal

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/queue"
	"approdo/app/services"
	"approdo/app/web"
)

// KioskPage is one of the two questions of the screen in the waiting room: which
// language, which service.
type KioskPage struct {
	web.Page
	Desk      *desks.Desk
	Languages []i18n.Language
	Areas     []services.Area
	// Link is the kiosk's first page, Action where the form goes.
	Link, Action string
	Key          string
	Errors       []web.FieldError
}

// kioskRest is how long the number stays on the kiosk's screen for the next person
// not to find it.
const kioskRest = 40 * time.Second

// kioskLimit is how many tickets a kiosk gives in ten minutes: more than people can
// press, fewer than a leaked address could be used for.
const kioskLimit = 60

// openKiosk finds the desk of the kiosk's signed address.
func (s *Screens) openKiosk(c *fiber.Ctx) (*KioskPage, error) {
	id, err := s.signer.Open(queue.KioskPurpose, c.Params("token"))
	if err != nil {
		return nil, err
	}
	desk, err := queue.FindByLink(c.UserContext(), s.db.Web, id)
	if err != nil {
		return nil, err
	}
	link := "/chiosco/" + c.Params("token")
	p := &KioskPage{Desk: desk, Languages: i18n.Languages(), Link: link, Action: link + "/servizio", Key: newKey()}
	p.NoIndex = true
	return p, nil
}

func (s *Screens) kioskLanguage(c *fiber.Ctx) error {
	p, err := s.openKiosk(c)
	if err != nil {
		return err
	}
	p.Title = web.Of(c).T("queue.kiosk.title")
	return s.web.RenderIn(c, fiber.StatusOK, "layouts/plain", "portal/queue/kiosk_language", p)
}

func (s *Screens) kioskArea(c *fiber.Ctx) error {
	p, err := s.kioskAreas(c)
	if err != nil {
		return err
	}
	return s.web.RenderIn(c, fiber.StatusOK, "layouts/plain", "portal/queue/kiosk_area", p)
}

func (s *Screens) kioskAreas(c *fiber.Ctx) (*KioskPage, error) {
	p, err := s.openKiosk(c)
	if err != nil {
		return nil, err
	}
	p.Title = web.Of(c).T("booking.area.title")
	c.Set("Refresh", "120; url=/it"+p.Link) // nobody chose: the next person begins anew
	p.Areas, err = services.ListAt(c.UserContext(), s.db.Web, p.Desk.ID)
	return p, err
}

func (s *Screens) kioskGive(c *fiber.Ctx) error {
	p, err := s.kioskAreas(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	if err := s.allow(c.UserContext(), "kiosk:"+fmt.Sprint(p.Desk.ID), kioskLimit, 10*time.Minute, r.Now); err != nil {
		return err
	}
	t, err := queue.GiveAtKiosk(c.UserContext(), s.db.Web, p.Desk, queue.Request{
		Key: f.Get("key"), AreaID: f.Int64("area"), Lang: r.Lang,
	}, r.Now)
	if f.Fail(r, err) || f.FailConflict(r, err, "") {
		p.Errors = f.Errors()
		return s.web.RenderIn(c, fiber.StatusUnprocessableEntity, "layouts/plain", "portal/queue/kiosk_area", p)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, p.Link+"/numero/"+s.signer.Token(queue.TicketPurpose, t.ID))
}

// kioskTicket shows the number just given and the code to take it along.
func (s *Screens) kioskTicket(c *fiber.Ctx) error {
	kiosk, err := s.openKiosk(c)
	if err != nil {
		return err
	}
	p, err := s.ticketPage(c, c.Params("ticket"))
	if err != nil {
		return err
	}
	p.Title = web.Of(c).T("queue.kiosk.done")
	if p.Code, err = web.Code(s.web.Address(web.Of(c).Lang, p.Link)); err != nil {
		return err
	}
	p.Link = kiosk.Link
	c.Set("Refresh", fmt.Sprintf("%d; url=/it%s", int(kioskRest.Seconds()), kiosk.Link))
	return s.web.RenderIn(c, fiber.StatusOK, "layouts/plain", "portal/queue/kiosk_ticket", p)
}
