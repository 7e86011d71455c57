package retention_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/office/officetest"
	"approdo/app/pages"
	"approdo/app/people"
	"approdo/app/personal"
	"approdo/app/privacy"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// archive is the office with people nobody saw for three years, and its officer.
type archive struct {
	*officetest.Office
	old []int64
}

func newArchive(t *testing.T, files int) *archive {
	t.Helper()
	s := &archive{Office: officetest.New(t, "2026-11-24 09:00")}
	h := s.Town
	desk := h.Demo().Desks[0].ID
	h.Must(pages.SeedDemo(h.Ctx, h.DB, h.Now))
	h.Actor("dpo", auth.Protection, desk)
	h.Actor("anna", auth.Specialist, desk)
	h.Actor("carla", auth.Coordinator, desk)
	for i := range files {
		id, err := people.Open(h.Ctx, h.DB, auth.Program("test"), desk, people.Form{Identity: people.Identity{Given: "Zuleika", Surname: fmt.Sprintf("Prova%d", i), Lang: "it"}}, h.Now.AddDate(-3, 0, 0))
		h.Must(err)
		s.old = append(s.old, id)
	}
	return s
}

func TestTheOfficerChangesHowLong(t *testing.T) {
	s := newArchive(t, 3)
	b := s.As(t, "dpo")
	b.Get("/ufficio/impostazioni").Want(200).Has("Conservazione dei dati")
	b.Get("/ufficio/conservazione").Want(200).Has("Scheda della persona", "24 mesi", "3 schede", "compito di interesse pubblico", "non c'era nulla da fare").HasNot("Zuleika")
	b.Get("/ufficio/conservazione/file?mesi=5").Want(422).Has("Scrivi un numero di mesi da 6 a 240")
	b.Get("/ufficio/conservazione/file?mesi=tre").Want(422).Has("Scrivi un numero di mesi")
	b.Get("/ufficio/conservazione/nulla").Want(404)
	p := b.Get("/ufficio/conservazione/file?mesi=48").Want(200).Has("Con 48 mesi", "Nulla", "Conferma 48 mesi")
	b.Get("/ufficio/conservazione").Want(200).Has("3 schede")
	csrf := webtest.Attr(p.Find("input", "name", "_csrf"), "value")
	b.Post("/ufficio/conservazione/file", url.Values{"_csrf": {csrf}, "mesi": {"0"}}).Want(422)
	b.Post("/ufficio/conservazione/file", url.Values{"_csrf": {csrf}, "mesi": {"48"}}).Follow().Want(200).Has("Durata salvata", "48 mesi").HasNot("3 schede")
	var n int
	s.Town.Must(s.Pools.Web.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'privacy.retention' AND actor = ?", fmt.Sprintf("user:%d", s.ID("dpo"))).Scan(t.Context(), &n))
	if n != 1 {
		t.Errorf("%d entries in the trail", n)
	}
	for _, name := range []string{"anna", "carla"} {
		for _, path := range []string{"", "/file", "/schede"} {
			s.As(t, name).Get("/ufficio/conservazione" + path).Want(403)
		}
		s.As(t, name).Get("/ufficio/trattamenti").Want(403)
	}
}

func TestTheOfficerStopsOneFile(t *testing.T) {
	s := newArchive(t, 53)
	b := s.As(t, "dpo")
	first := b.Get("/ufficio/conservazione/schede").Want(200).Has("Z. P.", "Parte la prossima mattina").HasNot("Zuleika")
	next := webtest.Attr(first.Find("a", "href", fmt.Sprintf("/ufficio/conservazione/schede?dopo=%d", s.old[49])), "href")
	b.Get(next).Want(200).Has(fmt.Sprint(s.old[52]))
	told, err := privacy.Announce(t.Context(), s.Pools.Web, false, s.Now, 2)
	s.Town.Must(err)
	if told != 2 {
		t.Fatalf("told %d", told)
	}
	b.Get("/ufficio/conservazione").Want(200).Has("2 persone avvisate")
	path := fmt.Sprintf("/ufficio/conservazione/schede/%d", s.old[0])
	form := b.Get(path).Want(200).Has("Nessun recapito a cui scrivere").HasNot("Zuleika")
	form.Submit(fmt.Sprintf("/schede/%d", s.old[0]), map[string]string{"reason": " "}).Want(422).Has("Scrivi perché la scheda resta")
	form.Submit(fmt.Sprintf("/schede/%d", s.old[0]), map[string]string{"reason": "Ha telefonato"}).Follow().Want(200).Has("La scheda resta")
	b.Get(path).Want(404)
	b.Get("/ufficio/conservazione/schede/x").Want(404)
	csrf := webtest.Attr(form.Find("input", "name", "_csrf"), "value")
	file := b.Post("/ufficio/conservazione/schede/esportazione", url.Values{"_csrf": {csrf}, "format": {"csv"}}).Want(200)
	if lines := strings.Count(file.Body, "\n"); lines != 53 || strings.Contains(file.Body, "Zuleika") {
		t.Errorf("%d lines in the file", lines)
	}
	b.Post("/ufficio/conservazione/schede/esportazione", url.Values{"_csrf": {csrf}, "format": {"exe"}}).Want(404)
}

func TestTheRegisterOfProcessing(t *testing.T) {
	s := newArchive(t, 0)
	b := s.As(t, "dpo")
	p := b.Get("/ufficio/trattamenti").Want(200).Has("Registro dei trattamenti", "Titolare", "Percorsi e servizi", "Anagrafica", "nascita e cittadinanza", "60 mesi dalla chiusura del percorso", "consenso della persona (art. 6.1.a)")
	b.Get("/ufficio/trattamenti/stampa").Want(200).Has("Articolo 30", "Misure di sicurezza")
	csrf := webtest.Attr(p.Find("input", "name", "_csrf"), "value")
	file := b.Post("/ufficio/trattamenti/esportazione", url.Values{"_csrf": {csrf}, "format": {"xlsx"}}).Want(200)
	x, err := excelize.OpenReader(strings.NewReader(file.Body))
	s.Town.Must(err)
	rows, err := x.GetRows(x.GetSheetName(0))
	s.Town.Must(err)
	if len(rows) != 1+len(personal.Purposes) || rows[0][0] != "Finalità" || !strings.Contains(rows[1][4], "Recapiti: recapiti e indirizzi") {
		t.Errorf("%d rows: %v", len(rows), rows[1])
	}
	csv := b.Post("/ufficio/trattamenti/esportazione", url.Values{"_csrf": {csrf}, "format": {"csv"}}).Want(200)
	if !strings.Contains(csv.Body, "Messaggi inviati") {
		t.Error("the file lacks a purpose")
	}
	if printed := b.Get("/ufficio/trattamenti/pdf"); printed.Status == 200 && !strings.HasPrefix(printed.Body, "%PDF") {
		t.Error("no PDF")
	}
}
