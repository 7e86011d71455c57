package imports_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/imports"
	"approdo/app/jobs"
	"approdo/app/office"
	"approdo/app/office/officetest"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var now = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

const home = "/ufficio/persone/importazione"

// build is the office with a coordinator and a reception.
func build(t *testing.T) (s *webtest.Site, coordinator, reception *webtest.Browser) {
	t.Helper()
	o := officetest.On(t, webtest.New(t, now, webtest.Menus{Office: office.Menu()}))
	o.Town.Actor("Carla", auth.Coordinator)
	o.Town.Actor("Anna", auth.Reception, o.Town.Demo().Desks[0].ID)
	return o.Site, o.As(t, "carla"), o.As(t, "anna")
}

// upload sends a file as the form on the page does.
func upload(t *testing.T, b *webtest.Browser, file string, typed ...string) *webtest.Page {
	t.Helper()
	p := b.Get(home).Want(200)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	fields := map[string]string{"_csrf": webtest.Attr(p.Find("input", "name", "_csrf"), "value"), "kind": "people",
		"desk": ""}
	for o := p.Find("select", "name", "desk").FirstChild; o != nil; o = o.NextSibling {
		if o.Data == "option" && fields["desk"] == "" {
			fields["desk"] = webtest.Attr(o, "value")
		}
	}
	for i := 0; i+1 < len(typed); i += 2 {
		fields[typed[i]] = typed[i+1]
	}
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "persone.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(file)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest("POST", home, &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(req)
}

// work runs the jobs that wait.
func work(t *testing.T, pool *bun.DB) {
	t.Helper()
	var payloads []string
	if err := pool.NewRaw("DELETE FROM jobs WHERE kind = ? RETURNING payload", imports.StepKind).Scan(t.Context(), &payloads); err != nil {
		t.Fatal(err)
	}
	handlers := map[string]jobs.Handler(imports.Handlers())
	for _, p := range payloads {
		if err := handlers[imports.StepKind](t.Context(), pool, []byte(p), now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFileIsTriedCorrectedImportedAndUndone(t *testing.T) {
	s, b, _ := build(t)
	p := upload(t, b, "Nome;Cognome;Nato il;Sport\nFatima;Benali;03/03/1990;x\nOlena;Prova;ieri;x\n").Follow().Want(200)
	p.Has("persone.csv", "1. Nome", "4. Sport")
	p.Submit("/colonne", map[string]string{"column-1": "given"}).Want(422).Has("ripete un campo")
	p = p.Submit("/colonne", nil).Follow().Want(200).Has("Prova in corso", "0 righe su 2").HasNot("Apri le schede")
	if p.Find("meta", "http-equiv", "refresh") == nil && !strings.Contains(p.Body, "http-equiv=\"refresh\"") {
		t.Error("without JavaScript the page stands still")
	}
	work(t, s.Pools.Web)
	p = b.Get(p.Path).Want(200).Has("Righe da correggere", "Apri le schede pronte: 1")
	grid := b.Get(p.Path+"/righe?stato=bad").Want(200).Has("Riga 3", "Olena Prova", "Scrivi la data come 31/12/1985")
	if grid.Find("input", "name", "cell-3-2", "value", "ieri") == nil {
		t.Error("the cell does not stand as it was in the file")
	}
	grid = grid.Submit("/righe?stato=bad&dopo=0", map[string]string{"cell-3-2": "domani"}).Follow().Want(200)
	if grid.Find("input", "name", "cell-3-2", "value", "domani") == nil {
		t.Error("what was typed is lost")
	}
	grid.Submit("/righe?stato=bad&dopo=0", map[string]string{"cell-3-2": "1/2/1988"}).Follow().Want(200).Has("nulla da guardare")
	b.Get(p.Path).Want(200).Submit("/avvio", nil).Follow().Want(200).Has("Importazione in corso")
	work(t, s.Pools.Web)
	b.Get("/ufficio/persone?cerca=benali").Want(200).Has("Fatima Benali")
	b.Get(p.Path).Want(200).Submit("/annullamento", nil).Follow().Want(200)
	work(t, s.Pools.Web)
	b.Get(p.Path).Want(200).Has("Annullato")
	b.Get("/ufficio/persone?cerca=benali").Want(200).Has("Nessuna persona trovata")
}

func TestOnlyCoordinatorsImportAndOnlyTables(t *testing.T) {
	_, b, anna := build(t)
	anna.Get(home).Want(403)
	anna.Get("/ufficio/persone").Want(200).HasNot("Importa persone")
	b.Get("/ufficio/persone").Want(200).Has("Importa persone")
	upload(t, b, "%PDF-1.7").Want(422).Has("Non è un file CSV")
	upload(t, b, "").Want(422).Has("Scegli un file")
	upload(t, b, "Nome\n").Want(422).Has("non ci sono righe")
	upload(t, b, "Nome\n"+strings.Repeat("Ada\n", 30_000)).Want(303)
	b.Get(home + "/999").Want(404)
}

func TestTheHistoryOfAPersonIsGivenToWhoItBelongs(t *testing.T) {
	s, b, _ := build(t)
	p := upload(t, b, "id;Nome;Cognome;Nato il\n1;Fatima;Benali;03/03/1990\n2;Fatima;Benalì;1/2/1971\n", "source", "Archivio").Follow().Want(200)
	p.Submit("/colonne", nil).Want(303)
	work(t, s.Pools.Web)
	b.Get(p.Path).Submit("/avvio", nil).Want(303)
	work(t, s.Pools.Web)
	p = upload(t, b, "id;Utente;Data;Tipo;Note\n1;;03/05/2019;colloquio;primo incontro\n;Fatima Benali;04/05/2019;visita guidata;secondo\n", "source", "Archivio", "kind", "past").Follow().Want(200)
	p.Has("Ogni riga deve dire di chi è")
	p.Submit("/colonne", map[string]string{"column-0": "", "column-1": ""}).Want(422).Has("di chi è la riga")
	p.Submit("/colonne", nil).Want(303)
	work(t, s.Pools.Web)
	p = b.Get(p.Path).Want(200).Has("Righe senza persona", "Scrivi le righe pronte: 1")
	grid := b.Get(p.Path+"/righe?stato=bad").Want(200).Has("Fatima Benali", "scegline una", "visita guidata", "Contatto")
	grid.Submit("/righe?stato=bad&dopo=0", map[string]string{"cell-3-3": "contact"}).Follow().Want(200)
	grid = b.Get(p.Path+"/righe?stato=lost").Want(200).Has("Di chi è questa riga?", "Fatima Benalì", "Ha un nome come questo", "Non lo so ancora")
	radio := grid.Find("input", "name", "person-3")
	grid.Submit("/righe?stato=lost&dopo=0", map[string]string{"person-3": webtest.Attr(radio, "value")}).Follow().Want(200).Has("nulla da guardare")
	b.Get(p.Path).Submit("/avvio", nil).Want(303)
	work(t, s.Pools.Web)
	b.Get(p.Path).Want(200).Has("Righe scritte nelle schede")
	var person int64
	if err := s.Pools.Web.NewRaw("SELECT person_id FROM person_past ORDER BY day LIMIT 1").Scan(t.Context(), &person); err != nil {
		t.Fatal(err)
	}
	b.Get(fmt.Sprintf("/ufficio/persone/%d/cronologia?cosa=contatti", person)).Want(200).Has("Da un altro programma", "Contatto", "primo incontro")
}
