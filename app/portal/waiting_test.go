package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/services"
	list "approdo/app/waiting"
	"approdo/app/web/webtest"
)

const waitForm = "/lista-attesa?ambito=accoglienza-e-ascolto&sportello=orientation-desk"

// full books every time of the next week at the Orientation Desk and gives one of them.
func full(t *testing.T, s *webtest.Site) *appointments.Appointment {
	t.Helper()
	ctx := t.Context()
	desk, err := desks.FindBySlug(ctx, s.Pools.Web, "orientation-desk")
	if err != nil {
		t.Fatal(err)
	}
	area, err := services.FindBySlug(ctx, s.Pools.Web, "accoglienza-e-ascolto")
	if err != nil {
		t.Fatal(err)
	}
	var last *appointments.Appointment
	q := appointments.Query{DeskID: desk.ID, AreaID: area.ID, ForStaff: true, To: desks.DateOf(s.Now).AddDays(7)}
	for range 2 {
		slots, err := appointments.FreeSlots(ctx, s.Pools.Web, q, s.Now)
		if err != nil {
			t.Fatal(err)
		}
		for _, slot := range slots {
			last, err = appointments.BookForSomebody(ctx, s.Pools.Web, auth.Program("test"), appointments.StaffBooking{
				Key: "full-desk-" + slot.Start.Format("0102150405") + "-" + string('0'+byte(len(slot.Operators))), DeskID: desk.ID, AreaID: area.ID, Start: slot.Start,
				Channel: appointments.AtDesk, Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: "Prova Piena"},
			}, s.Now)
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return last
}

// joined puts somebody into the list through the page and gives their own page.
func joined(t *testing.T, b *webtest.Browser, prefix string) *webtest.Page {
	t.Helper()
	return b.Get(prefix+waitForm).Want(200).
		Submit("/lista-attesa", map[string]string{"name": "Prova Attesa", "email": "attesa" + strings.Trim(prefix, "/") + "@example.org", "until": "2026-12-01"}).Follow().Want(200)
}

// offered gives the address of the offer that is made when the appointment is cancelled.
func offered(t *testing.T, s *webtest.Site, a *appointments.Appointment) string {
	t.Helper()
	if err := appointments.Cancel(t.Context(), s.Pools.Web, auth.Program("test"), a.ID, "", s.Now); err != nil {
		t.Fatal(err)
	}
	if err := list.Sweep(t.Context(), s.Pools.Web, false, s.Now); err != nil {
		t.Fatal(err)
	}
	return "/proposte/" + s.Gate.Signer.Token(list.OfferPurpose, one[int64](t, s, "SELECT max(id) FROM waiting_offers"))
}

func TestWaitingFromTheTimesToTheAppointment(t *testing.T) {
	s := informed(t)
	l := s.Catalog.For("it")
	a := full(t, s)
	b := s.Browser(t)
	times := b.Get(slots).Want(200).Has(l.T("waiting.link"))
	if link := times.Find("a", "href", waitForm); link == nil {
		t.Fatal("the times do not lead to the list")
	}
	p := joined(t, b, "").Has(l.T("waiting.show.live"), "P. A.").HasNot("Prova Attesa", "attesa@example.org")
	entry := p.Path
	link := offered(t, s, a)
	s.Browser(t).Get(entry).Want(200).Has(l.T("waiting.offer.title"))
	offer := s.Browser(t).Get(link).Want(200).Has("P. A.", l.Time(a.Start()), l.T("waiting.offer.stay")).HasNot("Prova Attesa", "attesa@example.org", "Accoglienza")
	done := offer.Submit("/accettazione", nil).Follow().Want(200).Has(l.T("waiting.offer.accepted"), l.T("appointment.title"))
	if !strings.HasPrefix(done.Path, "/appuntamenti/") {
		t.Errorf("accepted leads to %s", done.Path)
	}
	offer.Submit("/accettazione", nil).Follow().Want(200).Has(l.T("appointment.title")) // a second press
	offer.Submit("/rifiuto", nil).Want(http.StatusConflict)
	s.Browser(t).Get(entry).Want(200).Has(l.T("waiting.outcome.accepted"))
	if n := one[int](t, s, "SELECT count(*) FROM appointments WHERE email = 'attesa@example.org' AND channel = 'online'"); n != 1 {
		t.Errorf("%d appointments", n)
	}
}

// Peer test 8 for the list: GET and HEAD change nothing; a scanner that opens every
// link accepts, declines and leaves nothing.
func TestOpeningTheLinksOfTheListChangesNothing(t *testing.T) {
	s := informed(t)
	a := full(t, s)
	entry := joined(t, s.Browser(t), "").Path
	offer := offered(t, s, a)
	before := one[string](t, s, listState)
	for _, path := range []string{entry, entry + "/modifica", entry + "/uscita", entry + "/disiscrizione", offer, offer + "/accettazione", offer + "/rifiuto"} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			req, err := http.NewRequest(method, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.Browser(t).Do(req); got.Status != 200 && got.Status != 404 && got.Status != 405 {
				t.Errorf("%s %s: %d", method, path, got.Status)
			}
		}
	}
	if after := one[string](t, s, listState); after != before {
		t.Errorf("before %s, after %s", before, after)
	}
}

const listState = `SELECT (SELECT string_agg(e::text, ' ') FROM waiting_entries e) || (SELECT string_agg(o::text, ' ') FROM waiting_offers o)
	|| (SELECT count(*) FROM appointments) || (SELECT string_agg(d::text, ' ') FROM booking_drafts d)`

func TestDecliningKeepsThePlaceInTheLine(t *testing.T) {
	s := informed(t)
	l := s.Catalog.For("it")
	a := full(t, s)
	entry := joined(t, s.Browser(t), "").Path
	link := offered(t, s, a)
	s.Browser(t).Get(link).Submit("/rifiuto", nil).Follow().Want(200).Has(l.T("waiting.offer.declined"))
	s.Browser(t).Get(entry).Want(200).Has(l.T("waiting.show.live"))
	s.Now = s.Now.Add(24 * time.Hour)
	s.Browser(t).Get(link).Want(200).HasNot(l.T("waiting.offer.accept"))
}

func TestTooLateSaysSoKindly(t *testing.T) {
	s := informed(t)
	l := s.Catalog.For("it")
	a := full(t, s)
	joined(t, s.Browser(t), "")
	page := s.Browser(t).Get(offered(t, s, a)).Want(200)
	s.Now = s.Now.Add(list.DefaultHold)
	page.Submit("/accettazione", nil).Want(http.StatusConflict).Has(l.T("waiting.error.gone")).HasNot(l.T("waiting.offer.accept"))
}

func TestChangingAndLeavingTheList(t *testing.T) {
	s := informed(t)
	l := s.Catalog.For("it")
	full(t, s)
	b := s.Browser(t)
	p := joined(t, b, "")
	edit := b.Get(p.Path + "/modifica").Want(200)
	edit.Submit("/modifica", map[string]string{"until": "2026-01-01"}).Want(422).Has(l.T("waiting.error.until"))
	form := url.Values{"days": {"2", "4"}, "parts": {"1"}, "until": {"2026-12-24"}, "_csrf": {webtest.Attr(edit.Find("input", "name", "_csrf"), "value")}}
	b.Post(p.Path+"/modifica", form).Follow().Want(200).Has("martedì · giovedì", l.T("booking.search.part.morning"), "24 dicembre 2026")
	form["days"] = []string{"9"}
	b.Post(p.Path+"/modifica", form).Want(422).Has(l.T("waiting.error.choice"))
	leave := b.Get(p.Path + "/uscita").Want(200)
	leave.Submit("/uscita", nil).Follow().Want(200).Has(l.T("waiting.outcome.left"))
	b.Get(p.Path + "/uscita").Want(303)
}

// The button of a mail program has neither session nor form: the token is enough, and
// only on this one address.
func TestMailProgramsLeaveTheListByOneClick(t *testing.T) {
	s := informed(t)
	full(t, s)
	entry := joined(t, s.Browser(t), "").Path
	post := func(path string) *webtest.Page {
		req, err := http.NewRequest(http.MethodPost, path, strings.NewReader("List-Unsubscribe=One-Click"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return s.Browser(t).Do(req)
	}
	post(entry + "/uscita").Want(422) // asks for the form once more
	post(entry[:len(entry)-3] + "xxx/disiscrizione").Want(404)
	if n := one[int](t, s, "SELECT count(*) FROM waiting_entries WHERE ended_at IS NULL"); n != 1 {
		t.Fatalf("%d in the list", n)
	}
	post(entry + "/disiscrizione").Want(204)
	post(entry + "/disiscrizione").Want(204)
	if got := one[string](t, s, "SELECT outcome FROM waiting_entries"); got != "left" {
		t.Errorf("outcome %q", got)
	}
}

func TestTheFormKeepsWhatWasTyped(t *testing.T) {
	s := informed(t)
	l := s.Catalog.For("it")
	full(t, s)
	b := s.Browser(t)
	p := b.Get(waitForm).Want(200).Has(l.T("waiting.new.how"))
	again := p.Submit("/lista-attesa", map[string]string{"name": "Prova Attesa", "email": "x", "sportello": ""}).Want(422)
	if webtest.Attr(again.Find("input", "id", "name"), "value") != "Prova Attesa" || again.Find("a", "href", "#email") == nil {
		t.Error("the form must come back with what was typed and lead to what is wrong")
	}
	again.Submit("/lista-attesa", map[string]string{"phone": "333 123 4567", "email": ""}).Want(422).Has(l.T("waiting.error.reach"))
	again.Submit("/lista-attesa", map[string]string{"email": "attesa@example.org"}).Follow().Want(200).Has(l.T("waiting.anydesk"))
	again.Submit("/lista-attesa", map[string]string{"email": "attesa@example.org"}).Follow().Want(200)
	if n := one[int](t, s, "SELECT count(*) FROM waiting_entries"); n != 1 {
		t.Errorf("%d entries of one form", n)
	}
	b.Get("/lista-attesa").Want(303)
	b.Get("/lista-attesa?ambito=niente&sportello=orientation-desk").Want(404)
	b.Get("/lista-attesa/falso").Want(404)
	b.Get("/proposte/falso").Want(404)
}

func TestTheListInEveryLanguage(t *testing.T) {
	s := informed(t)
	a := full(t, s)
	for _, lang := range i18n.Languages() {
		l, prefix := s.Catalog.For(lang.Tag), strings.TrimSuffix(i18n.Path(lang.Tag, "/"), "/")
		b := s.Browser(t)
		b.Get(prefix + slots).Want(200).Has(l.T("waiting.link.text"))
		p := joined(t, b, prefix).Has(l.T("waiting.show.live"))
		b.Get(p.Path + "/uscita").Want(200).Has(l.T("waiting.leave.lead"))
		if lang.Tag == "ur" {
			b.Get("/ur" + offered(t, s, a)).Want(200).Has(l.T("waiting.offer.accept"))
			return
		}
		b.Get(p.Path+"/uscita").Submit("/uscita", nil).Follow().Want(200).Has(l.T("waiting.outcome.left"))
	}
}
