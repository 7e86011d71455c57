package appointments

import (
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

// asks switches the proof by mail on, half an hour of it.
func (h *house) asks() {
	h.Helper()
	h.Must(SetGuard(h.Ctx, h.DB, auth.Program("test"), Guard{WorkBits: 18, MailMinutes: 30}, h.Now))
}

// waiting is a form whose person was asked by mail.
func (h *house) waiting(start string) *Draft {
	h.Helper()
	d, err := h.hold(start, 0)
	h.Must(err)
	h.fill(d, person(h.keys))
	asked, err := AskProof(h.Ctx, h.DB, auth.Actor{}, d.ID, h.Now)
	h.Must(err)
	if !asked {
		h.Fatal("nobody was asked")
	}
	d, err = FindDraft(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	return d
}

func TestTheMailMakesItFirm(t *testing.T) {
	h := inTx(t)
	h.asks()
	d := h.waiting(slot)
	if until := h.Now.Add(30 * time.Minute); !d.Proof.Until.Equal(until) || !d.HeldUntil.Equal(until) || d.AppointmentID != nil {
		t.Fatalf("waits until %v, held until %v", d.Proof.Until, d.HeldUntil)
	}
	h.Now = h.Now.Add(29 * time.Minute) // longer than a hold: the time is still kept
	if strings.Contains(h.free(Query{DeskID: h.desk.ID, AreaID: h.area.ID, OperatorID: *d.OperatorID, To: day(tuesday)}), "09:30") {
		t.Error("the time is offered to others")
	}
	first, err := Prove(h.Ctx, h.DB, *d.Proof.ID, h.Now)
	h.Must(err)
	if first.OperatorID != *d.OperatorID || !first.StartsAt.Equal(*d.StartsAt) {
		t.Errorf("booked %v with %d", first.StartsAt, first.OperatorID)
	}
	h.Now = h.Now.Add(time.Hour) // clicked again much later
	again, err := Prove(h.Ctx, h.DB, *d.Proof.ID, h.Now)
	h.Must(err)
	third, err := Confirm(h.Ctx, h.DB, d.ID, h.Now)
	h.Must(err)
	if asked, err := AskProof(h.Ctx, h.DB, auth.Actor{}, d.ID, h.Now); err != nil || asked {
		t.Errorf("a firm one is asked about: %v", err)
	}
	if again.ID != first.ID || third.ID != first.ID || h.Count("appointments", "true") != 1 {
		t.Error("clicked again it is another appointment")
	}
	if n := h.Count("messages", "kind = 'appointments.proof'"); n != 1 {
		t.Errorf("%d mails asked", n)
	}
}

func TestWhoIsNotAsked(t *testing.T) {
	h := inTx(t)
	ask := func(c Contact, actor auth.Actor, change func(*Draft)) bool {
		t.Helper()
		d, err := h.hold(slot, 0)
		h.Must(err)
		h.fill(d, c)
		if change != nil {
			change(d)
			_, err = h.DB.NewUpdate().Model(d).Column("proved", "offered").WherePK().Exec(h.Ctx)
			h.Must(err)
		}
		asked, err := AskProof(h.Ctx, h.DB, actor, d.ID, h.Now)
		h.Must(err)
		d, err = FindDraft(h.Ctx, h.DB, d.ID, h.Now)
		h.Must(err)
		if needs, err := NeedsProof(h.Ctx, h.DB, actor, d); err != nil || needs != asked {
			t.Errorf("needs %t, asked %t (%v)", needs, asked, err)
		}
		_, err = h.DB.NewRaw("DELETE FROM booking_drafts").Exec(h.Ctx)
		h.Must(err)
		return asked
	}
	mail := Contact{Name: "Prova Persona", Email: "Prova@example.com"}
	if ask(mail, auth.Actor{}, nil) {
		t.Error("asked although it is off")
	}
	h.asks()
	for name, c := range map[string]struct {
		who    Contact
		actor  auth.Actor
		change func(*Draft)
		want   bool
	}{
		"an address":                  {mail, auth.Actor{}, nil, true},
		"a telephone":                 {Contact{Name: "Prova Persona", Phone: "333 1234567"}, auth.Actor{}, nil, false},
		"signed in with it":           {mail, auth.Actor{Email: "prova@example.com"}, nil, false},
		"signed in with another":      {mail, auth.Actor{Email: "altra@example.com"}, nil, true},
		"signed in when it was held":  {mail, auth.Actor{}, func(d *Draft) { d.Proved = "prova@example.com" }, false},
		"offered by the waiting list": {mail, auth.Actor{}, func(d *Draft) { d.Offered = true }, false},
	} {
		if got := ask(c.who, c.actor, c.change); got != c.want {
			t.Errorf("%s: asked %t, want %t", name, got, c.want)
		}
	}
	b := StaffBooking{Key: "staff-booking-key-1", DeskID: h.desk.ID, AreaID: h.area.ID, Start: at(slot), Channel: Phone, Details: Details{Lang: "it"}, Contact: mail}
	if _, err := BookForSomebody(h.Ctx, h.DB, h.reception(), b, h.Now); err != nil {
		t.Errorf("staff are asked: %v", err)
	}
}

func TestTooLateSaysSoAndFreesTheTime(t *testing.T) {
	h := inTx(t)
	h.asks()
	d := h.waiting(slot)
	h.Now = h.Now.Add(30 * time.Minute)
	_, err := Prove(h.Ctx, h.DB, *d.Proof.ID, h.Now)
	h.Wants(err, fault.Conflict, "appointments.error.proof_late")
	h.Wants(ResendProof(h.Ctx, h.DB, d.ID, h.Now), fault.Conflict, "appointments.error.proof_late")
	if h.Count("appointments", "true") != 0 {
		t.Error("a late click booked")
	}
	other, err := h.hold(slot, *d.OperatorID) // somebody else takes it
	h.Must(err)
	if other.ID == d.ID {
		t.Fatal("the same form")
	}
	// Asking again begins anew, with a new link; the old one opens nothing any more.
	_, err = h.DB.NewRaw("DELETE FROM booking_drafts WHERE id = ?", other.ID).Exec(h.Ctx)
	h.Must(err)
	asked, err := AskProof(h.Ctx, h.DB, auth.Actor{}, d.ID, h.Now)
	h.Must(err)
	_, err = Prove(h.Ctx, h.DB, *d.Proof.ID, h.Now)
	h.Wants(err, fault.NotFound, "")
	if !asked || h.Count("messages", "kind = 'appointments.proof'") != 2 {
		t.Error("the second request sent no mail")
	}
}

// Another address or another time makes the link in the mail useless.
func TestALinkIsForItsAddressAndTime(t *testing.T) {
	h := inTx(t)
	h.asks()
	d := h.waiting(slot)
	h.Must(SaveContact(h.Ctx, h.DB, d.ID, Contact{Name: "Altro Nome", Email: strings.ToUpper(d.Email)}, h.Now))
	_, err := FindProof(h.Ctx, h.DB, *d.Proof.ID, h.Now)
	h.Must(err)
	h.Must(SaveContact(h.Ctx, h.DB, d.ID, Contact{Name: "Altro Nome", Email: "altra@example.com"}, h.Now))
	_, err = Prove(h.Ctx, h.DB, *d.Proof.ID, h.Now)
	h.Wants(err, fault.NotFound, "")

	d = h.waiting("2026-11-24 10:00")
	_, err = TakeHold(h.Ctx, h.DB, Hold{DraftID: d.ID, DeskID: h.desk.ID, AreaID: h.area.ID, Start: at("2026-11-24 11:00"), Lang: "it"}, h.Now)
	h.Must(err)
	_, err = Prove(h.Ctx, h.DB, *d.Proof.ID, h.Now)
	h.Wants(err, fault.NotFound, "")
	if h.Count("appointments", "true") != 0 {
		t.Error("an old link booked")
	}
}

func TestTheMailIsSentAFewTimes(t *testing.T) {
	h := inTx(t)
	h.asks()
	d := h.waiting(slot)
	for range MaxProofMails - 1 {
		h.Must(ResendProof(h.Ctx, h.DB, d.ID, h.Now))
	}
	h.Wants(ResendProof(h.Ctx, h.DB, d.ID, h.Now), fault.Conflict, "appointments.error.proof_mails")
	asked, err := AskProof(h.Ctx, h.DB, auth.Actor{}, d.ID, h.Now)
	h.Must(err)
	if n := h.Count("messages", "kind = 'appointments.proof'"); !asked || n != MaxProofMails {
		t.Errorf("%d mails, want %d", n, MaxProofMails)
	}
	_, err = Prove(h.Ctx, h.DB, *d.Proof.ID, h.Now) // every one of them works
	h.Must(err)
}

// A time kept for a mail never outlives its form nor its own beginning.
func TestPatienceEndsWithTheTime(t *testing.T) {
	h := inTx(t)
	h.Must(SetGuard(h.Ctx, h.DB, auth.Program("test"), Guard{WorkBits: 18, MailMinutes: MostMailMinutes}, h.Now))
	h.Now = at("2026-11-24 08:00")
	if d := h.waiting(slot); !d.Proof.Until.Equal(at(slot)) {
		t.Errorf("waits until %v, after the beginning", d.Proof.Until)
	}
}

func TestTheMailThatAsks(t *testing.T) {
	p := run(t, nil)
	p.asks()
	d := p.waiting(slot)
	p.Must(SaveContact(p.Ctx, p.DB, d.ID, Contact{Name: "Prova Persona", Email: d.Email, Party: Party{Whom: Another, Booker: "Nipote Esempio", Relation: "child"}}, p.Now))
	p.tick(p.Now)
	all := p.post.List()
	if len(all) != 1 || all[0].To[0] != d.Email || all[0].Lang != "ar" {
		t.Fatalf("mails: %+v", all)
	}
	for _, part := range []string{all[0].Text, all[0].HTML} {
		link := strings.TrimSuffix(p.o.BaseURL, "/") + "/ar/prenota/conferma/" + p.o.Signer.Token(ProofPurpose, *d.Proof.ID)
		for _, want := range []string{link, "P. P.", "N. E.", p.o.Catalog.For("ar").DateTime(d.Start()), p.o.Catalog.For("ar").DateTime(d.Proof.Until.In(d.Desk.Location()))} {
			if !strings.Contains(part, want) {
				t.Errorf("the mail does not say %q:\n%s", want, part)
			}
		}
		if strings.Contains(part, "Persona") || strings.Contains(part, "Nipote") || strings.Contains(part, "Cerco lavoro") {
			t.Error("the mail carries a name or the person's words")
		}
	}
	// Out of date by the time it is written: not sent.
	p.Must(ResendProof(p.Ctx, p.DB, d.ID, p.Now))
	_, err := Prove(p.Ctx, p.DB, *d.Proof.ID, p.Now)
	p.Must(err)
	p.post.Clear()
	p.tick(p.Now)
	if got := p.post.List(); len(got) != 1 || !strings.Contains(got[0].Text, "AP-2026-") {
		t.Errorf("after confirming %d mails go out, want the confirmation alone", len(got))
	}
}

// Two clicks on the link at once and a third on the form are one appointment.
func TestClicksAtOnceAreOneAppointment(t *testing.T) {
	h := build(t, testdb.New(t))
	h.asks()
	d := h.waiting(slot)
	ids := make([]int64, 12)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			var a *Appointment
			var err error
			if i%3 == 2 {
				a, err = Confirm(h.Ctx, h.DB, d.ID, h.Now)
			} else {
				a, err = Prove(h.Ctx, h.DB, *d.Proof.ID, h.Now)
			}
			if err != nil {
				t.Errorf("click %d: %v", i, err)
				return
			}
			ids[i] = a.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("different appointments: %v", ids)
			break
		}
	}
	if n := h.Count("appointments", "true"); n != 1 {
		t.Errorf("%d appointments", n)
	}
}

func TestGuardSettings(t *testing.T) {
	h := inTx(t)
	for _, g := range []Guard{{WorkBits: LeastWorkBits - 1}, {WorkBits: MostWorkBits + 1}, {WorkBits: 18, MailMinutes: -1}, {WorkBits: 18, MailMinutes: MostMailMinutes + 1}} {
		h.Wants(SetGuard(h.Ctx, h.DB, h.reception(), g, h.Now), fault.Invalid, "")
	}
	for range 2 {
		h.Must(SetGuard(h.Ctx, h.DB, h.reception(), Guard{WorkBits: 20, MailMinutes: 15}, h.Now))
	}
	g, err := FindGuard(h.Ctx, h.DB)
	h.Must(err)
	if g.WorkBits != 20 || g.MailMinutes != 15 || h.Count("audit_entries", "action = 'appointments.guard'") != 1 {
		t.Errorf("%+v", g)
	}
}
