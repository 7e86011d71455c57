package placements_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/office/officetest"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with a person in charge at the first desk: anna and ada work
// there, bruno elsewhere, dino may not read cases.
type town struct {
	*officetest.Office
	path, person string // the addresses of the case and of the file
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.New(t, "2026-11-24 09:00")}
	h := s.Town
	all := h.Demo().Desks
	anna := h.Actor("anna", auth.Reception, all[0].ID)
	h.Actor("ada", auth.Specialist, all[0].ID)
	h.Actor("bruno", auth.Specialist, all[1].ID)
	h.Actor("dino", auth.Scout, all[0].ID)
	person := h.Person(anna, "Fatima Prova")
	s.path, s.person = fmt.Sprint("/ufficio/percorsi/", h.Case(anna, person)), fmt.Sprint("/ufficio/persone/", person)
	return s
}

// fields are an internship that began in September.
func fields() map[string]string {
	return map[string]string{"firm": "Officina Zeta", "occupation": "Meccanica", "scheme": "extracurricular", "host_tutor": "Tutore Zeta", "desk_tutor": "Ada Prova",
		"goals": "Imparare il mestiere", "hours": "37,5", "allowance": "500", "insurance": "PAT 1", "starts_on": "2026-09-01", "ends_on": "2026-12-10", "begun": "1"}
}

// running records an internship and gives its page.
func (s *town) running(t *testing.T) *webtest.Page {
	t.Helper()
	return s.As(t, "anna").Get(s.path+"/inserimento?tipo=internship").Want(200).Submit("/inserimento", fields()).Follow().Want(200)
}

func TestFromTheInternshipToTheJob(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	anna.Get(s.path).Want(200).Has("Non è ancora registrato nessun tirocinio")
	anna.Get(s.path+"/inserimento").Want(200).Has("Che inserimento è?", "Cooperativa sociale di tipo B")
	form := anna.Get(s.path + "/inserimento?tipo=internship").Want(200).Has("Tutor del soggetto ospitante").HasNot("Tempo parziale")
	bad := form.Submit("/inserimento", map[string]string{"firm": "Officina Zeta", "starts_on": "2026-09-01", "ends_on": "domani"}).Want(422).
		Has("Scrivi la mansione", "Scegli il tipo di tirocinio", "La fine viene dopo")
	if webtest.Attr(bad.Find("input", "name", "firm"), "value") != "Officina Zeta" {
		t.Error("what was typed is lost")
	}
	card := bad.Submit("/inserimento", fields()).Follow().Want(200).Has("Inserimento registrato", "In corso", "37,5", "500,00", "Prossima visita", "24/11/2026").
		HasNot("Da controllare", "Chiedi di nuovo")
	anna.Get(s.path).Has("Meccanica · Officina Zeta", "In corso")
	anna.Get(s.person).Has("Meccanica · Officina Zeta")

	card = card.Submit("/visite", map[string]string{"found": "  "}).Want(422).Has("Scrivi che cosa è emerso", "Scrivi con chi")
	card = card.Submit("/visite", map[string]string{"met": "Il tutor", "found": "Impara in fretta", "next_on": "2026-12-09"}).Follow().Want(200).Has("Visita registrata", "Impara in fretta", "09/12/2026")
	card = card.Submit("/proroga", map[string]string{"new_end": "2026-12-20", "reason": "Chiesta dall'officina"}).Follow().Want(200).Has("Fine prevista cambiata", "20/12/2026", "Chiesta dall", "anna Prova")
	card.Submit("/fine", map[string]string{"end_reason": "other"}).Want(422).Has("Scrivi il motivo")
	card = card.Submit("/fine", map[string]string{"end_reason": "job"}).Follow().Want(200).Has("Inserimento concluso", "Diventato un rapporto di lavoro", "Registra il rapporto di lavoro")
	card = card.Submit("/soddisfazione/firm", map[string]string{"score-firm": "5", "note-firm": "Brava"}).Follow().Want(200).Has("5 su 5", "Brava", "Non è ancora stato chiesto")
	card = card.Submit("/soddisfazione/person", nil).Want(422).Has("oppure scrivi perché")
	card = card.Submit("/soddisfazione/person", map[string]string{"why_not-person": "Non risponde"}).Follow().Want(200).Has("Non è stato possibile chiederlo", "Non risponde")
	card = card.Submit("/esperienza", nil).Follow().Want(200).Has("Esperienza aggiunta").HasNot("Aggiungi alla scheda")
	anna.Get(s.person).Has("Esperienze di lavoro", "Officina Zeta")

	next := anna.Get(webtest.Attr(card.Find("a", "class", "btn btn-primary btn-xs"), "href")).Want(200).HasNot("due tutor")
	job := anna.Get(webtest.Attr(next.Find("a", "class", "tile-link"), "href")).Want(200)
	if webtest.Attr(job.Find("input", "name", "firm"), "value") != "Officina Zeta" || webtest.Attr(job.Find("input", "name", "starts_on"), "value") != "2026-11-25" {
		t.Error("the firm and the day of the job are not filled in")
	}
	job.Submit("/inserimento", map[string]string{"contract": "fixed", "working_time": "full", "ends_on": "2027-11-24"}).Follow().Want(200).Has("Viene da", "Previsto")
	anna.Get(card.Path).Has("È diventato").HasNot("Registra il rapporto di lavoro")
	anna.Get(s.person+"/cronologia?cosa=inserimenti").Want(200).Has("Inizio di un inserimento", "Fine di un inserimento", "Impara in fretta", "Inserimento previsto", "5/5")
}

func TestWhatIsPlanned(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	x := fields()
	x["begun"], x["starts_on"], x["ends_on"], x["allowance"], x["insurance"] = "", "2026-11-23", "2027-12-10", "", ""
	card := anna.Get(s.path+"/inserimento?tipo=internship").Submit("/inserimento", x).Follow().Want(200).
		Has("Previsto", "Dura più di 12 mesi", "sotto 300 euro", "Manca il riferimento", "non è segnato come iniziato").HasNot("Soddisfazione")
	edit := anna.Get(card.Path + "/modifica").Want(200)
	edit.Submit("/modifica", map[string]string{"firm": ""}).Want(422).Has("Scrivi il nome")
	edit.Submit("/modifica", map[string]string{"firm": "Altra officina"}).Follow().Want(200).Has("Inserimento aggiornato", "Altra officina")
	edit.Submit("/modifica", map[string]string{"firm": "Terza officina"}).Follow().Want(200).Has("rileggilo prima", "Altra officina")
	card.Submit("/rinuncia", nil).Want(422).Has("Scrivi il motivo")
	gone := card.Submit("/rinuncia", map[string]string{"why": "Chiude l'officina"}).Follow().Want(200).Has("Non avviato", "Chiude l").HasNot("Da controllare")
	anna.Get(card.Path + "/modifica").Want(404)
	back := gone.Submit("/ripristino", nil).Follow().Want(200).Has("Previsto")
	started := back.Submit("/inizio", map[string]string{"started_on": "2026-11-23"}).Follow().Want(200).Has("In corso")
	back.Submit("/rinuncia", map[string]string{"why": "x"}).Follow().Want(200).Has("guarda com")
	started.Submit("/ripristino", nil).Follow().Want(200).Has("Previsto")
}

func TestACaseClosedWithWorkAsksWhere(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	p := anna.Get(s.path).Want(200).HasNot("registra l'inserimento")
	p.Submit("/chiusura", map[string]string{"outcome": "work"}).Follow().Want(200).Has("registra l'inserimento")
	x := map[string]string{"firm": "Ditta", "occupation": "Aiuto", "contract": "permanent", "working_time": "full", "starts_on": "2026-11-24", "begun": "1"}
	anna.Get(s.path+"/inserimento?tipo=contract").Submit("/inserimento", x).Follow().Want(200)
	anna.Get(s.path).HasNot("registra l'inserimento")
}

func TestTheListAndItsExport(t *testing.T) {
	s := newTown(t)
	card := s.running(t)
	ada := s.As(t, "ada")
	ada.Get("/ufficio/inserimenti").Want(200).Has("Fatima Prova", "Visite da fare (1)", "Finiscono entro 30 giorni (1)", "Tirocini avviati")
	ada.Get("/ufficio/inserimenti?scadenza=visits").Has("Fatima Prova")
	ada.Get("/ufficio/inserimenti?scadenza=ends&tipo=internship").Has("Fatima Prova", "10/12/2026")
	ada.Get("/ufficio/inserimenti?scadenza=asks").Has("Non c'è niente in scadenza")
	ada.Get("/ufficio/inserimenti?stato=ended").Has("nessun inserimento con questi filtri")
	ada.Get("/ufficio/inserimenti?tipo=nonsense&stato=x&dopo=y.z").Want(200).Has("Fatima Prova")
	ada.Get("/ufficio/inserimenti?sportello=999999").Want(404)
	list := ada.Get("/ufficio/inserimenti?tipo=internship")
	file := list.Submit("/esportazione", map[string]string{"format": "csv"}).Want(200)
	if !strings.Contains(file.Body, "Fatima Prova;Tirocinio;In corso;Officina Zeta") || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file says %q", file.Body)
	}
	if xlsx := list.Submit("/esportazione", map[string]string{"format": "xlsx"}).Want(200); !strings.HasPrefix(xlsx.Body, "PK") {
		t.Error("the spreadsheet is none")
	}
	list.Submit("/esportazione", map[string]string{"format": "pdf"}).Want(404)
	s.As(t, "bruno").Get("/ufficio/inserimenti").Want(200).HasNot("Fatima", card.Path)
}

func TestPlacementsAreForTheirDesk(t *testing.T) {
	s := newTown(t)
	card := s.running(t)
	card.Submit("/visite", map[string]string{"met": "Il tutor", "found": "Bene"}).Follow().Want(200)
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		b := s.As(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "key": {"a-key-long-enough-1"}, "kind": {"internship"}}
		for _, path := range []string{card.Path, card.Path + "/modifica", s.path + "/inserimento", s.path + "/inserimento?tipo=contract"} {
			b.Get(path).Want(want).HasNot("Fatima")
		}
		for _, rest := range []string{"/modifica", "/inizio", "/proroga", "/fine", "/rinuncia", "/ripristino", "/visite", "/visite/1/eliminazione", "/soddisfazione/person", "/esperienza"} {
			b.Post(card.Path+rest, token).Want(want)
		}
		b.Post(s.path+"/inserimento", token).Want(want)
	}
	for _, id := range []string{"0", "x", "999999"} {
		s.As(t, "anna").Get("/ufficio/inserimenti/" + id).Want(404)
	}
}
