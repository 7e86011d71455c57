package office_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

// grouped makes the first area a group of 5 and books people into its first meeting.
func (s *staffed) grouped(t *testing.T, people ...string) {
	t.Helper()
	a := firstArea(t, s)
	a.Seats, a.Minutes = 5, 60
	if err := services.SaveSettings(t.Context(), s.Pools.Web, auth.Program("test"), a.ID, a.Settings, s.Now); err != nil {
		t.Fatal(err)
	}
	b := s.as(t, "qui")
	slot := ""
	for _, name := range people {
		p := b.Get(fmt.Sprintf("/ufficio/appuntamenti/nuovo?sportello=%d&giorno=2026-11-24", s.desk.ID)).Want(200)
		if slot == "" {
			p.Has("10 posti") // two operators
			slot = webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
		}
		p.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "name": name, "phone": "080 123 4567"}).Follow().Want(200).Has("Posto")
	}
}

func TestAGroupIsOneBlockWithItsPeople(t *testing.T) {
	s := newOffice(t)
	s.grouped(t, "Prova Uno", "Prova Due", "Prova Tre")
	b := s.as(t, "qui")
	day := b.Get("/ufficio?giorno=2026-11-24").Want(200).Has("3 di 5 posti").HasNot("Prova Uno")
	b.Get("/ufficio/agenda?giorno=2026-11-24").Want(200).Has("Accoglienza e ascolto · 3 di 5 posti")
	b.Get("/ufficio/agenda/stampa?giorno=2026-11-24").Want(200).Has("Prova Uno", "Prova Due", "Prova Tre")
	link := ""
	for _, a := range day.All("a") {
		if href := webtest.Attr(a, "href"); len(href) > 16 && href[:16] == "/ufficio/gruppi/" {
			link = href
		}
	}
	list := b.Get(link).Want(200).Has("Prova Uno", "Prova Due", "Prova Tre", "3 di 5 posti", "Aggiungi una persona")
	s.as(t, "la").Get(link).Want(404)
	var fields []string
	for _, x := range list.All("select") {
		fields = append(fields, webtest.Attr(x, "name"))
	}
	list.Submit("/presenze", map[string]string{fields[0]: "no_show"}).Want(409) // it has not begun
	s.Now = time.Date(2026, 11, 24, 9, 45, 0, 0, time.UTC)
	b = s.as(t, "qui")
	list = b.Get(link).Submit("/presenze", map[string]string{fields[0]: "seen", fields[1]: "no_show"}).Follow().Want(200).Has("Presenze salvate")
	list.Submit("/presenze", map[string]string{fields[0]: "no_show", fields[1]: "seen", fields[2]: "seen"}).Follow().Want(200)
	var seen, missing int
	err := s.Pools.Web.NewRaw("SELECT count(seen_at), count(no_show_at) FROM appointments").Scan(t.Context(), &seen, &missing)
	if err != nil || seen != 2 || missing != 1 {
		t.Errorf("%d seen, %d missing, %v", seen, missing, err)
	}
	b.Post(link+"/presenze", url.Values{"_csrf": {webtest.Attr(list.Find("input", "name", "_csrf"), "value")}, fields[0]: {"cancelled"}}).Want(404)
}
