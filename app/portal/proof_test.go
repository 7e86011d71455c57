package portal_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/web/webtest"
)

// asking is a portal that asks by mail before a booking is firm.
func asking(t *testing.T) *webtest.Site {
	t.Helper()
	s := informed(t)
	guard := appointments.Guard{WorkBits: 18, MailMinutes: 30}
	if err := appointments.SetGuard(t.Context(), s.Pools.Web, auth.Program("test"), guard, s.Now); err != nil {
		t.Fatal(err)
	}
	return s
}

// mailed is the address in the last mail that asked.
func mailed(t *testing.T, s *webtest.Site) string {
	t.Helper()
	var id int64
	if err := s.Pools.Web.NewRaw("SELECT subject_id FROM messages WHERE kind = 'appointments.proof' ORDER BY id DESC LIMIT 1").Scan(t.Context(), &id); err != nil {
		t.Fatal(err)
	}
	return "/prenota/conferma/" + s.Gate.Signer.Token(appointments.ProofPurpose, id)
}

func booked(t *testing.T, s *webtest.Site) int {
	t.Helper()
	n, err := s.Pools.Web.NewSelect().Table("appointments").Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func TestTheMailIsOpenedBeforeItCounts(t *testing.T) {
	s := asking(t)
	b := s.Browser(t)
	summary := upTo(t, b, "", "riepilogo")
	wait := summary.Submit("/conferma", nil).Follow().Want(200)
	wait.Has("guarda la tua posta", "prova@example.org", "Il posto è tenuto per te fino alle 10:30")
	// Double click and back button: the same page, no second mail.
	if again := summary.Submit("/conferma", nil).Follow().Want(200); again.Path != wait.Path {
		t.Errorf("pressed again it leads to %s", again.Path)
	}
	b.Get(summary.Path).Want(200).Submit("/conferma", nil).Follow().Want(200).Has("guarda la tua posta")
	if n := booked(t, s); n != 0 {
		t.Fatalf("%d appointments before the mail was opened", n)
	}
	// The mail is read on another device; a program that follows links changes nothing.
	link, phone := mailed(t, s), s.Browser(t)
	for range 3 {
		phone.Do(httptest.NewRequest(http.MethodHead, link, nil)).Want(200)
		phone.Get(link).Want(200)
	}
	if n := booked(t, s); n != 0 {
		t.Fatal("reading the link booked")
	}
	ask := phone.Get(link).Want(200).Has("Confermi l'appuntamento?", "P. E.").HasNot("Prova Esempio", "prova@example.org")
	done := ask.Submit(link, nil).Follow().Want(200).Has("AP-2026-")
	// Clicked twice, with a lost session, or on the first device: the same appointment.
	code := words(done.Find("p", "class", "confirm-code"))
	phone.Forget("approdo_visitor")
	ask.Submit(link, nil).Want(422).Submit(link, nil).Follow().Want(200).Has(code)
	for _, page := range []*webtest.Page{phone.Get(link), summary.Submit("/conferma", nil), b.Get(wait.Path)} {
		page.Want(http.StatusSeeOther).Follow().Want(200).Has(code)
	}
	if n := booked(t, s); n != 1 {
		t.Errorf("%d appointments, want 1", n)
	}
}

func TestTooLateTheTimeIsFreeAndThePersonIsTold(t *testing.T) {
	s := asking(t)
	summary := upTo(t, s.Browser(t), "", "riepilogo")
	wait := summary.Submit("/conferma", nil).Follow().Want(200)
	link, open := mailed(t, s), s.Browser(t)
	ask := open.Get(link).Want(200)
	s.Now = s.Now.Add(30 * time.Minute)
	late := s.Catalog.For("it").T("appointments.error.proof_late")
	ask.Submit(link, nil).Want(409).Has(late)
	again := open.Get(link).Want(200).Has("Il tempo per confermare è finito", late)
	if booked(t, s) != 0 {
		t.Fatal("a late click booked")
	}
	s.Browser(t).Get(wait.Path).Want(200).Has(late)
	// What was typed is still there: choose, confirm, open the second mail.
	times := s.Browser(t).Get(webtest.Attr(again.Find("a", "id", "times"), "href")).Want(200)
	second := times.Submit("/orario", map[string]string{"slot": firstSlot(t, times)}).Follow().Want(200).Has("Prova Esempio")
	second.Submit("/conferma", nil).Follow().Want(200).Has("guarda la tua posta")
	s.Browser(t).Get(link).Want(404)
	link = mailed(t, s)
	s.Browser(t).Get(link).Want(200).Submit(link, nil).Follow().Want(200).Has("AP-2026-")
}

func TestTheMailIsSentAgainAndTheAddressCorrected(t *testing.T) {
	s := asking(t)
	b := s.Browser(t)
	wait := upTo(t, b, "", "riepilogo").Submit("/conferma", nil).Follow().Want(200)
	for range appointments.MaxProofMails - 1 {
		wait = wait.Submit("/attesa", nil).Follow().Want(200).Has("mandato di nuovo")
	}
	wait.Submit("/attesa", nil).Want(409).Has("già mandato il messaggio tre volte")
	first := mailed(t, s)
	contact := b.Get(strings.Replace(wait.Path, "/attesa", "/richiedente", 1)).Want(200)
	contact.Submit("/richiedente", map[string]string{"email": "giusta@example.org"}).Follow().Want(200).
		Submit("/conferma", nil).Follow().Want(200).Has("giusta@example.org")
	s.Browser(t).Get(first).Want(404)
	link := mailed(t, s)
	s.Browser(t).Get(link).Want(200).Submit(link, nil).Follow().Want(200).Has("AP-2026-")
}

// Nobody is mailed without end, whoever asks for it.
func TestAnAddressIsNotFlooded(t *testing.T) {
	s := asking(t)
	for i := range 12 {
		b := visitor(t, s, "198.51.100."+string(rune('1'+i%9)))
		page := upTo(t, b, "", "riepilogo").Submit("/conferma", nil)
		if i < 10 {
			page.Want(http.StatusSeeOther)
		} else {
			page.Want(http.StatusTooManyRequests)
		}
		s.Now = s.Now.Add(time.Hour)
	}
}

func TestWhoLeavesAPhoneOrIsSignedInIsNotAsked(t *testing.T) {
	s := asking(t)
	p := upTo(t, s.Browser(t), "", "richiedente").Submit("/richiedente", map[string]string{"name": "Prova Esempio", "phone": "333 1234567"}).Follow()
	p.Submit("/conferma", nil).Follow().Want(200).Has("AP-2026-")
	b := s.Browser(t)
	in := auth.StartSession{Kind: auth.AreaSession, Email: "prova@example.org", Lang: "it"}
	cookie, _, err := s.Gate.Sessions.Start(t.Context(), s.Pools.Web, in, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	b.Headers["Cookie"] = "approdo=" + cookie
	upTo(t, b, "", "riepilogo").Submit("/conferma", nil).Follow().Want(200).Has("AP-2026-")
}
