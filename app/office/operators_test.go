package office_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/desks"
	"approdo/app/web/webtest"
)

func TestAnOperatorIsWrittenAndLinked(t *testing.T) {
	s, boss, _ := withBoss(t)
	boss.Get("/ufficio/operatori").Want(200).Has("Operatrice Demo Anna", "Nessun account", "Orientation Desk")
	p := boss.Get("/ufficio/operatori/nuovo").Want(200)
	bad := boss.Post("/ufficio/operatori", url.Values{"_csrf": {webtest.Attr(p.Find("input", "name", "_csrf"), "value")}}).Want(422)
	bad.Has("Scrivi il nome", "Scegli almeno una lingua", "Scegli almeno uno sportello")
	done := p.Submit("/ufficio/operatori", map[string]string{"name": "Nuova Collega", "user": fmt.Sprint(s.ids["qui@demo.example"]), "desks": fmt.Sprint(s.desk.ID)})
	page := done.Follow().Want(200).Has("Operatore salvato", "Nuova Collega", "Termina il lavoro allo sportello")
	page.Submit(page.Path, map[string]string{"name": "Nuova Collega Bis"}).Follow().Has("Nuova Collega Bis")
	boss.Get("/ufficio/operatori").Has("Accoglienza")
	s.as(t, "qui").Get("/ufficio/profilo/calendario").Want(200).Has("Nuova Collega Bis")
	list, err := desks.Operators(t.Context(), s.Pools.Web, s.other.ID)
	if err != nil {
		t.Fatal(err)
	}
	other := boss.Get(fmt.Sprintf("/ufficio/operatori/%d", list[0].ID))
	other.Submit(other.Path, map[string]string{"user": fmt.Sprint(s.ids["qui@demo.example"])}).Want(422).Has("già di un altro operatore")
	s.as(t, "qui").Get("/ufficio/operatori").Want(403)
}

// Whoever ends an operator's work at a desk sees first which appointments are left.
func TestLeavingADeskShowsTheComingAppointments(t *testing.T) {
	s, boss, _ := withBoss(t)
	path := s.booked(t).Path
	for n := range 2 {
		p := boss.Get("/ufficio/operatori/" + s.operator(t, n)).Want(200)
		ask := boss.Get(webtest.Attr(p.Find("a", "class", "btn btn-outline-danger btn-xs"), "href")).Want(200)
		ask.Submit("/fine", map[string]string{"last": "2026-11-01"}).Want(422).Has("i giorni passati non si cambiano")
		done := ask.Submit("/fine", map[string]string{"last": "2026-11-23"})
		if done.Status == 409 {
			done.Has("Un appuntamento resta fuori orario", "Prova Esempio")
			done = done.Submit("/fine", map[string]string{"choice-" + path[strings.LastIndex(path, "/")+1:]: "keep"})
		}
		done.Follow().Want(200).Has("Lavoro allo sportello terminato", "fino al 23/11/2026")
	}
	boss.Get(path).Has("Prenotato")
	boss.Get(fmt.Sprintf("/ufficio?sportello=%d", s.desk.ID)).Has("Fuori orario").HasNot("day-free")
}
