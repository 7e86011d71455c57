package portal

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/waiting"
	"approdo/app/web"
)

// openWaiting finds the entry behind the signed link.
func (s *Screens) openWaiting(c *fiber.Ctx) (*waiting.Card, string, error) {
	id, err := s.signer.Open(waiting.TokenPurpose, c.Params("token"))
	if err != nil {
		return nil, "", err
	}
	card, err := waiting.FindForPerson(c.UserContext(), s.db.Web, id, web.Of(c).Now)
	return card, "/lista-attesa/" + c.Params("token"), err
}

func (s *Screens) showWaiting(c *fiber.Ctx) error {
	card, link, err := s.openWaiting(c)
	if err != nil {
		return err
	}
	return s.web.Render(c, "portal/waiting/show", s.waitingPage(web.Of(c), card, link, "waiting.show.title"))
}

func (s *Screens) waitingPage(r *web.Request, card *waiting.Card, link, title string) *WaitingPage {
	p := &WaitingPage{Card: card, Link: link, OutcomeKey: "waiting.outcome." + string(card.Outcome)}
	p.Title, p.NoIndex = r.T(title), true
	p.Crumbs = crumbs(r, "waiting.title", "")
	p.Facts = append([]web.Fact{{Label: r.T("appointment.fact.who"), Value: card.Initials}}, waitFacts(r, card.Desk, card.Wish)...)
	if card.Offer != nil {
		p.Answer = r.URL("/proposte/" + s.signer.Token(waiting.OfferPurpose, card.Offer.ID))
	}
	if card.AppointmentID != 0 {
		p.Appointment = r.URL("/appuntamenti/" + s.signer.Token(appointments.TokenPurpose, card.AppointmentID))
	}
	if card.Live && card.SoonerThan.After(r.Now) {
		p.Sooner = r.L.DateTime(card.SoonerThan)
	}
	return p
}

// waitFacts say for what somebody waits; desk nil is any.
func waitFacts(r *web.Request, desk *desks.Desk, w waiting.Wish) []web.Fact {
	where := web.Fact{Label: r.T("booking.fact.desk"), Value: r.T("waiting.anydesk")}
	if desk != nil {
		where.Value, where.Note = r.L.Plain(desk.Name), placeOf(desk)
	}
	days, parts := []string{}, []string{}
	for _, d := range desks.MondayFirst() {
		if w.Days.Marked(d) {
			days = append(days, r.L.WeekdayName(d))
		}
	}
	for _, x := range waiting.AllParts() {
		if w.Parts&x != 0 {
			parts = append(parts, r.T(partKey(x)))
		}
	}
	orAny := func(list []string) string {
		if len(list) == 0 {
			return r.T("waiting.any")
		}
		return strings.Join(list, " · ")
	}
	return []web.Fact{
		where, {Label: r.T("waiting.fact.days"), Value: orAny(days)}, {Label: r.T("waiting.fact.parts"), Value: orAny(parts)},
		{Label: r.T("waiting.fact.until"), Value: r.L.DateYear(w.Until.Time())},
	}
}

func (s *Screens) editWaiting(c *fiber.Ctx) error {
	card, link, err := s.openWaiting(c)
	if err != nil {
		return err
	}
	if !card.Live {
		return web.SeeOther(c, link)
	}
	f := web.NewForm()
	f.Set("until", card.Until.String())
	return s.web.Render(c, "portal/waiting/form", s.waitWishPage(web.Of(c), f, card, card.Wish, link))
}

func (s *Screens) waitWishPage(r *web.Request, f *web.Form, card *waiting.Card, wish waiting.Wish, link string) *WaitingFormPage {
	p := &WaitingFormPage{
		Lead: r.T("waiting.change.lead"), Submit: r.T("waiting.change.submit"), Action: r.URL(link + "/modifica"), Back: r.URL(link),
		Fields: waitFields(r, f, wish), Errors: f.Errors(),
		Recap: web.Recap{Title: r.T("waiting.title"), Facts: s.waitingPage(r, card, link, "waiting.title").Facts[:2]},
	}
	p.Title, p.NoIndex = r.T("waiting.show.change"), true
	p.Crumbs = crumbs(r, "waiting.title", link, "waiting.show.change", "")
	return p
}

func (s *Screens) changeWaiting(c *fiber.Ctx) error {
	card, link, err := s.openWaiting(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	wish := readWait(c, f)
	err = waiting.Change(c.UserContext(), s.db.Web, card.ID, wish, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "portal/waiting/form", s.waitWishPage(r, f, card, wish, link))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "appointment.reminders.saved")
	return web.SeeOther(c, link)
}

func (s *Screens) askLeaveWaiting(c *fiber.Ctx) error {
	card, link, err := s.openWaiting(c)
	if err != nil {
		return err
	}
	if !card.Live {
		return web.SeeOther(c, link)
	}
	return s.web.Render(c, "portal/waiting/leave", s.waitingPage(web.Of(c), card, link, "waiting.leave.title"))
}

func (s *Screens) leaveWaiting(c *fiber.Ctx) error {
	card, link, err := s.openWaiting(c)
	if err != nil {
		return err
	}
	if err := waiting.Leave(c.UserContext(), s.db.Web, card.ID, web.Of(c).Now); err != nil {
		return err
	}
	return web.SeeOther(c, link)
}

// unsubscribeWaiting answers the button of a mail program (RFC 8058), which has no
// session: the token is what proves the entry.
func (s *Screens) unsubscribeWaiting(c *fiber.Ctx) error {
	card, _, err := s.openWaiting(c)
	if err != nil {
		return err
	}
	if err := waiting.Leave(c.UserContext(), s.db.Web, card.ID, web.Of(c).Now); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// areaWaiting is one entry of the personal area.
type areaWaiting struct {
	Area, Desk, Link string
	Until            time.Time
}

func (s *Screens) areaWaitings(c *fiber.Ctx) ([]areaWaiting, error) {
	r := web.Of(c)
	list, err := waiting.ListByEmail(c.UserContext(), s.db.Web, r.Actor)
	all := []areaWaiting{}
	for i := range list {
		e := &list[i]
		item := areaWaiting{Area: r.L.Plain(e.Area.Name), Desk: r.T("waiting.anydesk"), Link: r.URL(s.waitingLink(e.ID)), Until: e.Until.Time()}
		if e.Desk != nil {
			item.Desk = r.L.Plain(e.Desk.Name)
		}
		all = append(all, item)
	}
	return all, err
}
