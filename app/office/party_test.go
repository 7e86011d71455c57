package office_test

import (
	"fmt"
	"strings"
	"testing"

	"approdo/app/web/webtest"
)

// Staff note who calls for somebody else; day, page and paper show it.
func TestTheDeskSeesWhoBookedAndWhoComesAlong(t *testing.T) {
	s := newOffice(t)
	b := s.as(t, "qui")
	p := b.Get(fmt.Sprintf("/ufficio/appuntamenti/nuovo?sportello=%d&giorno=2026-11-26", s.desk.ID)).Want(200)
	slot := webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
	typed := map[string]string{"slot": slot, "name": "Anziana Esempio", "email": "due@example.org", "booker": "Nipote Prova", "companions": "1", "companion_note": "interprete"}
	p = p.Submit("/ufficio/appuntamenti", typed).Want(422)
	if p.Find("a", "href", "#relation") == nil || !strings.Contains(p.Body, `<details class="faq" open>`) {
		t.Error("the part with what is missing must be open and named")
	}
	typed["relation"] = "relative"
	p = p.Submit("/ufficio/appuntamenti", typed).Follow().Want(200)
	p.Has("Chi ha prenotato", "Nipote Prova", "Altro familiare", "+1 persona", "interprete")
	day := fmt.Sprintf("?sportello=%d&giorno=2026-11-26", s.desk.ID)
	b.Get("/ufficio"+day).Want(200).Has("Anziana Esempio", "+1 persona")
	b.Get("/ufficio/agenda/stampa" + day).Want(200).Has("prenota Nipote Prova (Altro familiare) · +1 persona (interprete)")
}
