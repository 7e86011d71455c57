package paths_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/web/webtest"
)

// inCharge opens the case of the person and gives its page.
func (s *town) inCharge(t *testing.T, b *webtest.Browser) *webtest.Page {
	t.Helper()
	return b.Get(s.person+"/presa-in-carico").Submit("/presa-in-carico", map[string]string{"notice": "1"}).Follow().Want(200)
}

var pactText = map[string]string{
	"profile": "Sa cucinare, parla poco italiano", "desk": "Scrivere il CV insieme", "person": "Mandare tre candidature",
	"contacts": "Ogni due settimane", "training": "1", "did": "2026-11-02", "gol": "2",
}

func TestAPactIsWrittenSignedAndChanged(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	pact := s.inCharge(t, anna).Has("Patto di servizio (sportello)", "Da scrivere").Path + "/patto"
	anna.Get(pact).Want(200).Has("Non c'è ancora niente di scritto")
	anna.Get(pact + "/stampa").Want(404)
	anna.Get(pact+"/modifica").Submit("/modifica", map[string]string{"did": "domani", "profile": "Sa cucinare"}).Want(422).Has("Scrivi una data", "Sa cucinare")
	p := anna.Get(pact+"/modifica").Submit("/modifica", map[string]string{"profile": "Sa cucinare"}).Follow().Want(200)
	p.Has("Bozza salvata", "Prima della firma manca", "La persona si impegna a").HasNot("Chi ha firmato")
	p = anna.Get(pact+"/modifica").Submit("/modifica", pactText).Follow().Want(200)
	p.Has("Ogni due settimane", "Anna Prova").HasNot("Prima della firma manca")
	p.Submit("/firma", map[string]string{"on": "2026-11-25"}).Want(422).Has("Scrivi una data non oltre oggi")
	p.Submit("/firma", map[string]string{"to": "refused", "reason": ""}).Want(422).Has("Scrivi il motivo")
	p = p.Submit("/firma", map[string]string{"to": "missing", "reason": "Vuole pensarci"}).Follow().Want(200).Has("Firma mancante", "Vuole pensarci")
	p.Submit("/firma", nil).Follow().Want(200).Has("Registrato", "Firmato", "Fatima Prova").HasNot("Vuole pensarci")

	form := anna.Get(pact + "/modifica").Want(200).Has("resta com'è")
	p = form.Submit("/modifica", map[string]string{"contacts": "Ogni settimana"}).Follow().Want(200)
	p.Has("Versione 2", "Bozza", "Che cosa cambia rispetto alla versione 1", "Ogni due settimane", "Ogni settimana")
	anna.Get(pact+"?versione=1").Want(200).Has("Firmato", "Ogni due settimane").HasNot("Ogni settimana")
	anna.Get(pact + "?versione=7").Want(404)
	anna.Get(strings.TrimSuffix(pact, "/patto")).Want(200).Has("Firmato")
}

// TestASecondWriterLosesNothing: the form comes back as typed, beside the other's words,
// and sent again takes their place.
func TestASecondWriterLosesNothing(t *testing.T) {
	s := newTown(t)
	anna, ada := s.As(t, "anna"), s.As(t, "ada")
	pact := s.inCharge(t, anna).Path + "/patto"
	mine, other := anna.Get(pact+"/modifica"), ada.Get(pact+"/modifica")
	other.Submit("/modifica", map[string]string{"contacts": "Ogni mese"}).Follow().Want(200)
	again := mine.Submit("/modifica", map[string]string{"contacts": "Ogni giorno", "profile": "Sa cucinare"}).Want(409)
	again.Has("Un collega ha cambiato il documento", "Ogni mese", "Ogni giorno", "Sa cucinare")
	again.Submit("/modifica", nil).Follow().Want(200).Has("Ogni giorno", "Sa cucinare").HasNot("Ogni mese")
}

// TestAnActionTakenOutMeanwhile: who still has it in the form writes it anew.
func TestAnActionTakenOutMeanwhile(t *testing.T) {
	s := newTown(t)
	anna, ada := s.As(t, "anna"), s.As(t, "ada")
	plan := s.inCharge(t, anna).Path + "/piano"
	anna.Get(plan+"/modifica").Submit("/modifica", map[string]string{"goals": "Cucina", "what-1": "Scrivere il CV", "what-2": "Corso"}).Follow().Want(200)
	mine := anna.Get(plan + "/modifica")
	ada.Get(plan+"/modifica").Submit("/modifica", map[string]string{"what-2": ""}).Follow().Want(200).HasNot("Corso")
	again := mine.Submit("/modifica", map[string]string{"goals": "Cucina o mensa"}).Want(409)
	again.Submit("/modifica", nil).Follow().Want(200).Has("Cucina o mensa", "Scrivere il CV", "Corso")
}

func TestAPlanAndItsActions(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	path := s.inCharge(t, anna)
	form := anna.Get(path.Path + "/piano/modifica").Want(200)
	wrong := form.Submit("/modifica", map[string]string{"goals": "Lavorare in cucina", "who-2": "Il CPIA"}).Want(422).Has("Scrivi che cosa fare")
	if wrong.Find("input", "name", "who-1", "value", "Il CPIA") == nil {
		t.Error("what was typed is lost")
	}
	form.Submit("/modifica", map[string]string{"what-1": "Corso", "due-1": "x"}).Want(422).Has("Scrivi una data")
	p := form.Submit("/modifica", map[string]string{
		"goals": "Lavorare in cucina", "what-1": "Scrivere il CV", "due-1": "2026-11-20",
		"what-3": "Corso di italiano", "doer-3": "partner", "who-3": "CPIA",
	}).Follow().Want(200).Has("Scrivere il CV", "Scaduta", "Corso di italiano", "Un altro servizio della rete", "CPIA")
	p.Submit("/firma", nil).Follow().Want(200).Has("Firmato")

	page := anna.Get(path.Path).Want(200).Has("Azioni del piano", "Scrivere il CV", "Scaduta")
	var id string
	for _, n := range page.All("select") {
		if name := webtest.Attr(n, "name"); strings.HasPrefix(name, "to-") && id == "" {
			id = strings.TrimPrefix(name, "to-")
		}
	}
	move := "/azioni/" + id
	page.Submit(move, map[string]string{"to-" + id: "dropped"}).Want(422).Has("Scrivi il motivo")
	done := page.Submit(move, map[string]string{"to-" + id: "done"}).Follow().Want(200).Has("Azione aggiornata", "Fatta")
	done.HasNot("Scaduta")
	page.Submit(move, map[string]string{"to-" + id: "doing"}).Follow().Want(200).Has("Un collega ha già cambiato")
	anna.Get(path.Path+"/piano").Want(200).Has("Firmato", "Fatta").HasNot("Versione 2")
}

// TestThePaperSpeaksTwoLanguages: Italian on the left, the person's language beside it,
// the operator's words in theirs.
func TestThePaperSpeaksTwoLanguages(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	path := s.inCharge(t, anna).Path
	anna.Get(path+"/patto/modifica").Submit("/modifica", pactText).Follow().Want(200)
	anna.Get(path+"/piano/modifica").Submit("/modifica", map[string]string{"goals": "Cucina", "what-1": "Scrivere il CV", "due-1": "2026-12-01"}).Follow().Want(200)
	p := anna.Get(path + "/patto/stampa").Want(200)
	p.Has("Patto di servizio (sportello)", "اتفاق الخدمة", "Sa cucinare", "نعم", "لا", "Firma della persona", "توقيع الشخص", "Fatima Prova")
	if p.Find("p", "lang", "ar", "dir", "rtl") == nil || p.Find("p", "class", "as-typed", "lang", "it", "dir", "ltr") == nil {
		t.Error("the columns do not say their languages")
	}
	anna.Get(path+"/piano/stampa").Want(200).Has("خطة العمل الفردية", "Scrivere il CV", "المكتب")
}

func TestDocumentsAreForWhoMay(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	path := s.inCharge(t, anna).Path
	anna.Get(path+"/patto/modifica").Submit("/modifica", pactText).Follow().Want(200)
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		b := s.As(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")},
			"lang": {"it"}, "operator": {fmt.Sprint(s.ID("bruno"))}, "version": {"1"}, "revision": {"1"}, "to": {"signed"}, "signer": {"x"}, "on": {"2026-11-24"}}
		for _, rest := range []string{"/patto", "/patto/stampa", "/patto/modifica", "/piano", "/piano/modifica"} {
			b.Get(path + rest).Want(want).HasNot("Fatima")
		}
		for _, rest := range []string{"/patto/modifica", "/patto/firma", "/piano/firma", "/azioni/1"} {
			b.Post(path+rest, token).Want(want)
		}
	}
	anna.Get(path).Submit("/chiusura", map[string]string{"outcome": "work"}).Follow().Want(200)
	anna.Get(path+"/patto").Want(200).HasNot("Scrivi o cambia", "Firma su carta")
}
