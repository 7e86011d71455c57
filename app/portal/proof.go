package portal

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/people"
	"approdo/app/web"
)

// proofMails within proofMailsIn is how often one address is asked to confirm.
const (
	proofMails   = 10
	proofMailsIn = 24 * time.Hour
)

// ProofWaitPage says that a mail is on its way, or that its time ran out.
type ProofWaitPage struct {
	web.Page
	Recap  web.Recap
	Email  string
	Action string
	// Address corrects the address, Times chooses a time again.
	Address, Times string
	Late           bool
	Errors         []web.FieldError
}

// ProofPage is behind the link in the mail: one button makes the appointment firm.
type ProofPage struct {
	web.Page
	Action string
	Times  string
	Facts  []web.Fact
	Until  time.Time
	Late   bool
	Errors []web.FieldError
}

func (s *Screens) proofRoutes() {
	s.web.Get("/prenota/:token/attesa", web.Public, s.showProofWait)
	s.web.Post("/prenota/:token/attesa", web.Public, s.resendProof)
	s.web.Get("/prenota/conferma/:proof", web.Public, s.showProof)
	s.web.Post("/prenota/conferma/:proof", web.Public, s.prove)
}

// book confirms the form, or asks its person by mail first; step is where to go on.
func (s *Screens) book(c *fiber.Ctx, d *appointments.Draft) (step string, err error) {
	asked, err := s.asksFirst(c, d)
	if err != nil || asked {
		return "attesa", err
	}
	_, err = appointments.Confirm(c.UserContext(), s.db.Web, d.ID, web.Of(c).Now)
	return "conferma", err
}

// asksFirst reports whether the person must open a mail before the booking is firm,
// having sent it. A mail sent already is not sent again.
func (s *Screens) asksFirst(c *fiber.Ctx, d *appointments.Draft) (bool, error) {
	r, ctx := web.Of(c), c.UserContext()
	needed, err := appointments.NeedsProof(ctx, s.db.Web, r.Actor, d)
	if err != nil || !needed {
		return false, err
	}
	if !d.Proof.Waits(r.Now) {
		if err := s.countProof(c, d); err != nil {
			return false, err
		}
	}
	return appointments.AskProof(ctx, s.db.Web, r.Actor, d.ID, r.Now)
}

func (s *Screens) countProof(c *fiber.Ctx, d *appointments.Draft) error {
	return s.allow(c.UserContext(), "booking.proof:"+strings.ToLower(d.Email), proofMails, proofMailsIn, web.Of(c).Now)
}

func (s *Screens) showProofWait(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	if d.Proof.ID == nil {
		return web.SeeOther(c, s.draftPath(d.ID, nextStep(d)))
	}
	return s.web.Render(c, "portal/booking/proof_wait", s.proofWaitPage(web.Of(c), d, web.NewForm()))
}

func (s *Screens) proofWaitPage(r *web.Request, d *appointments.Draft, f *web.Form) *ProofWaitPage {
	p := &ProofWaitPage{
		Recap: recap(r, d), Email: d.Email, Action: r.URL(s.draftPath(d.ID, "attesa")), Errors: f.Errors(), Late: !d.Proof.Waits(r.Now),
		Address: r.URL(s.draftPath(d.ID, "richiedente")), Times: r.URL(s.draftPath(d.ID, "orario")),
	}
	p.Title, p.NoIndex = r.T("booking.proof.wait.title"), true
	if p.Late {
		p.Title = r.T("booking.proof.late.title")
	}
	p.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.done.crumb", "")
	return p
}

// resendProof sends the mail once more.
func (s *Screens) resendProof(c *fiber.Ctx) error {
	d, done, err := s.openDraft(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	r, f := web.Of(c), web.NewForm()
	if err := s.countProof(c, d); err != nil {
		return err
	}
	err = appointments.ResendProof(c.UserContext(), s.db.Web, d.ID, r.Now)
	if f.FailConflict(r, err, "again") {
		return s.web.RenderConflict(c, "portal/booking/proof_wait", s.proofWaitPage(r, d, f))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "booking.proof.sent")
	return web.SeeOther(c, s.draftPath(d.ID, "attesa"))
}

// openProof finds the form behind the link in a mail; done says it is booked.
func (s *Screens) openProof(c *fiber.Ctx) (id int64, d *appointments.Draft, done bool, err error) {
	if id, err = s.signer.Open(appointments.ProofPurpose, c.Params("proof")); err != nil {
		return 0, nil, false, err
	}
	d, err = appointments.FindProof(c.UserContext(), s.db.Web, id, web.Of(c).Now)
	return id, d, err == nil && d.AppointmentID != nil, err
}

func (s *Screens) showProof(c *fiber.Ctx) error {
	_, d, done, err := s.openProof(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	return s.web.Render(c, "portal/booking/proof", s.proofPage(c, d, web.NewForm()))
}

func (s *Screens) proofPage(c *fiber.Ctx, d *appointments.Draft, f *web.Form) *ProofPage {
	r := web.Of(c)
	p := &ProofPage{Action: r.URL("/prenota/conferma/" + c.Params("proof")), Times: r.URL(s.draftPath(d.ID, "orario")),
		Until: d.Proof.Until.In(d.Desk.Location()), Late: !d.Proof.Waits(r.Now), Errors: f.Errors()}
	p.Title, p.NoIndex = r.T("booking.proof.title"), true
	if p.Late {
		p.Title = r.T("booking.proof.late.title")
	}
	p.Facts = append([]web.Fact{
		{Label: r.T("appointment.fact.who"), Value: people.Initials(d.Name)},
		{Label: r.T("booking.fact.when"), Value: r.L.DateTime(d.Start())},
		{Label: r.T("booking.fact.desk"), Value: r.L.Plain(d.Desk.Name), Note: placeOf(d.Desk)},
	}, partyFacts(r, appointments.Party{Booker: d.Booker, Relation: d.Relation, Companions: d.Companions}, people.Initials)...)
	p.Crumbs = crumbs(r, "booking.title", "/prenota", "booking.done.crumb", "")
	return p
}

// prove makes the appointment firm; pressed again it leads to the same one.
func (s *Screens) prove(c *fiber.Ctx) error {
	id, d, done, err := s.openProof(c)
	if err != nil || done {
		return s.orConfirmation(c, d, err)
	}
	r, f := web.Of(c), web.NewForm()
	_, err = appointments.Prove(c.UserContext(), s.db.Web, id, r.Now)
	if f.Fail(r, err) || f.FailConflict(r, err, "times") {
		return s.web.RenderConflict(c, "portal/booking/proof", s.proofPage(c, d, f))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, s.draftPath(d.ID, "conferma"))
}
