package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/i18n"
	"approdo/app/pages"
	"approdo/app/people"
	"approdo/app/services"
	"approdo/app/web"
)

// SummaryPage is the last look before confirming: everything as text.
type SummaryPage struct {
	web.Page
	Stepper web.Stepper
	Action  string
	Back    string
	Cards   []web.Summary
	Errors  []web.FieldError
	Held    string
	// Seen stands for what the cards say: confirming sends it back, so that nobody
	// confirms what another window has changed meanwhile.
	Seen string
}

func (s *Screens) showSummary(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	if d.StartsAt == nil {
		return web.SeeOther(c, s.draftPath(d.ID, "orario"))
	}
	if !d.Complete() {
		return web.SeeOther(c, s.draftPath(d.ID, "dettagli"))
	}
	return s.web.Render(c, "portal/booking/summary", s.summaryPage(web.Of(c), d))
}

func (s *Screens) summaryPage(r *web.Request, d *appointments.Draft) *SummaryPage {
	back := s.back(d)
	p := &SummaryPage{
		Stepper: stepper(r, 5, back), Action: r.URL(s.draftPath(d.ID, "conferma")), Back: r.URL(back[3]),
		Cards: []web.Summary{
			placeCard(r, d, r.URL(back[0])), timeCard(r, d, r.URL(back[1])),
			detailsCard(r, d, r.URL(back[2])), contactCard(r, d, r.URL(back[3])),
		},
	}
	p.Seen = seen(p.Cards)
	p.Title, p.NoIndex = r.T("booking.summary.title"), true
	p.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.step.summary", "")
	if d.Held(r.Now) {
		p.Held = r.T("booking.recap.held", "Time", r.L.Time(d.HeldUntil.In(d.Desk.Location())))
	}
	return p
}

func placeCard(r *web.Request, d *appointments.Draft, edit string) web.Summary {
	return web.Summary{Title: r.T("booking.step.place"), EditURL: edit, Facts: []web.Fact{
		{Label: r.T("booking.fact.area"), Value: r.L.Plain(d.Area.Name)},
		deskFact(r, d.Desk, d.Where),
	}}
}

func timeCard(r *web.Request, d *appointments.Draft, edit string) web.Summary {
	start := inZone(d.StartsAt, d.Desk)
	return web.Summary{Title: r.T("booking.step.time"), EditURL: edit, Facts: []web.Fact{
		{Label: r.T("booking.fact.when"), Value: r.L.DateTime(*start)},
		{Label: r.T("booking.fact.duration"), Value: r.L.N("booking.minutes", int(d.EndsAt.Sub(*d.StartsAt).Minutes()))},
	}}
}

func detailsCard(r *web.Request, d *appointments.Draft, edit string) web.Summary {
	facts := append(whereFacts(r, d.Where, ""), web.Fact{Label: r.T("booking.details.lang"), Value: i18n.Lookup(d.Details.Lang).Name})
	if d.Address != "" {
		facts = append(facts, web.Fact{Label: r.T("booking.details.address"), Value: d.Address})
	}
	mediator := r.T("booking.details.mediator.no")
	if d.Details.Mediator != "" {
		mediator = i18n.Lookup(d.Details.Mediator).Name
	}
	facts = append(facts, web.Fact{Label: r.T("booking.details.mediator"), Value: mediator})
	if d.Details.Note != "" {
		facts = append(facts, web.Fact{Label: r.T("booking.details.note"), Value: d.Details.Note})
	}
	if d.Details.AccessNeeds != "" {
		facts = append(facts, web.Fact{Label: r.T("booking.details.access"), Value: d.Details.AccessNeeds})
	}
	return web.Summary{Title: r.T("booking.step.details"), EditURL: edit, Facts: facts}
}

func contactCard(r *web.Request, d *appointments.Draft, edit string) web.Summary {
	facts := append([]web.Fact{{Label: r.T("booking.contact.name"), Value: d.Contact.Name}}, partyFacts(r, d.Party, whole)...)
	if d.Contact.Email != "" {
		facts = append(facts, web.Fact{Label: r.T("booking.contact.email"), Value: d.Contact.Email})
	}
	if d.Contact.Phone != "" {
		facts = append(facts, web.Fact{Label: r.T("booking.contact.phone"), Value: d.Contact.ShownPhone()})
	}
	if d.Area.FirstReminder+d.Area.LastReminder > 0 {
		facts = append(facts, web.Fact{Label: r.T("booking.contact.reminders"), Value: r.T("booking.contact.reminders." + yesNo(!d.Contact.NoReminders))})
	}
	return web.Summary{Title: r.T("booking.step.contact"), EditURL: edit, Facts: facts}
}

// confirm books. A second press finds the same appointment; a time lost
// meanwhile leads back to the times with everything typed still there.
func (s *Screens) confirm(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	r := web.Of(c)
	if page := s.summaryPageIfShown(r, d); page != nil && otherThanSeen(c, r, page) {
		return s.web.RenderConflict(c, "portal/booking/summary", page)
	}
	step, err := s.book(c, d)
	if lost(err) {
		page, pageErr := s.draftTimePage(c, d)
		if pageErr != nil {
			return pageErr
		}
		wanted := r.Now
		if d.StartsAt != nil {
			wanted = *d.StartsAt
		}
		return s.timeTaken(c, page, wanted)
	}
	if refused(err) {
		return web.SeeOther(c, reservedPath(d.Area))
	}
	page := s.summaryPageIfShown(r, d)
	f := web.NewForm()
	if page != nil && (f.Fail(r, err) || f.FailConflict(r, err, "")) {
		page.Errors = f.Errors()
		return s.web.RenderInvalid(c, "portal/booking/summary", page)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, s.draftPath(d.ID, step))
}

// seen is a short print of what the cards say.
func seen(cards []web.Summary) string {
	var text []byte
	for _, card := range cards {
		text = fmt.Appendf(text, "%q %q\n", card.Title, card.Facts)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// otherThanSeen reports whether the form was read before something changed, and says
// so on the page.
func otherThanSeen(c *fiber.Ctx, r *web.Request, page *SummaryPage) bool {
	if sent := web.ReadForm(c).Get("seen"); sent == "" || sent == page.Seen {
		return false
	}
	f := web.NewForm()
	f.FailField("", r.T("booking.summary.changed"))
	page.Errors = f.Errors()
	return true
}

func (s *Screens) summaryPageIfShown(r *web.Request, d *appointments.Draft) *SummaryPage {
	if d.StartsAt == nil {
		return nil
	}
	return s.summaryPage(r, d)
}

// ConfirmationPage is what the person keeps: when, where, what to bring.
type ConfirmationPage struct {
	web.Page
	Stepper     web.Stepper
	Appointment *appointments.Appointment
	Start       time.Time
	Bring       []string
	BringLang   string
	Calendar    string
	Manage      string
	// Where says where a meeting is that is not at the desk; Until is when the person
	// may change it for the last time, zero where that is its beginning.
	Where []web.Fact
	Until time.Time
	// Late says that the person may not change it here already.
	Late bool
	// MailSent and TextSent say how the confirmation travels, Reminded that a
	// reminder follows.
	MailSent, TextSent, Reminded bool
	Minutes                      int
	// Who are the initials of who comes, and who books and comes along.
	Who    []web.Fact
	Rating ratingForm
}

func (s *Screens) showConfirmation(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil {
		return err
	}
	if !done {
		return web.SeeOther(c, s.draftPath(d.ID, nextStep(d)))
	}
	r := web.Of(c)
	a, err := appointments.FindWithPlace(c.UserContext(), s.db.Web, *d.AppointmentID)
	if err != nil {
		return err
	}
	link := "/appuntamenti/" + s.signer.Token(appointments.TokenPurpose, a.ID)
	p := &ConfirmationPage{
		Stepper: stepper(r, 0, nil), Appointment: a, Start: a.Start(), Minutes: int(a.EndsAt.Sub(a.StartsAt).Minutes()),
		Calendar: r.URL(link + "/calendario.ics"), Manage: r.URL(link), MailSent: a.Contact.Email != "",
	}
	p.Where = whereFacts(r, a.Where, a.VideoLink)
	if p.Late = a.Coming(r.Now) && !a.Changeable(r.Now); a.ChangeMinutes > 0 && !p.Late {
		p.Until = a.ChangeUntil().In(a.Desk.Location())
	}
	p.TextSent = !p.MailSent && s.letters.SMS && a.Textable()
	p.Reminded = a.Reminded(s.letters.SMS, r.Now)
	p.Who = append([]web.Fact{{Label: r.T("appointment.fact.who"), Value: people.Initials(a.Name)}}, partyFacts(r, a.Party, people.Initials)...)
	p.Rating = ratingOf(r, pages.Ease, "/prenota")
	p.Bring, p.BringLang = services.Items(a.Area.Bring, r.Lang)
	p.Title, p.NoIndex = r.T("booking.done.title"), true
	p.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.done.crumb", "")
	return s.web.Render(c, "portal/booking/confirmation", p)
}
