package portal_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/appointments"
	"approdo/app/i18n"
	"approdo/app/web/webtest"
)

const slots = "/prenota/orario?ambito=accoglienza-e-ascolto&sportello=orientation-desk"

// upTo walks a browser through the flow to the named step and gives that page.
func upTo(t *testing.T, b *webtest.Browser, prefix, step string) *webtest.Page {
	t.Helper()
	p := b.Get(prefix + slots).Want(200)
	p = p.Submit("/prenota", map[string]string{"slot": firstSlot(t, p)}).Follow().Want(200)
	if step == "dettagli" {
		return p
	}
	p = p.Submit("/dettagli", map[string]string{"note": "Cerco lavoro", "lang": "ar", "mediator": "ar"}).Follow().Want(200)
	if step == "richiedente" {
		return p
	}
	return p.Submit("/richiedente", map[string]string{"name": "Prova Esempio", "email": "prova@example.org"}).Follow().Want(200)
}

func firstSlot(t *testing.T, p *webtest.Page) string {
	t.Helper()
	free := p.All("input", "type", "radio", "name", "slot")
	if len(free) == 0 {
		t.Fatalf("no free time on %s", p.Path)
	}
	return webtest.Attr(free[0], "value")
}

func TestBookingFromStartToEndInEveryLanguage(t *testing.T) {
	s := informed(t)
	for _, l := range i18n.Languages() {
		prefix := strings.TrimSuffix(i18n.Path(l.Tag, "/"), "/")
		loc := s.Catalog.For(l.Tag)
		b := s.Browser(t)
		b.Get(prefix+"/prenota").Want(200).Submit("/prenota/sportello", map[string]string{"ambito": "accoglienza-e-ascolto"}).Want(200).
			Submit("/prenota/orario", map[string]string{"sportello": "orientation-desk"}).Want(200)
		page := upTo(t, b, prefix, "riepilogo")
		page.Has("Prova Esempio", "prova@example.org", "Cerco lavoro")
		done := page.Submit("/conferma", nil).Follow().Want(200)
		done.Has(loc.T("booking.done.title"), "AP-2026-").HasNot("Prova Esempio")
		s.Now = s.Now.Add(time.Hour) // the next language's reader meets no cap of bookings of this one
		if _, err := s.Pools.Web.ExecContext(t.Context(), "UPDATE appointments SET cancelled_at = now(), cancelled_by = 'test', booked_at = booked_at - interval '1 day'"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMonthChangesTheTimesAlone(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	whole := b.Get(slots + "&mese=2026-12").Want(200)
	b.Headers["HX-Request"] = "true"
	part := b.Get(slots + "&mese=2026-12").Want(200)
	if part.Find("h1") != nil {
		t.Error("htmx asked for the times, it got the page")
	}
	inPage, alone := whole.Find("div", "id", "orari"), part.Find("div", "id", "orari")
	if inPage == nil || alone == nil || words(inPage) != words(alone) {
		t.Error("the part differs from the same part of the page")
	}
}

func TestNothingChosenSaysWhatToDoAndKeepsThePage(t *testing.T) {
	s := informed(t)
	p := s.Browser(t).Get(slots).Submit("/prenota", nil).Want(422)
	p.Has("Scegli un orario per andare avanti")
	p = upTo(t, s.Browser(t), "", "richiedente")
	p = p.Submit("/richiedente", map[string]string{"name": "A", "email": "non è un indirizzo"}).Want(422)
	name, mail := p.Find("input", "id", "name"), p.Find("input", "id", "email")
	if webtest.Attr(name, "aria-invalid") != "true" || webtest.Attr(mail, "value") != "non è un indirizzo" {
		t.Error("the form must come back with what was typed and what is wrong")
	}
	for _, id := range strings.Fields(webtest.Attr(mail, "aria-describedby")) {
		if p.Find("p", "id", id) == nil && p.Find("span", "id", id) == nil && p.Find("div", "id", id) == nil {
			t.Errorf("the e-mail is described by %q, which is not there", id)
		}
	}
	if p.Find("a", "href", "#email") == nil {
		t.Error("the summary must lead to the field")
	}
}

// Peer test 2: double click, back button, expired session on confirm → one appointment.
func TestOneAppointmentHoweverOftenConfirmed(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	page := upTo(t, b, "", "riepilogo")
	first := page.Submit("/conferma", nil).Follow().Want(200)
	second := page.Submit("/conferma", nil).Follow().Want(200)
	if words(first.Find("p", "class", "confirm-code")) != words(second.Find("p", "class", "confirm-code")) {
		t.Error("the second press made another appointment")
	}
	back := b.Get(page.Path).Want(303).Header.Get("Location")
	if !strings.HasSuffix(back, "/conferma") {
		t.Errorf("going back to the summary leads to %q", back)
	}
	b.Forget("approdo_visitor")
	page.Submit("/conferma", nil).Want(422).Submit("/conferma", nil).Follow().Want(200)
	n, err := s.Pools.Web.NewSelect().Table("appointments").Count(t.Context())
	if err != nil || n != 1 {
		t.Errorf("there are %d appointments (%v), want 1", n, err)
	}
}

// Peer test 1 through the screens: 50 people choose the same time; one gets it,
// the others get the next free times and a kind sentence, nobody an error page.
func TestFiftyPeopleOnOneTime(t *testing.T) {
	s := informed(t)
	const people = 50
	page := s.Browser(t).Get("/prenota/orario?ambito=accoglienza-e-ascolto&sportello=torre-civica-informativo").Want(200)
	wanted := firstSlot(t, page)
	var mu sync.Mutex
	won, lost := 0, 0
	var wg sync.WaitGroup
	for range people {
		b := s.Browser(t)
		form := b.Get("/prenota/orario?ambito=accoglienza-e-ascolto&sportello=torre-civica-informativo")
		wg.Go(func() {
			p := form.Submit("/prenota", map[string]string{"slot": wanted})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case p.Status == http.StatusSeeOther:
				won++
			case p.Status == http.StatusConflict && strings.Contains(p.Text(), s.Catalog.For("it").T("appointments.error.taken")):
				lost++
				if len(p.All("input", "name", "slot")) == 0 {
					t.Error("who lost gets no other times")
				}
			default:
				t.Errorf("status %d on a busy time", p.Status)
			}
		})
	}
	wg.Wait()
	if won != 1 || lost != people-1 {
		t.Errorf("%d won and %d were offered other times, want 1 and %d", won, lost, people-1)
	}
}

// Peer test 8: GET and HEAD on every address with a token change nothing.
func TestReadingALinkChangesNothing(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	done := upTo(t, b, "", "riepilogo").Submit("/conferma", nil).Follow().Want(200)
	link := manageLink(t, done)
	var before, after string
	state := `SELECT string_agg(t::text, '|') FROM (SELECT * FROM appointments ORDER BY id) AS t`
	if err := s.Pools.Web.NewRaw(state).Scan(t.Context(), &before); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, link + "/annullamento", link + "/spostamento", link + "/calendario.ics", done.Path} {
		s.Browser(t).Get(path).Want(200)
		s.Browser(t).Do(httptest.NewRequest(http.MethodHead, path, nil)).Want(200)
	}
	if err := s.Pools.Web.NewRaw(state).Scan(t.Context(), &after); err != nil || before != after {
		t.Errorf("reading links changed the appointments (%v):\n%s\n%s", err, before, after)
	}
}

// Peer test 16: the page behind a link shows initials, time and place only.
func TestLinkShowsOnlyInitials(t *testing.T) {
	s := informed(t)
	done := upTo(t, s.Browser(t), "", "riepilogo").Submit("/conferma", nil).Follow()
	link := manageLink(t, done)
	for _, path := range []string{link, link + "/annullamento", link + "/spostamento"} {
		p := s.Browser(t).Get(path).Want(200)
		p.Has("P. E.").HasNot("Prova", "Esempio", "prova@example.org", "Cerco lavoro")
	}
}

func TestPersonMovesAndCancels(t *testing.T) {
	s := informed(t)
	done := upTo(t, s.Browser(t), "", "riepilogo").Submit("/conferma", nil).Follow()
	link := manageLink(t, done)
	b := s.Browser(t)
	choose := b.Get(link + "/spostamento")
	free := choose.All("input", "type", "radio", "name", "slot")
	target := webtest.Attr(free[len(free)-1], "value")
	moved := choose.Submit("/spostamento", map[string]string{"slot": target}).Follow().Want(200)
	moved.Has("L'appuntamento è spostato")
	at, err := time.Parse(time.RFC3339, target)
	if err != nil {
		t.Fatal(err)
	}
	rome, _ := time.LoadLocation("Europe/Rome")
	moved.Has(s.Catalog.For("it").DateTime(at.In(rome)))
	gone := b.Get(link+"/annullamento").Submit("/annullamento", nil).Follow().Want(200)
	gone.Has("annullato")
	if gone.Find("a", "href", link+"/spostamento") != nil {
		t.Error("a cancelled appointment cannot move")
	}
	ics := s.Browser(t).Get(link + "/calendario.ics").Want(200)
	if !strings.Contains(ics.Body, "STATUS:CANCELLED") {
		t.Error("the calendar file must say cancelled")
	}
}

// Unknown, foreign and expired look the same.
func TestEveryWrongLinkLooksTheSame(t *testing.T) {
	s := informed(t)
	done := upTo(t, s.Browser(t), "", "riepilogo").Submit("/conferma", nil).Follow()
	link := manageLink(t, done)
	foreign := "/appuntamenti/" + s.Gate.Signer.Token(appointments.DraftPurpose, 1)
	unknown := "/appuntamenti/" + s.Gate.Signer.Token(appointments.TokenPurpose, 999999)
	broken := link[:len(link)-1]
	for _, path := range []string{foreign, unknown, broken, "/appuntamenti/x", "/prenota/x/dettagli"} {
		s.Browser(t).Get(path).Want(404).Has("Pagina non trovata")
	}
}

// A hold that ran out keeps everything typed: the time is taken again when it is
// still free, otherwise the person chooses another and goes on.
func TestExpiredHold(t *testing.T) {
	s := informed(t)
	s.Now = s.Now.Add(-24 * time.Hour) // far from the lead time
	page := upTo(t, s.Browser(t), "", "riepilogo")
	s.Now = s.Now.Add(20 * time.Minute)
	page.Submit("/conferma", nil).Follow().Want(200).Has("AP-2026-")

	late := upTo(t, s.Browser(t), "", "riepilogo")
	draft := late.Path[:strings.LastIndex(late.Path, "/")]
	wanted := chosen(t, s.Browser(t).Get(draft+"/orario"))
	s.Now = s.Now.Add(20 * time.Minute)
	other := s.Browser(t).Get(slots)
	if firstSlot(t, other) != wanted {
		t.Fatalf("the time %s should be free again", wanted)
	}
	other.Submit("/prenota", map[string]string{"slot": wanted}).Want(303)
	again := late.Submit("/conferma", nil).Want(409)
	again.Has(s.Catalog.For("it").T("appointments.error.taken"))
	summary := again.Submit("/orario", map[string]string{"slot": firstSlot(t, again)}).Follow().Want(200)
	summary.Has("Prova Esempio", "Cerco lavoro").Submit("/conferma", nil).Follow().Want(200)
}

func TestFormsAreLimited(t *testing.T) {
	s := informed(t)
	p := upTo(t, s.Browser(t), "", "dettagli")
	p = p.Submit("/dettagli", map[string]string{"note": strings.Repeat("à", 501)}).Want(422)
	if p.Find("a", "href", "#note") == nil {
		t.Error("the summary must name the note")
	}
	b := s.Browser(t)
	form := b.Get(slots)
	for range 130 {
		if form.Submit("/prenota", nil).Status == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("130 attempts in a row from one network were all answered")
}

func chosen(t *testing.T, p *webtest.Page) string {
	t.Helper()
	for _, n := range p.All("input", "name", "slot") {
		for _, a := range n.Attr {
			if a.Key == "checked" {
				return webtest.Attr(n, "value")
			}
		}
	}
	t.Fatalf("no time is chosen on %s", p.Path)
	return ""
}

func manageLink(t *testing.T, p *webtest.Page) string {
	t.Helper()
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); strings.Contains(href, "/appuntamenti/") && !strings.HasSuffix(href, ".ics") {
			u, err := url.Parse(href)
			if err != nil {
				t.Fatal(err)
			}
			return u.Path
		}
	}
	t.Fatalf("%s has no link to the appointment", p.Path)
	return ""
}
