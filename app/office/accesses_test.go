package office_test

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"approdo/app/web/webtest"
)

// met is an appointment of Tuesday whose person has come.
func (s *staffed) met(t *testing.T) *webtest.Page {
	t.Helper()
	return s.booked(t).Submit("/arrivo", nil).Follow().Want(200)
}

func link(p *webtest.Page, ending string) string {
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); strings.HasSuffix(href, ending) {
			return href
		}
	}
	return ""
}

// One press: from "Oggi" to the closed meeting without typing anything.
func TestAMeetingIsClosedWithOnePress(t *testing.T) {
	s := atTen(t)
	appointment := s.met(t)
	b := s.as(t, "qui")
	today := b.Get("/ufficio?giorno=2026-11-24").Want(200).Has("Da chiudere")
	panel := b.Get(link(today, "/chiusura")).Want(200).Has("Chiudi il colloquio", "Prova Esempio")
	if n := len(panel.All("input", "type", "radio", "name", "next")); n != 7 {
		t.Errorf("%d next times offered, want none and six", n)
	}
	done := panel.Submit("/chiusura", nil).Follow().Want(200).Has("Colloquio chiuso").HasNot("Da chiudere")
	if !strings.HasPrefix(done.Path, "/ufficio?") {
		t.Errorf("the operator is at %s", done.Path)
	}
	b.Get(appointment.Path).Has("Colloquio fatto", "Guarda la riga del registro")
	b.Get("/ufficio/accessi").Want(200).Has("Prova Esempio", "Risolto subito", "Con appuntamento")
}

func TestClosingFromTheQueueBooksTheNext(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	s.given(t, b, nil)
	p := b.Get("/ufficio/coda").Submit("/ufficio/coda/chiamata", nil).Follow().Submit("/inizio", nil).Follow()
	s.Now = s.Now.Add(12 * time.Minute)
	panel := b.Get(link(p, "/chiusura")).Want(200).Has("A1", "Anonimo")
	if got := webtest.Attr(panel.Find("input", "name", "minutes"), "value"); got != "12" {
		t.Errorf("measured %s minutes", got)
	}
	next := webtest.Attr(panel.Find("input", "id", "next-1"), "value")
	bad := panel.Submit("/chiusura", map[string]string{"next": next, "need": "Cerca un corso"}).Want(422).Has("Scrivi il nome e il cognome", "Cerca un corso")
	if webtest.Attr(bad.Find("input", "id", "next-1", "checked", ""), "value") != next {
		t.Error("the chosen time is lost")
	}
	bad.Submit("/chiusura", map[string]string{"name": "Finta Popescu", "outcome": "return"}).Follow().Want(200).Has("prossimo appuntamento prenotato")
	b.Get("/ufficio/agenda/elenco").Has("Finta Popescu")
	b.Get("/ufficio/accessi").Has("Deve tornare", "Finta Popescu")
}

// A meeting ended with the queue's own button waits for its row.
func TestAnEndedNumberWaitsForItsRow(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	s.given(t, b, nil)
	p := b.Get("/ufficio/coda").Submit("/ufficio/coda/chiamata", nil).Follow().Submit("/inizio", nil).Follow()
	s.Now = s.Now.Add(9 * time.Minute)
	p.Submit("/fine", nil).Want(303)
	s.Now = s.Now.Add(10 * time.Minute)
	register := b.Get("/ufficio/accessi").Want(200).Has("Numeri da chiudere", "A1")
	panel := b.Get(link(register, "/chiusura")).Want(200)
	if got := webtest.Attr(panel.Find("input", "name", "minutes"), "value"); got != "9" {
		t.Errorf("measured %s minutes", got)
	}
	panel.Submit("/chiusura", nil).Want(303)
	b.Get("/ufficio/accessi").HasNot("Numeri da chiudere").Has("Anonimo")
	s.as(t, "la").Get("/ufficio/accessi").Want(200).HasNot("Numeri da chiudere")
}

func TestTheSecondCloserSeesWhatTheFirstWrote(t *testing.T) {
	s := atTen(t)
	at := s.met(t).Path + "/chiusura"
	first, second := s.as(t, "qui").Get(at).Want(200), s.as(t, "coordina").Get(at).Want(200)
	first.Submit("/chiusura", map[string]string{"answer": "Iscritto al corso serale"}).Want(303)
	second.Submit("/chiusura", map[string]string{"answer": "Altro"}).Follow().Want(200).
		Has("Un'altra persona ha già chiuso", "Iscritto al corso serale", "Chiuso da Accoglienza")
	s.as(t, "coordina").Get(at).Follow().Has("Iscritto al corso serale")
	again := first.Submit("/chiusura", map[string]string{"answer": "Iscritto al corso serale"}) // a double click
	again.Follow().Has("Colloquio chiuso")
}

func TestARowInOneLine(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	p := b.Get("/ufficio/accessi").Want(200).Has("Nuovo contatto", "Nessun contatto")
	bad := p.Submit("/ufficio/accessi", map[string]string{"need": "Orari del corso", "minutes": "molti", "clock": "23:59"}).Want(422)
	bad.Has("Scrivi i minuti come numero", "Quest'ora deve ancora venire")
	if webtest.Attr(bad.Find("input", "id", "need"), "value") != "Orari del corso" {
		t.Error("what was typed is lost")
	}
	form := map[string]string{"need": "Orari del corso", "channel": "phone", "minutes": "3", "clock": "09:40"}
	p.Submit("/ufficio/accessi", form).Follow().Want(200).Has("Orari del corso", "Al telefono", "Anonimo")
	p.Submit("/ufficio/accessi", form).Follow()
	if n := strings.Count(b.Get("/ufficio/accessi").Text(), "Orari del corso"); n != 1 {
		t.Errorf("the row stands %d times", n)
	}
	b.Get("/ufficio/accessi?giorno=2026-11-30").Want(200).HasNot("Nuovo contatto")
	b.Get("/ufficio/accessi?giorno=ieri").Want(404)
	b.Get("/ufficio/accessi?dopo=x").Want(404)
	s.as(t, "nessuno").Get("/ufficio/accessi").Want(200).Has("Non sei assegnato")
}

func TestACorrectionShowsWhatStoodBefore(t *testing.T) {
	s := atTen(t)
	s.met(t)
	b := s.as(t, "qui")
	b.Get(link(b.Get("/ufficio?giorno=2026-11-24"), "/chiusura")).Submit("/chiusura", nil).Want(303)
	row := b.Get(rowPath(b.Get("/ufficio/accessi"))).Want(200).Has("CARTA 1, LEP A, PIEMONTE A.2", "Chiuso da Accoglienza")
	row.Submit(row.Path, map[string]string{"outcome": "referred"}).Want(422).Has("Scrivi perché correggi")
	row.Submit(row.Path, map[string]string{"outcome": "referred", "why": "Esito sbagliato"}).Follow().Want(200).
		Has("Inviato altrove", "Corretto da Accoglienza", "Esito sbagliato", "Com'era", "Risolto subito")
	row.Submit(row.Path, map[string]string{"outcome": "return", "why": "Altro motivo"}).Want(422).Has("un'altra persona ha corretto")
}

// rowPath is the address of the first row on the register's page.
func rowPath(p *webtest.Page) string {
	for _, a := range p.All("a") {
		href := webtest.Attr(a, "href")
		if rest, ok := strings.CutPrefix(href, "/ufficio/accessi/"); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return href
		}
	}
	return ""
}

// export posts the form of the register by hand.
func export(b *webtest.Browser, p *webtest.Page, desk int64, format string) *webtest.Page {
	return b.Post("/ufficio/accessi/esportazione", url.Values{
		"_csrf":     {webtest.Attr(p.Find("input", "name", "_csrf"), "value")},
		"sportello": {fmt.Sprint(desk)}, "from": {"2026-11-24"}, "to": {"2026-11-24"}, "format": {format},
	})
}

func TestTheRegisterLeavesAsAFile(t *testing.T) {
	s := atTen(t)
	b := s.as(t, "qui")
	p := b.Get("/ufficio/accessi")
	p.Submit("/ufficio/accessi", map[string]string{"need": `=HYPERLINK("http://example.com")`, "name": "Prova Persona", "minutes": "7", "clock": "09:40"}).Want(303)
	file := export(b, p, s.desk.ID, "csv").Want(200)
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.Body, "\uFEFF")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "2026-11-24 09:40" || rows[1][1] != "Prova Persona" || rows[1][6] != `'=HYPERLINK("http://example.com")` {
		t.Errorf("csv %q %v", rows, err)
	}
	book, err := excelize.OpenReader(strings.NewReader(export(b, p, s.desk.ID, "xlsx").Want(200).Body))
	if err != nil {
		t.Fatal(err)
	}
	if who, err := book.GetCellValue("Registro degli accessi", "B2"); err != nil || who != "Prova Persona" {
		t.Errorf("xlsx %q %v", who, err)
	}
	b.Get("/ufficio/accessi/stampa?sportello="+fmt.Sprint(s.desk.ID)+"&giorno=2026-11-24").Want(200).Has("Prova Persona", "Firma", "1 contatto")
	p.Submit("/ufficio/accessi", map[string]string{"need": "Ieri", "giorno": "2026-11-23", "key": "another-form-key-0001", "clock": "10:00"}).Want(303)
	days := p.Submit("/esportazione", map[string]string{"format": "print", "from": "2026-11-20"}).Want(200).Has("lunedì 23 novembre", "martedì 24 novembre")
	if n := len(days.All("section", "class", "sheet day-sheet register-sheet")); n != 2 {
		t.Errorf("%d sheets for two days", n)
	}
	s.as(t, "dati").Get("/ufficio/registro?azione=accesses.").Want(200).Has("accesses.csv", "accesses.xlsx", "accesses.print").HasNot("Prova Persona")
	p.Submit("/esportazione", map[string]string{"format": "csv", "to": "2027-11-24"}).Follow().Has("al massimo 92 giorni")
}

// Peer test 13 for the register: desk A neither reads nor takes away desk B by any id.
func TestTheRegisterOfAnotherDesk(t *testing.T) {
	s := atTen(t)
	appointment := s.met(t)
	own := s.as(t, "qui")
	own.Get("/ufficio/accessi").Submit("/ufficio/accessi", map[string]string{"need": "Segreto", "clock": "09:40"}).Want(303)
	row := rowPath(own.Get("/ufficio/accessi"))
	own.Get(row).Want(200).Has("Segreto")
	other := s.as(t, "la")
	mine := other.Get("/ufficio/accessi").Want(200).HasNot("Segreto")
	desk := fmt.Sprintf("?sportello=%d&giorno=2026-11-24", s.desk.ID)
	for _, path := range []string{row, "/ufficio/accessi" + desk, "/ufficio/accessi/stampa" + desk, "/ufficio/accessi/foglio" + desk, appointment.Path + "/chiusura"} {
		other.Get(path).Want(404)
	}
	export(other, mine, s.desk.ID, "csv").Want(404)
	export(other, mine, s.desk.ID, "xlsx").Want(404)
	for _, path := range []string{row, appointment.Path + "/chiusura"} {
		if got := s.post(other, path); got != 404 {
			t.Errorf("POST %s by another desk answered %d", path, got)
		}
	}
	mine.Submit("/ufficio/accessi", map[string]string{"sportello": fmt.Sprint(s.desk.ID)}).Want(404)
	s.as(t, "redazione").Get("/ufficio/accessi").Want(403)
	s.as(t, "admin").Get("/ufficio/accessi").Want(403)
}

// post sends only the token of the browser's own page.
func (s *staffed) post(b *webtest.Browser, path string) int {
	token := webtest.Attr(b.Get("/ufficio/accessi").Find("input", "name", "_csrf"), "value")
	return b.Post(path, url.Values{"_csrf": {token}, "key": {"a-key-of-sixteen-or-more"}, "version": {"0"}}).Status
}

func TestTheDayFromPaper(t *testing.T) {
	s := atTen(t)
	id := strings.TrimPrefix(s.booked(t).Path, "/ufficio/appuntamenti/")
	s.Now = tuesday.Add(10 * time.Hour)
	b := s.as(t, "qui")
	at := fmt.Sprintf("/ufficio/accessi/foglio?sportello=%d&giorno=2026-11-24", s.desk.ID)
	p := b.Get(at).Want(200).Has("Prova Esempio", "Da decidere")
	b.Get("/ufficio/accessi/foglio").Want(200).Has("Prova Esempio", "Da decidere")
	b.Get("/ufficio/accessi/foglio?giorno=domani").Want(404)
	form := map[string]string{"a" + id + "_result": "came", "a" + id + "_clock": "10:05", "w1_clock": "11:20", "w1_need": "Domanda sul permesso", "w2_name": "Prova Passante"}
	bad := p.Submit("/foglio", form).Want(422).Has("Scrivi l'ora del contatto")
	if webtest.Attr(bad.Find("input", "id", "w1_need"), "value") != "Domanda sul permesso" || bad.Find("a", "href", "#w2_clock") == nil {
		t.Error("what was typed is lost, or the wrong line is not named")
	}
	bad.Submit("/foglio", map[string]string{"w2_clock": "12:00"}).Follow().Want(200).Has("righe scritte 3", "Domanda sul permesso", "Prova Passante", "Scritto dopo", "10:05")
	bad.Submit("/foglio", map[string]string{"w2_clock": "12:00"}).Follow().Want(200).Has("righe scritte 3")
	if n := strings.Count(b.Get("/ufficio/accessi").Text(), "Scritto dopo"); n != 3 {
		t.Errorf("%d rows from paper, want 3", n)
	}
	b.Get(at).Has("Già scritto")
	b.Get(strings.Replace(at, "11-24", "12-24", 1)).Want(200).Has("deve ancora venire")
}
