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

// square is the item of a day of the month on the page.
func square(t *testing.T, p *webtest.Page, day string) (item *html.Node, text string) {
	t.Helper()
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); strings.HasPrefix(href, "/ufficio?") && strings.Contains(href, "giorno="+day) {
			var b strings.Builder
			for n := range a.Parent.Descendants() {
				if n.Type == html.TextNode {
					b.WriteString(n.Data + " ")
				}
			}
			return a.Parent, strings.Join(strings.Fields(b.String()), " ")
		}
	}
	t.Fatalf("%s has no link to the day %s", p.Path, day)
	return nil, ""
}

func TestMonthOfADesk(t *testing.T) {
	s := newOffice(t)
	s.booked(t)
	b := s.as(t, "qui")
	p := b.Get("/ufficio/agenda/mese").Want(200).Has("Mese", "novembre 2026")
	if n := len(p.All("ol", "class", "month-grid")); n != 1 {
		t.Fatalf("%d months", n)
	}
	first, _ := square(t, p, "2026-11-01")
	if class := webtest.Attr(first, "class"); !strings.Contains(class, "starts-7") {
		t.Errorf("the first of November 2026 is a Sunday, not %q", class)
	}
	square(t, p, "2026-11-30")
	today, text := square(t, p, "2026-11-24")
	if !strings.Contains(webtest.Attr(today, "class"), "is-today") || webtest.Attr(today.FirstChild.NextSibling, "aria-current") != "date" {
		t.Error("today is not marked")
	}
	// Two operators from half past nine to one, one meeting of half an hour.
	for _, words := range []string{"Martedì 24", "09:30–13:00", "1 appuntamento", "libere 6:30 ore"} {
		if !strings.Contains(text, words) {
			t.Errorf("the 24th says %q, not %q", text, words)
		}
	}
	if _, past := square(t, p, "2026-11-03"); strings.Contains(past, "libere") {
		t.Errorf("a day gone by offers time: %s", past)
	}
	next := b.Get("/ufficio/agenda/mese?mese=2026-12").Want(200).Has("dicembre 2026")
	if _, holiday := square(t, next, "2026-12-08"); !strings.Contains(holiday, "Festivo") {
		t.Errorf("the 8th of December: %s", holiday)
	}
	leap := b.Get("/ufficio/agenda/mese?mese=2028-02").Want(200).Has("febbraio 2028")
	if _, text := square(t, leap, "2028-02-29"); !strings.Contains(text, "Martedì 29") {
		t.Errorf("29 February 2028: %s", text)
	}
	for _, wrong := range []string{"boh", "2026-13", "2026-11-01", "0001-01"} {
		b.Get("/ufficio/agenda/mese?mese=" + wrong).Want(404)
	}
	s.as(t, "la").Get(fmt.Sprintf("/ufficio/agenda/mese?sportello=%d", s.desk.ID)).Want(404)
	if _, other := square(t, s.as(t, "la").Get("/ufficio/agenda/mese"), "2026-11-24"); strings.Contains(other, "appuntament") {
		t.Errorf("another desk's month counts %s", other)
	}
	s.as(t, "nessuno").Get("/ufficio/agenda/mese").Want(200).Has("Non sei assegnato")
}

// An operator's month counts only theirs, and what the operator does elsewhere takes
// the time away.
func TestMonthOfAnOperator(t *testing.T) {
	s := newOffice(t)
	s.booked(t)
	b := s.as(t, "qui")
	busy := 0
	for _, o := range operatorsOf(t, s) {
		_, text := square(t, b.Get(fmt.Sprintf("/ufficio/agenda/mese?operatore=%d", o.ID)).Want(200), "2026-11-24")
		if strings.Contains(text, "1 appuntamento") {
			busy++
			if !strings.Contains(text, "libere 3:00 ore") {
				t.Errorf("whoever is booked: %s", text)
			}
		} else if !strings.Contains(text, "libere 3:30 ore") {
			t.Errorf("the other one: %s", text)
		}
	}
	if busy != 1 {
		t.Errorf("%d operators have the appointment", busy)
	}
	s.Now = s.Now.Add(4*time.Hour - time.Minute) // one minute before the desk closes
	if _, text := square(t, s.as(t, "qui").Get("/ufficio/agenda/mese"), "2026-11-24"); !strings.Contains(text, "tutto occupato") {
		t.Errorf("at the end of the day: %s", text)
	}
}

func operatorsOf(t *testing.T, s *staffed) []desks.Operator {
	t.Helper()
	list, err := desks.Operators(t.Context(), s.Pools.Web, s.desk.ID)
	if err != nil || len(list) != 2 {
		t.Fatalf("operators %v %v", list, err)
	}
	return list
}

func TestReportOfTheQueue(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	s.given(t, b, nil)
	b.Get("/ufficio/coda").Submit("/ufficio/coda/chiamata", nil).Follow()
	s.Now = s.Now.Add(12 * time.Minute)
	p := b.Get("/ufficio/coda").Submit("/inizio", nil).Follow()
	s.Now = s.Now.Add(20 * time.Minute)
	p.Submit("/fine", nil).Follow()
	b.Get("/ufficio/coda/rapporto").Want(200).Has("nessuno ha preso un numero", "Come si contano")
	today := b.Get("/ufficio/coda/rapporto?from=2026-11-24&to=2026-11-24").Want(200).Has("Il periodo arriva a oggi")
	s.Now = s.Now.Add(24 * time.Hour)
	b = s.as(t, "qui") // the session of yesterday is over
	p = b.Get("/ufficio/coda").Want(200)
	p = b.Get(webtest.Attr(p.Find("a", "href", fmt.Sprintf("/ufficio/coda/rapporto?sportello=%d", s.desk.ID)), "href")).Want(200)
	p.Has("Martedì", "10:00–10:59", "12 · 12 min", "20 · 20 min", "Definizione versione 1").HasNot("Il periodo arriva a oggi")
	if n := len(p.All("table")); n != 4 || len(today.All("table")) != 4 {
		t.Errorf("%d tables", n)
	}
	csv := fmt.Sprintf("/ufficio/coda/rapporto.csv?from=2026-10-28&sportello=%d&to=2026-11-24", s.desk.ID)
	if p.Find("a", "href", csv) == nil {
		t.Error("the page does not lead to its file")
	}
	file := b.Get(csv).Want(200)
	if file.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(file.Header.Get("Content-Disposition"), "coda-2026-10-28-2026-11-24.csv") {
		t.Errorf("headers %v", file.Header)
	}
	for _, line := range []string{"\ufeffRaggruppamento;Voce;", "Totale;;1;1;0;0;1;720;720;1;1200;1200;0;;;1\r\n", "Per ora di arrivo;10:00–10:59;1;1;0;0;1;720;720"} {
		if !strings.Contains(file.Body, line) {
			t.Errorf("the file lacks %q:\n%s", line, file.Body)
		}
	}
	b.Get("/ufficio/coda/rapporto?from=2026-11-24&to=2026-11-23").Want(422).Has("finisce prima di cominciare")
	b.Get("/ufficio/coda/rapporto?from=2020-01-01&to=2026-11-23").Want(422).Has("al massimo 366 giorni")
	b.Get("/ufficio/coda/rapporto.csv?from=2026-11-24&to=2026-11-23").Want(404)
	b.Get("/ufficio/coda/rapporto?from=ieri").Want(404)
	other := s.as(t, "la")
	other.Get(fmt.Sprintf("/ufficio/coda/rapporto?sportello=%d", s.desk.ID)).Want(404)
	other.Get(fmt.Sprintf("/ufficio/coda/rapporto.csv?sportello=%d", s.desk.ID)).Want(404)
	other.Get("/ufficio/coda/rapporto").Want(200).Has("nessuno ha preso un numero")
}

// Who is booked and not here yet lengthens the wait of who walks in.
func TestTheWaitCountsWhoIsBooked(t *testing.T) {
	s := newOffice(t)
	s.Now = tuesday.Add(25 * time.Minute) // 9:25, both operators free
	b := s.as(t, "qui")
	wait := func() string {
		_, after, found := strings.Cut(b.Get("/ufficio/coda").Want(200).Text(), "attesa prevista")
		if !found {
			t.Fatal("no estimate")
		}
		return strings.Join(strings.Fields(after)[:4], " ")
	}
	s.given(t, b, nil)
	before := wait()
	for range 2 {
		s.booked(t)
	}
	if after := wait(); after == before {
		t.Errorf("two people are booked at half past nine and the wait is still %q", after)
	}
}
