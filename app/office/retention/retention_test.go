package retention_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/office"
	"approdo/app/pages"
	"approdo/app/people"
	"approdo/app/privacy"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// archive is the office with people nobody saw for three years, and its officer.
type archive struct {
	*webtest.Site
	ids map[string]int64
	old []int64
}

func newArchive(t *testing.T, files int) *archive {
	t.Helper()
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	s := &archive{Site: webtest.New(t, now, webtest.Menus{Office: office.Menu()})}
	ctx, db := t.Context(), s.Pools.Web
	must(t, services.LoadAreas(ctx, db))
	demo, err := desks.SeedDemo(ctx, db, now)
	must(t, err)
	must(t, pages.SeedDemo(ctx, db, now))
	var users []auth.DemoUser
	for name, role := range map[string]auth.Role{"dpo": auth.Protection, "anna": auth.Specialist, "carla": auth.Coordinator} {
		users = append(users, auth.DemoUser{Email: name + "@demo.example", Name: name, Lang: "it", Roles: []auth.Role{role}, DeskIDs: []int64{demo.Desks[0].ID}})
	}
	s.ids, err = auth.SeedDemo(ctx, db, users, "una frase molto lunga", now)
	must(t, err)
	office.Register(s.Web, s.Pools, s.Gate)
	for i := range files {
		id, err := people.Open(ctx, db, auth.Program("test"), demo.Desks[0].ID, people.Form{Identity: people.Identity{Given: "Zuleika", Surname: fmt.Sprintf("Prova%d", i), Lang: "it"}}, now.AddDate(-3, 0, 0))
		must(t, err)
		s.old = append(s.old, id)
	}
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *archive) as(t *testing.T, name string) *webtest.Browser {
	return s.Browser(t).SignIn(s.ids[name+"@demo.example"])
}

func TestTheOfficerChangesHowLong(t *testing.T) {
	s := newArchive(t, 3)
	b := s.as(t, "dpo")
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
	must(t, s.Pools.Web.NewRaw("SELECT count(*) FROM audit_entries WHERE action = 'privacy.retention' AND actor = ?", fmt.Sprintf("user:%d", s.ids["dpo@demo.example"])).Scan(t.Context(), &n))
	if n != 1 {
		t.Errorf("%d entries in the trail", n)
	}
	for _, name := range []string{"anna", "carla"} {
		for _, path := range []string{"", "/file", "/schede"} {
			s.as(t, name).Get("/ufficio/conservazione" + path).Want(403)
		}
		s.as(t, name).Get("/ufficio/trattamenti").Want(403)
	}
}

func TestTheOfficerStopsOneFile(t *testing.T) {
	s := newArchive(t, 53)
	b := s.as(t, "dpo")
	first := b.Get("/ufficio/conservazione/schede").Want(200).Has("Z. P.", "Parte la prossima mattina").HasNot("Zuleika")
	next := webtest.Attr(first.Find("a", "href", fmt.Sprintf("/ufficio/conservazione/schede?dopo=%d", s.old[49])), "href")
	b.Get(next).Want(200).Has(fmt.Sprint(s.old[52]))
	told, err := privacy.Announce(t.Context(), s.Pools.Web, false, s.Now, 2)
	must(t, err)
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
	b := s.as(t, "dpo")
	p := b.Get("/ufficio/trattamenti").Want(200).Has("Registro dei trattamenti", "Titolare", "Percorsi e servizi", "Anagrafica", "nascita e cittadinanza", "60 mesi dalla chiusura del percorso", "consenso della persona (art. 6.1.a)")
	b.Get("/ufficio/trattamenti/stampa").Want(200).Has("Articolo 30", "Misure di sicurezza")
	csrf := webtest.Attr(p.Find("input", "name", "_csrf"), "value")
	file := b.Post("/ufficio/trattamenti/esportazione", url.Values{"_csrf": {csrf}, "format": {"xlsx"}}).Want(200)
	x, err := excelize.OpenReader(strings.NewReader(file.Body))
	must(t, err)
	rows, err := x.GetRows(x.GetSheetName(0))
	must(t, err)
	if len(rows) != 11 || rows[0][0] != "Finalità" || !strings.Contains(rows[1][4], "Recapiti: recapiti e indirizzi") {
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
