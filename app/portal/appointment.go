package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/app/web"
)

// AppointmentPage is behind the link in a mail: initials, time and place, and
// what the person may still do. Whoever holds the link sees no more than that.
type AppointmentPage struct {
	web.Page
	Card      *appointments.Card
	Link      string
	Cancelled bool
	Past      bool
	// AskReminders shows the choice to be reminded or not.
	AskReminders bool
	Facts        []web.Fact
	// Phone is the desk's, for who may not change the appointment here any more.
	Phone string
}

// openCard finds the appointment behind the signed link.
func (s *Screens) openCard(c *fiber.Ctx) (*appointments.Card, string, error) {
	id, err := s.signer.Open(appointments.TokenPurpose, c.Params("token"))
	if err != nil {
		return nil, "", err
	}
	card, err := appointments.FindForPerson(c.UserContext(), s.db.Web, id, web.Of(c).Now)
	if err != nil {
		return nil, "", err
	}
	return card, "/appuntamenti/" + c.Params("token"), nil
}

func (s *Screens) showAppointment(c *fiber.Ctx) error {
	card, link, err := s.openCard(c)
	if err != nil {
		return err
	}
	page := appointmentPage(web.Of(c), card, link, "appointment.title")
	page.AskReminders = (card.CanChange || card.Late) && (card.Remindable == mail.ByMail || card.Remindable == mail.BySMS && s.letters.SMS)
	return s.web.Render(c, "portal/appointments/show", page)
}

func appointmentPage(r *web.Request, card *appointments.Card, link, title string) *AppointmentPage {
	p := &AppointmentPage{Card: card, Link: link, Cancelled: card.State == appointments.Cancelled}
	p.Phone = card.Desk.Phone
	p.Past = !card.Start.After(r.Now)
	p.Title, p.NoIndex = r.T(title), true
	p.Crumbs = crumbs(r, "appointment.title", "")
	p.Facts = []web.Fact{
		{Label: r.T("appointment.fact.who"), Value: card.Initials},
		{Label: r.T("booking.fact.when"), Value: r.L.DateTime(card.Start)},
		deskFact(r, card.Desk, card.Where),
	}
	p.Facts = append(p.Facts, whereFacts(r, card.Where, card.VideoLink)...)
	p.Facts = append(p.Facts, partyFacts(r, card.Party, people.Initials)...)
	return p
}

func (s *Screens) appointmentCalendar(c *fiber.Ctx) error {
	card, _, err := s.openCard(c)
	if err != nil {
		return err
	}
	a, err := appointments.FindWithPlace(c.UserContext(), s.db.Web, card.ID)
	if err != nil {
		return err
	}
	r := web.Of(c)
	ics := appointments.Calendar(a, s.letters.Calendar(r.Lang, a.ID))
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Attachment("appuntamento.ics")
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	return c.Send(ics)
}

func (s *Screens) askCancel(c *fiber.Ctx) error {
	card, link, err := s.openCard(c)
	if err != nil {
		return err
	}
	if !card.CanChange {
		return web.SeeOther(c, link)
	}
	return s.web.Render(c, "portal/appointments/cancel", cancelPage(web.Of(c), web.NewForm(), card, link))
}

func (s *Screens) cancel(c *fiber.Ctx) error {
	card, link, err := s.openCard(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	why := appointments.Why{Code: f.Get("code"), Reason: f.Get("reason")}
	err = appointments.CancelBecause(c.UserContext(), s.db.Web, card.ID, why, r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "portal/appointments/cancel", cancelPage(r, f, card, link))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "appointment.cancel.done")
	return web.SeeOther(c, link)
}

func (s *Screens) chooseNewTime(c *fiber.Ctx) error {
	card, link, err := s.openCard(c)
	if err != nil {
		return err
	}
	if !card.CanChange {
		return web.SeeOther(c, link)
	}
	page, err := s.moveTimePage(c, card, link)
	if err != nil {
		return err
	}
	return s.showTimes(c, page)
}

func (s *Screens) moveTimePage(c *fiber.Ctx, card *appointments.Card, link string) (*TimePage, error) {
	r := web.Of(c)
	q := appointments.Query{DeskID: card.DeskID, AreaID: card.AreaID}
	page, err := s.timePage(c, q, c.Query("mese"), &card.Start)
	if err != nil {
		return nil, err
	}
	page.Title, page.Lead, page.NoIndex = r.T("appointment.move.title"), r.T("appointment.move.lead"), true
	page.Submit = r.T("appointment.move.submit")
	page.Recap = web.Recap{Title: r.T("appointment.move.now"), Facts: appointmentPage(r, card, link, "appointment.title").Facts}
	page.Action, page.Back = r.URL(link+"/spostamento"), r.URL(link)
	page.Picker.Action = page.Action
	page.Crumbs = crumbs(r, "appointment.title", link, "appointment.move.title", "")
	return page, nil
}

func (s *Screens) move(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	card, link, err := s.openCard(c)
	if err != nil {
		return err
	}
	if !card.CanChange {
		return web.SeeOther(c, link)
	}
	start, wrong := time.Parse(slotLayout, f.Get("slot"))
	if wrong == nil {
		_, err = appointments.MoveByPerson(c.UserContext(), s.db.Web, card.ID, start, 0, r.Now)
		if err == nil {
			s.web.Flash(c, "success", "appointment.move.done")
			return web.SeeOther(c, link)
		}
		if !lost(err) {
			return err
		}
	}
	page, err := s.moveTimePage(c, card, link)
	if err != nil {
		return err
	}
	if wrong != nil {
		return s.chooseOne(c, page)
	}
	return s.timeTaken(c, page, start)
}
