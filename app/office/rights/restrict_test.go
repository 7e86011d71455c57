package rights_test

import (
	"fmt"
	"net/url"
	"testing"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/office/officetest"
	"approdo/app/privacy"
	"approdo/app/web/webtest"
)

// heldOffice is the office with a person of a desk, and what they asked.
func heldOffice(t *testing.T, kind string) (s *officetest.Office, person int64, request string) {
	t.Helper()
	s = officetest.New(t, "2026-11-24 09:00")
	h := s.Town
	desk := h.Demo().Desks[0].ID
	anna := h.Actor("anna", auth.Specialist, desk)
	h.Actor("dpo", auth.Protection, desk)
	person = h.Person(anna, "Zuleika Prova")
	q, err := privacy.Office{Signer: s.Gate.Signer, Book: consents.NewBook()}.Record(h.Ctx, h.DB, anna, person, privacy.Asking{Kind: kind, Text: "Ferma tutto", Channel: privacy.AtDesk}, h.Now)
	h.Must(err)
	return s, person, fmt.Sprintf("/ufficio/riservatezza/richieste/%d", q.ID)
}

// TestWhatIsRestrictedIsReadAndNotChanged walks the pages of a person: each says so, each
// change is refused in the same words, and everything works again once it is over.
func TestWhatIsRestrictedIsReadAndNotChanged(t *testing.T) {
	s, person, request := heldOffice(t, privacy.Restrict)
	anna, dpo := s.As(t, "anna"), s.As(t, "dpo")
	file := fmt.Sprintf("/ufficio/persone/%d", person)
	p := anna.Get(file).Want(200).HasNot("l'uso di questi dati è limitato")
	token := url.Values{"_csrf": {webtest.Attr(p.Find("input", "name", "_csrf"), "value")}}
	if len(token["_csrf"][0]) == 0 {
		t.Fatal("no form on the page")
	}
	q := dpo.Get(request).Want(200).Has("Limita tutta la scheda", "Limita subito")
	q.Submit("/risposta", map[string]string{"state": "done", "answer": "Va bene"}).Want(422).Has("Va bene")
	q.Submit("/risposta", map[string]string{"state": "done", "answer": "Va bene", "effect": "file"}).Follow().Want(200).Has("Risposta data", "Uso dei dati limitato", "Vedi la limitazione", "Limita tutta la scheda")
	for _, rest := range []string{"", "/dati", "/cv", "/condivisioni", "/propensioni", "/consensi", "/voci/education", "/particolari", "/cronologia", "/richieste-dati"} {
		anna.Get(file+rest).Want(200).Has("Dal 24/11/2026 l'uso di questi dati è limitato", "Decide il responsabile")
	}
	form := func(pairs ...string) url.Values {
		v := url.Values{"_csrf": token["_csrf"]}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	for rest, values := range map[string]url.Values{
		"/voci/education":    form("title", "Licenza media", "isced", "2"),
		"/particolari":       form("kind", "health", "text", "Una nota"),
		"/cv/scrivi":         form(),
		"/consensi/matching": form("version", "1", "lang", "it", "channel", "voice"),
	} {
		anna.Post(file+rest, values).Want(409).Has("non si possono cambiare né inviare")
	}
	anna.Get(file+"/dati").Want(200).Submit("/dati", map[string]string{"given": "Adele"}).Want(409).Has("non si possono cambiare né inviare")

	held := dpo.Get("/ufficio/riservatezza").Want(200).Has("Limitazioni in corso", "Zuleika Prova", "Tutta la scheda").Find("a", "href")
	if held == nil {
		t.Fatal("no list")
	}
	all, err := privacy.AllRestricted(t.Context(), s.Pools.Web)
	s.Town.Must(err)
	at := fmt.Sprintf("/ufficio/riservatezza/limitazioni/%d", all[0].ID)
	anna.Get(at).Want(403)
	dpo.Get(at).Want(200).Submit("/correzioni", nil).Follow().Want(200).Has("fino al 01/12/2026")
	anna.Get(file+"/dati").Want(200).Has("fino al 01/12/2026 puoi correggere").Submit("/dati", map[string]string{"given": "Adele"}).Follow().Want(200).Has("Adele")
	dpo.Get(at).Submit("/correzioni", nil).Follow().Want(200).Has("di nuovo chiusa")
	anna.Post(file+"/voci/education", form("title", "Licenza media", "isced", "2")).Want(409)
	lift := dpo.Get(at)
	lift.Submit("/fine", map[string]string{"on": "2026-11-24", "words": "Dati corretti"}).Want(422).Has("Scegli un giorno da domani", "Dati corretti")
	lift.Submit("/fine", map[string]string{"on": "2026-11-26", "words": "Dati corretti"}).Follow().Want(200).Has("26/11/2026", "Dati corretti", "Nessun messaggio raggiunge la persona")
	anna.Get(file).Want(200).Has("Finisce il 26/11/2026")
	s.Town.Must(privacy.LiftDue(t.Context(), s.Pools.Web, s.Now.AddDate(0, 0, 2)))
	dpo.Get(at).Want(404)
	anna.Get(file).Want(200).HasNot("l'uso di questi dati è limitato")
	anna.Post(file+"/voci/education", form("title", "Licenza media", "isced", "2")).Want(303)
}

// TestHeldUntilTheAnswer: the officer restricts while they look, and the desk is told to
// close the paths of whoever objects.
func TestHeldUntilTheAnswer(t *testing.T) {
	s, person, request := heldOffice(t, privacy.Object)
	anna, dpo := s.As(t, "anna"), s.As(t, "dpo")
	path := s.Town.Case(s.Town.Account("anna"), person)
	dpo.Get(request).Want(200).Has("Chiudere i percorsi", "Cancella adesso").Submit("/limitazione", nil).Follow().Want(200).Has("Uso dei dati limitato", "Vedi la limitazione").HasNot("Limita subito")
	anna.Get(fmt.Sprintf("/ufficio/percorsi/%d", path)).Want(200).Has("l'uso di questi dati è limitato")
	dpo.Get(request).Submit("/risposta", map[string]string{"state": "done", "answer": "Chiudiamo", "effect": "paths"}).Follow().Want(200).Has("Risposta data")
	for _, at := range []string{fmt.Sprintf("/ufficio/percorsi/%d", path), fmt.Sprintf("/ufficio/persone/%d", person)} {
		anna.Get(at).Want(200).Has("chiudi i percorsi ancora aperti")
	}
	anna.Get(fmt.Sprintf("/ufficio/persone/%d", person+999)).Want(404).HasNot("limitato")
}
