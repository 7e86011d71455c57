package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/web"
)

// takeHold keeps the chosen time for ten minutes and opens the draft. The list of
// times is drawn only for who has to choose again.
func (s *Screens) takeHold(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	if err := s.limit(c, "booking", attempts, attemptsIn); err != nil {
		return err
	}
	at, err := appointments.FindPlace(c.UserContext(), s.db.Web, f.Get("ambito"), f.Get("sportello"))
	if err != nil {
		return err
	}
	start, wrong := time.Parse(slotLayout, f.Get("slot"))
	if wrong == nil {
		if ok, err := s.guarded(c, f, 0); err != nil || !ok {
			return err
		}
		d, err := appointments.TakeHold(c.UserContext(), s.db.Web, appointments.Hold{
			Key: f.Get("chiave"), DeskID: at.Desk.ID, AreaID: at.Area.ID, Place: at, Start: start, Lang: r.Lang, Proved: r.Actor.Email,
			Network: s.signer.Network(c.IP()), Mediator: f.Get("mediatore"),
		}, r.Now)
		switch {
		case err == nil:
			return web.SeeOther(c, s.draftPath(d.ID, "dettagli"))
		case refused(err):
			return web.SeeOther(c, reservedPath(at.Area))
		case !lost(err):
			return err
		}
	}
	page, err := s.newTimePage(c, at, f.Get("mese"), f.Get("chiave"))
	if err != nil {
		return err
	}
	if wrong != nil {
		return s.chooseOne(c, page)
	}
	return s.timeTaken(c, page, start)
}

// chooseOne asks who chose nothing to choose.
func (s *Screens) chooseOne(c *fiber.Ctx, page *TimePage) error {
	page.Errors = []web.FieldError{{Field: "slot", Text: web.Of(c).T("booking.time.choose")}}
	return s.web.RenderInvalid(c, "portal/booking/time", page)
}

// moveHold keeps another time for a draft; what was typed stays.
func (s *Screens) moveHold(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	start, wrong := time.Parse(slotLayout, f.Get("slot"))
	if wrong == nil {
		if ok, err := s.guarded(c, f, d.ID); err != nil || !ok {
			return err
		}
		_, err = appointments.TakeHold(c.UserContext(), s.db.Web, appointments.Hold{
			DraftID: d.ID, DeskID: d.DeskID, AreaID: d.AreaID, Place: d.Query().Place, Speaks: d.Speaks, Start: start, Lang: d.Lang, Proved: r.Actor.Email,
			Network: s.signer.Network(c.IP()),
		}, r.Now)
		switch {
		case err == nil:
			return web.SeeOther(c, s.draftPath(d.ID, nextStep(d)))
		case refused(err):
			return web.SeeOther(c, reservedPath(d.Area))
		case !lost(err):
			return err
		}
	}
	page, err := s.draftTimePage(c, d)
	if err != nil {
		return err
	}
	if wrong != nil {
		return s.chooseOne(c, page)
	}
	return s.timeTaken(c, page, start)
}

// timeTaken is the kind answer to a lost race: the next free times first.
func (s *Screens) timeTaken(c *fiber.Ctx, page *TimePage, wanted time.Time) error {
	r := web.Of(c)
	free := appointments.Nearest(page.free, wanted, 5)
	for i, slot := range free {
		page.Instead = append(page.Instead, oneSlot(1000+i, slot, nil))
	}
	anchor := "slot"
	if len(free) > 0 {
		anchor = page.Instead[0].ID
	}
	page.Errors = []web.FieldError{{Field: anchor, Text: r.T("appointments.error.taken")}}
	return s.web.RenderConflict(c, "portal/booking/time", page)
}
