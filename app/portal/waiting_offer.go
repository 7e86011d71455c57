package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/fault"
	"approdo/app/waiting"
	"approdo/app/web"
)

// OfferPage is behind the link of an offer: initials, time and place, and the two
// answers while it stands.
type OfferPage struct {
	web.Page
	Card                        *waiting.OfferCard
	Facts                       []web.Fact
	Until                       string
	Accept, Decline             string
	Entry, Appointment, Refused string
}

// openOffer finds the offer behind the signed link.
func (s *Screens) openOffer(c *fiber.Ctx) (*waiting.OfferCard, string, error) {
	id, err := s.signer.Open(waiting.OfferPurpose, c.Params("token"))
	if err != nil {
		return nil, "", err
	}
	card, err := waiting.FindOffer(c.UserContext(), s.db.Web, id, web.Of(c).Now)
	return card, "/proposte/" + c.Params("token"), err
}

func (s *Screens) showOffer(c *fiber.Ctx) error {
	card, link, err := s.openOffer(c)
	if err != nil {
		return err
	}
	return s.web.Render(c, "portal/waiting/offer", s.offerPage(web.Of(c), card, link))
}

func (s *Screens) offerPage(r *web.Request, card *waiting.OfferCard, link string) *OfferPage {
	p := &OfferPage{
		Card: card, Until: r.L.DateTime(card.Until), Accept: r.URL(link + "/accettazione"), Decline: r.URL(link + "/rifiuto"),
		Entry: r.URL(s.waitingLink(card.EntryID)),
	}
	p.Title, p.NoIndex = r.T("waiting.offer.title"), true
	p.Crumbs = crumbs(r, "waiting.title", "")
	if card.AppointmentID != 0 {
		p.Appointment = r.URL("/appuntamenti/" + s.signer.Token(appointments.TokenPurpose, card.AppointmentID))
	}
	p.Facts = []web.Fact{
		{Label: r.T("appointment.fact.who"), Value: card.Initials},
		{Label: r.T("booking.fact.when"), Value: r.L.DateTime(card.Start)},
		{Label: r.T("booking.fact.desk"), Value: r.L.Plain(card.Desk.Name), Note: placeOf(card.Desk)},
	}
	return p
}

func (s *Screens) acceptOffer(c *fiber.Ctx) error {
	card, link, err := s.openOffer(c)
	if err != nil {
		return err
	}
	r := web.Of(c)
	id, err := waiting.Accept(c.UserContext(), s.db.Web, card.ID, r.Now)
	if page := s.refused(r, card, link, err); page != nil {
		return s.web.RenderConflict(c, "portal/waiting/offer", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "waiting.offer.accepted")
	return web.SeeOther(c, "/appuntamenti/"+s.signer.Token(appointments.TokenPurpose, id))
}

func (s *Screens) declineOffer(c *fiber.Ctx) error {
	card, link, err := s.openOffer(c)
	if err != nil {
		return err
	}
	r := web.Of(c)
	err = waiting.Decline(c.UserContext(), s.db.Web, card.ID, r.Now)
	if page := s.refused(r, card, link, err); page != nil {
		return s.web.RenderConflict(c, "portal/waiting/offer", page)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, link)
}

// refused is the page that says why an answer did not count, nil for any other end.
func (s *Screens) refused(r *web.Request, card *waiting.OfferCard, link string, err error) *OfferPage {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Conflict {
		return nil
	}
	if f.Key == "waiting.error.gone" {
		card.Open = false
	}
	p := s.offerPage(r, card, link)
	p.Refused = r.L.T(f.Key, f.Args)
	return p
}
