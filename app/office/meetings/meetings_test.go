package meetings_test

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

// town is the office on Tuesday 24 November 2026 at 11 in Italy with Fatima in charge at
// the first desk, where anna and ada work, and Omar at the second, bruno's; dino scouts.
type town struct {
	*officetest.Office
	fatima, omar int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.New(t, "2026-11-24 11:00")}
	h := s.Town
	all := h.Demo().Desks
	anna, bruno := h.Actor("anna", auth.Reception, all[0].ID), h.Actor("bruno", auth.Specialist, all[1].ID)
	h.Actor("ada", auth.Specialist, all[0].ID)
	h.Actor("carla", auth.Specialist, all[2].ID)
	h.Actor("dino", auth.Scout, all[0].ID)
	s.fatima, s.omar = h.Case(anna, h.Person(anna, "Fatima Prova")), h.Case(bruno, h.Person(bruno, "Omar Prova"))
	return s
}

func casePath(id int64) string { return fmt.Sprint("/ufficio/percorsi/", id) }

// planned is a meeting of this morning with bruno of the other desk and a guest.
func (s *town) planned(t *testing.T) *webtest.Page {
	t.Helper()
	form := s.As(t, "anna").Get("/ufficio/equipe/nuova").Want(200).Has("bruno Prova", "ada Prova").HasNot("dino Prova")
	form.Submit("/nuova", map[string]string{"title": "", "from": "x"}).Want(422).Has("Scrivi qualcosa qui", "Scrivi un'ora")
	return form.Submit("/nuova", map[string]string{"title": "Équipe di novembre", "from": "09:00", "to": "10:30", "place": "Sala blu",
		"others": fmt.Sprint(s.ID("bruno")), "name-1": "Rita Esempio", "body-1": "Servizio sociale"}).Follow().
		Want(200).Has("Riunione in programma", "24/11/2026, 09:00–10:30", "Sala blu", "anna Prova", "bruno Prova", "Rita Esempio", "Servizio sociale")
}

func TestFromTheAgendaToThePlan(t *testing.T) {
	s := newTown(t)
	card := s.planned(t)
	anna, ada := s.As(t, "anna"), s.As(t, "ada")
	anna.Get(casePath(s.fatima)).Want(200).Has("non è ancora stato portato in équipe").Submit("/equipe", nil).Want(422).Has("Scrivi qualcosa qui")
	anna.Get(casePath(s.fatima)).Submit("/equipe", map[string]string{"topic": "Come prosegue"}).Follow().Want(200).Has("Punto aggiunto", "Come prosegue")
	found := ada.Get(card.Path+"/punti/nuovo?cerca=fatima").Want(200).Has("1 percorso aperto trovato", "Fatima Prova")
	found.Submit("/punti/nuovo", map[string]string{"case": fmt.Sprint(s.fatima), "title": "Ancora"}).Follow().Want(200).Has("già all'ordine del giorno")
	page := anna.Get(card.Path).Want(200).Has("Come prosegue", "Fatima Prova").HasNot("Chiudi il verbale")
	page = page.Submit("/passo", nil).Follow().Want(200).Has("Ora puoi scrivere il verbale", "Verbale da chiudere")
	page.Submit("/passo", nil).Follow().Want(200).Has("Il verbale è vuoto")

	form := anna.Get(addressed(page, "a", "href", "/modifica")).Want(200).Has("Decisione 1")
	form.Submit("/modifica", map[string]string{"minutes": "Vuole lavorare in cucina", "what-2": "Corso di cucina"}).Want(422).Has("Scrivi entro quale giorno")
	form.Submit("/modifica", map[string]string{"minutes": "Vuole lavorare in cucina", "what-2": "Corso di cucina", "doer-2": "person", "due-2": "2026-12-10"}).
		Follow().Want(200).Has("Vuole lavorare in cucina", "Corso di cucina", "10/12/2026")
	form.Submit("/modifica", map[string]string{"minutes": "Un'altra cosa"}).Want(409).Has("Nel frattempo", "Vuole lavorare in cucina", "Corso di cucina")

	page = ada.Get(card.Path)
	action := addressed(page, "form", "action", "/decisioni/")
	page.Submit(action, map[string]string{"version": "7"}).Follow().Want(200).Has("Nel frattempo qualcuno ha scritto nel piano")
	page.Submit(action, nil).Follow().Want(200).Has("azione nella bozza del piano", "Nel piano: Da fare")
	ada.Get(casePath(s.fatima)+"/piano").Want(200).Has("Corso di cucina", "Bozza")

	stale := anna.Get(card.Path)
	s.late(t, ada, card.Path)
	stale.Submit("/passo", nil).Follow().Want(200).Has("Nel frattempo qualcuno ha cambiato questa riunione")
	anna.Get(card.Path).Submit("/passo", nil).Follow().Want(200).Has("Verbale chiuso", "Non trattato", "Correggi o completa il verbale")
	anna.Get(card.Path).Submit("/aggiunte", nil).Want(422)
	anna.Get(card.Path).Submit("/aggiunte", map[string]string{"text": "Il corso è in via Roma"}).Follow().Want(200).Has("Il corso è in via Roma", "anna Prova")
	anna.Get(card.Path+"/stampa").Want(200).Has("Vuole lavorare in cucina", "Rita Esempio", "Il corso è in via Roma")
	anna.Get(addressed(anna.Get(casePath(s.fatima)), "a", "href", "/equipe/punti/")).Want(200).Has("Estratto del verbale", "Vuole lavorare in cucina").HasNot("In generale")
	anna.Get("/ufficio/equipe").Want(200).HasNot("Équipe di novembre")
	anna.Get("/ufficio/equipe?concluse=1").Want(200).Has("Équipe di novembre", "Verbale chiuso")
}

// addressed is the last address on a page that holds a word.
func addressed(p *webtest.Page, tag, attr, word string) (found string) {
	for _, n := range p.All(tag) {
		if a := webtest.Attr(n, attr); strings.Contains(a, word) {
			found = a
		}
	}
	return found
}

// late adds a general point.
func (s *town) late(t *testing.T, b *webtest.Browser, path string) {
	t.Helper()
	b.Get(path+"/punti/nuovo").Want(200).Submit("/punti/nuovo", map[string]string{"title": "In generale", "case": "0"}).Follow().Want(200).Has("In generale")
}

func TestWhoReadsAMeeting(t *testing.T) {
	s := newTown(t)
	path := s.planned(t).Path
	anna, bruno := s.As(t, "anna"), s.As(t, "bruno")
	anna.Get(casePath(s.fatima)).Submit("/equipe", map[string]string{"topic": "Di Fatima"}).Follow().Want(200)
	bruno.Get(casePath(s.omar)).Want(200).Submit("/equipe", map[string]string{"topic": "Di Omar"}).Follow().Want(200)
	anna.Get(path).Want(200).Has("Di Fatima", "1 punto riguarda il percorso di un altro sportello").HasNot("Omar")
	bruno.Get(path).Want(200).Has("Di Omar", "1 punto riguarda il percorso di un altro sportello").HasNot("Fatima", "Annulla la riunione", "Modifica</a>")
	bruno.Get(path + "/stampa").Want(200).HasNot("Fatima")
	bruno.Get("/ufficio/equipe").Want(200).Has("Équipe di novembre")
	item := addressed(anna.Get(casePath(s.fatima)), "a", "href", "/equipe/punti/")
	for name, want := range map[string]int{"carla": 404, "dino": 403} {
		b := s.As(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "from": {"planned"}, "to": {"held"}, "title": {"x"}, "text": {"x"}}
		for _, p := range []string{path, path + "/stampa", path + "/modifica", path + "/punti/nuovo", item, item + "/modifica"} {
			b.Get(p).Want(want).HasNot("Fatima")
		}
		for _, p := range []string{path + "/passo", path + "/modifica", path + "/aggiunte", path + "/punti/nuovo", item + "/modifica", item + "/eliminazione", "/ufficio/equipe/decisioni/1"} {
			b.Post(p, token).Want(want)
		}
	}
	bruno.Get(item).Want(404)
	bruno.Get(item + "/modifica").Want(404)
	bruno.Get(path + "/modifica").Want(404)
	for _, id := range []string{"0", "x", "999999"} {
		anna.Get("/ufficio/equipe/" + id).Want(404)
		anna.Get("/ufficio/equipe/punti/" + id).Want(404)
	}
}

func TestAMeetingIsChangedAndCancelled(t *testing.T) {
	s := newTown(t)
	path := s.planned(t).Path
	anna, ada := s.As(t, "anna"), s.As(t, "ada")
	mine := anna.Get(path+"/modifica").Want(200).Has("Persona 1", "Persona 3")
	ada.Get(path+"/modifica").Want(200).Submit("/modifica", map[string]string{"place": "Sala rossa"}).Follow().Want(200).Has("Sala rossa", "bruno Prova", "Rita Esempio")
	again := mine.Submit("/modifica", map[string]string{"place": "Sala verde"}).Want(409).Has("Nel frattempo", "Sala rossa")
	again.Submit("/modifica", nil).Follow().Want(200).Has("Sala verde")
	page := anna.Get(path)
	page.Submit("/passo", map[string]string{"to": "cancelled"}).Want(422).Has("Scrivi qualcosa qui")
	page.Submit("/passo", map[string]string{"to": "cancelled", "reason": "Sciopero"}).Follow().Want(200).Has("Annullata", "Sciopero").HasNot("Nuovo punto")
	anna.Get(path + "/modifica").Want(404)
}

func TestWhoWasMissing(t *testing.T) {
	s := newTown(t)
	path := s.planned(t).Path
	anna := s.As(t, "anna")
	anna.Get(path).Submit("/passo", nil).Follow().Want(200)
	form := anna.Get(path + "/modifica").Want(200).Has("Chi non c'era")
	form.Submit("/modifica", map[string]string{"absent": fmt.Sprint(s.ID("bruno")), "guest-absent-1": "1"}).Follow().Want(200)
	if got := strings.Count(anna.Get(path).Want(200).Text(), "Assente"); got != 2 {
		t.Errorf("%d are absent, want 2", got)
	}
}
