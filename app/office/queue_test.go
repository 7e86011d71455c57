package office_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"approdo/app/desks"
	"approdo/app/web/webtest"
)

// atTen is the office at ten on Tuesday, with the desk open.
func atTen(t *testing.T) *staffed {
	t.Helper()
	s := newOffice(t)
	s.Now = tuesday.Add(time.Hour)
	return s
}

// given gives a walk-in number through reception's form and opens the ticket.
func (s *staffed) given(t *testing.T, b *webtest.Browser, changes map[string]string) *webtest.Page {
	t.Helper()
	p := b.Get(fmt.Sprintf("/ufficio/coda/nuovo?sportello=%d", s.desk.ID)).Want(200)
	form := map[string]string{"area": webtest.Attr(p.Find("input", "type", "radio", "name", "area"), "value")}
	for name, value := range changes {
		form[name] = value
	}
	return p.Submit("/ufficio/coda", form).Follow().Want(200)
}

func TestFromReceptionToTheEndOfTheMeeting(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	b.Get("/ufficio/coda").Want(200).Has("Non aspetta nessuno")
	ticket := s.given(t, b, map[string]string{"lang": "ar"}).Has("A1")
	paper := ticket.Find("article", "lang", "ar", "dir", "rtl")
	if paper == nil || ticket.Find("img", "width", "200") == nil {
		t.Fatal("the ticket is printed in the person's language, with its code")
	}
	p := b.Get("/ufficio/coda").Want(200).Has("A1", "Ordine di arrivo", "attesa prevista")
	p = p.Submit("/ufficio/coda/chiamata", nil).Follow().Want(200).Has("Chiamato")
	p = p.Submit("/richiamo", nil).Follow().Has("Numero richiamato", "2 chiamate")
	p = p.Submit("/inizio", nil).Follow().Has("A colloquio")
	p.Submit("/fine", nil).Follow().Has("Colloquio finito", "Chiama il prossimo")
}

func TestNobodyToCallIsSaidOnTheSamePage(t *testing.T) {
	s := atTen(t)
	s.as(t, "qui").Get("/ufficio/coda").Submit("/ufficio/coda/chiamata", nil).Follow().Want(200).Has("Non c'è nessuno che puoi chiamare")
}

func TestParkMissReturnForwardLeave(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	s.given(t, b, nil)
	p := b.Get("/ufficio/coda").Submit("/pausa", nil).Follow().Has("In pausa", "il posto resta suo")
	p = p.Submit("/rientro", nil).Follow().Has("Di nuovo in coda")
	p = p.Submit("/ufficio/coda/chiamata", nil).Follow()
	p = p.Submit("/assenza", nil).Follow().Has("Segnato come assente")
	s.Now = s.Now.Add(time.Minute)
	p = p.Submit("/rientro", nil).Follow().Has("Rientrato")
	operators, err := desks.Operators(t.Context(), s.Pools.Web, s.desk.ID)
	if err != nil || len(operators) < 2 {
		t.Fatalf("operators %v %v", operators, err)
	}
	ticket := b.Get(ticketPath(p)).Want(200)
	ticket.Submit("/inoltro", map[string]string{"a": "999999"}).Want(422).Has("Scegli un operatore di questo sportello")
	ticket.Submit("/inoltro", map[string]string{"a": fmt.Sprint(operators[1].ID)}).Follow().Has("Inoltrato")
	other := fmt.Sprintf("/ufficio/coda?sportello=%d&operatore=%d", s.desk.ID, operators[1].ID)
	p = b.Get(other).Submit("/ufficio/coda/chiamata", nil).Follow().Has("Chiamato")
	ticket = b.Get(ticketPath(p))
	ticket.Submit(ticketPath(p)+"/uscita", nil).Follow().Has("Uscito dalla coda")
}

// ticketPath is the address of the first ticket on the operator's page.
func ticketPath(p *webtest.Page) string {
	for _, a := range p.All("a") {
		href := webtest.Attr(a, "href")
		if rest, ok := strings.CutPrefix(href, "/ufficio/coda/"); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return href
		}
	}
	return ""
}

// An appointment of today: arrived and in line with one press, received with the
// beginning of the meeting, one number however often pressed.
func TestAnAppointmentTakesItsNumber(t *testing.T) {
	s := atTen(t)
	appointment := s.booked(t)
	b := s.as(t, "qui")
	b.Get("/ufficio/coda/nuovo").Want(200).Has("Prova Esempio")
	first := appointment.Submit("/numero", nil).Want(303).Header.Get("Location")
	second := appointment.Submit("/numero", nil).Want(303).Header.Get("Location")
	if first != second {
		t.Errorf("two numbers: %s and %s", first, second)
	}
	b.Get(appointment.Path).Has("Arrivato")
	b.Get("/ufficio/coda/nuovo").Has("Nessun appuntamento da accogliere")
	b.Get(first).Want(200).HasNot("Prova Esempio")
	for _, o := range b.Get("/ufficio/coda").All("option") {
		p := b.Get(fmt.Sprintf("/ufficio/coda?sportello=%d&operatore=%s", s.desk.ID, webtest.Attr(o, "value")))
		if p.Status != 200 {
			continue
		}
		p = p.Submit("/ufficio/coda/chiamata", nil).Follow()
		if strings.Contains(p.Text(), "Inizia il colloquio") {
			p.Submit("/inizio", nil).Follow().Has("A colloquio")
			break
		}
	}
	b.Get(appointment.Path).Has("Colloquio fatto")
}

func TestOneNumberHoweverOftenSent(t *testing.T) {
	s := atTen(t)
	p := s.as(t, "qui").Get("/ufficio/coda/nuovo")
	form := map[string]string{"area": webtest.Attr(p.Find("input", "type", "radio", "name", "area"), "value")}
	first := p.Submit("/ufficio/coda", form).Want(303).Header.Get("Location")
	if second := p.Submit("/ufficio/coda", form).Want(303).Header.Get("Location"); first != second {
		t.Errorf("two presses gave %s and %s", first, second)
	}
	p.Submit("/ufficio/coda", map[string]string{"area": ""}).Want(422).Has("Scegli di cosa hai bisogno")
}

func TestTheListAloneIsTheListOfThePage(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	s.given(t, b, nil)
	whole := b.Get("/ufficio/coda").Want(200)
	poll := webtest.Attr(whole.Find("div", "id", "queue"), "data-hx-get")
	b.Headers["HX-Request"] = "true"
	part := b.Get(poll).Want(200)
	if part.Find("h1") != nil {
		t.Error("htmx asked for the list, it got the page")
	}
	if a, b := drawn(whole.Find("div", "id", "queue")), drawn(part.Find("div", "id", "queue")); a == "" || a != b {
		t.Errorf("the part differs from the page's:\n%s\n%s", a, b)
	}
}

// drawn is an element as text, without the form tokens that differ each time.
func drawn(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		b.WriteString(n.Data + webtest.Attr(n, "id") + webtest.Attr(n, "action"))
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return b.String()
}

func TestQueueSettings(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	p := b.Get("/ufficio/coda/impostazioni").Want(200)
	p.Submit("/ufficio/coda/impostazioni", map[string]string{"priority": "molti"}).Want(422).Has("Scrivi un numero di minuti da 0 a 480")
	before := screen(p, "/tabellone/")
	p = p.Submit("/ufficio/coda/impostazioni", map[string]string{"priority": "30"}).Follow().Has("Regole salvate")
	b.Get("/ufficio/coda").Has("La precedenza vale 30 minuti")
	p = p.Submit("/indirizzi", nil).Follow().Has("Indirizzi rinnovati")
	if after := screen(p, "/tabellone/"); before == "" || after == before {
		t.Errorf("the display's address is still %s", after)
	}
}

// screen is the address of a link that holds a path.
func screen(p *webtest.Page, path string) string {
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); strings.Contains(href, path) {
			return href
		}
	}
	return ""
}

// Peer test 13 for the queue: desk A neither sees nor changes desk B by any id.
func TestOtherDesksQueuesDoNotExist(t *testing.T) {
	s := atTen(t)
	link := s.given(t, s.as(t, "qui"), nil).Path
	b := s.as(t, "la")
	b.Get(link).Want(404)
	b.Get(fmt.Sprintf("/ufficio/coda?sportello=%d", s.desk.ID)).Want(404)
	b.Get(fmt.Sprintf("/ufficio/coda/impostazioni?sportello=%d", s.desk.ID)).Want(404)
	own := b.Get("/ufficio/coda").Want(200)
	token := webtest.Attr(own.Find("input", "name", "_csrf"), "value")
	for _, verb := range []string{"chiamata", "richiamo", "inizio", "fine", "pausa", "assenza", "rientro", "uscita", "inoltro"} {
		b.Post(link+"/"+verb, map[string][]string{"_csrf": {token}}).Want(404)
	}
	form := map[string][]string{"_csrf": {token}, "sportello": {fmt.Sprint(s.desk.ID)}}
	b.Post("/ufficio/coda/chiamata", form).Want(404)
	b.Post("/ufficio/coda/impostazioni", form).Want(404)
	b.Post("/ufficio/coda/impostazioni/indirizzi", form).Want(404)
}
