package office_test

import (
	"fmt"
	"strings"
	"testing"

	"approdo/app/web/webtest"
)

// withMediator books one appointment that asks for a mediator of Arabic.
func (s *staffed) withMediator(t *testing.T, name string) *webtest.Page {
	t.Helper()
	p := s.as(t, "qui").Get(fmt.Sprintf("/ufficio/appuntamenti/nuovo?sportello=%d&giorno=2026-11-24", s.desk.ID)).Want(200)
	slot := webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
	return p.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "name": name, "phone": "080 123 4567", "mediator": "ar"}).Follow().Want(200)
}

func TestRoomsAreWrittenAndChanged(t *testing.T) {
	s, boss, base := withBoss(t)
	boss.Get(base + "/stanze").Want(200).Has("Nessuna stanza")
	form := boss.Get(base + "/stanze/nuova").Want(200)
	form.Submit("/stanze", map[string]string{"name": "", "seats": "x"}).Want(422).Has("Scrivi il nome", "numero di posti")
	form.Submit("/stanze", map[string]string{"name": "Stanza Blu", "seats": "2"}).Follow().Has("Stanza salvata", "Stanza Blu")
	form.Submit("/stanze", map[string]string{"name": "Stanza Blu", "seats": "2"}).Want(422).Has("questo nome")
	form.Submit("/stanze", map[string]string{"name": "Stanza Verde", "seats": "4", "accessible": "1"}).Follow()
	p := s.booked(t).Has("Stanza Blu")
	s.as(t, "qui").Get("/ufficio").Has("Stanza Blu")
	s.as(t, "qui").Get("/ufficio/agenda/stampa?giorno=2026-11-24").Has("Stanza Blu")
	green := p.Find("option", "selected", "") // of the room: the blue one
	if green == nil {
		t.Fatal("no room is chosen")
	}
	other := ""
	for _, o := range p.All("option") {
		if v := webtest.Attr(o, "value"); v != "" && v != webtest.Attr(green, "value") {
			other = v
		}
	}
	p.Submit("/stanza", map[string]string{"room": other}).Follow().Has("Stanza cambiata", "Stanza Verde")
	second := s.booked(t).Has("Stanza Blu")
	second.Submit("/stanza", map[string]string{"room": other}).Want(409).Has("occupata in quell'orario")
	edit := boss.Get(base + "/stanze")
	room := boss.Get(webtest.Attr(edit.Find("a", "href", base+"/stanze/"+other), "href")).Want(200).Has("Un appuntamento in arrivo cerca un altro posto")
	room.Submit("/stanze/"+other, map[string]string{"use": "no"}).Follow().Has("rimasti senza stanza: 1", "Non più in uso")
	boss.Get(fmt.Sprintf("/ufficio/sportelli/%d/stanze/%s", s.other.ID, other)).Want(404)
}

func TestMediatorsAreWrittenFoundAndAssigned(t *testing.T) {
	s, boss, _ := withBoss(t)
	p := s.withMediator(t, "Prova Esempio").Has("Mediatore da trovare")
	s.as(t, "qui").Get("/ufficio").Has("Un appuntamento di oggi aspetta un mediatore")
	form := boss.Get("/ufficio/mediatori/nuovo").Want(200)
	form.Submit("/ufficio/mediatori", map[string]string{"hours_tu": "sempre", "email": "boh"}).Want(422).Has("Scrivi il nome", "Scrivi le ore così", "Scegli almeno una lingua", "Scegli almeno uno sportello")
	form.Submit("/ufficio/mediatori", map[string]string{"name": "Samira Prova", "email": "samira@example.com", "languages": "ar", "desks": fmt.Sprint(s.desk.ID), "hours_tu": "9-13"}).
		Follow().Has("Mediatore salvato", "Samira Prova", "martedì 09:00–13:00", "Orientation Desk")
	wanted := s.as(t, "qui").Get("/ufficio/mediatori/richieste").Want(200).Has("Prova Esempio", "arabo")
	s.as(t, "la").Get("/ufficio/mediatori/richieste").Want(200).HasNot("Prova Esempio")
	wanted.Submit("/mediatore", nil).Follow().Has("Mediatore aggiornato", "Samira Prova")
	s.as(t, "qui").Get("/ufficio/mediatori/richieste").Has("Ogni appuntamento che chiede un mediatore ne ha uno")
	s.as(t, "qui").Get("/ufficio").Has("Mediatore: Samira Prova")
	s.as(t, "qui").Get("/ufficio/agenda/stampa?giorno=2026-11-24").Has("Samira Prova")
	second := s.withMediator(t, "Altra Prova").Has("Mediatore da trovare", "Samira Prova (occupato)")
	s.as(t, "qui").Get("/ufficio/mediatori/richieste").Submit("/mediatore", nil).Want(409).Has("Nessun mediatore di questa lingua")
	s.as(t, "qui").Get(p.Path).Submit("/mediatore", map[string]string{"helper": ""}).Follow().Has("Mediatore da trovare")
	s.as(t, "qui").Get(second.Path).Submit("/mediatore", map[string]string{"helper": "first"}).Follow().Has("Samira Prova")
	list := boss.Get("/ufficio/mediatori")
	m := boss.Get(mediatorLink(t, list)).Want(200).Has("Un appuntamento in arrivo cerca un altro mediatore")
	if webtest.Attr(m.Find("input", "name", "hours_tu"), "value") != "09:00–13:00" {
		t.Error("the hours do not come back")
	}
	m.Submit(m.Path, map[string]string{"use": "no"}).Follow().Has("trovare un mediatore: 1", "Non più in uso")
	s.as(t, "qui").Get("/ufficio/mediatori").Want(403)
}

func mediatorLink(t *testing.T, p *webtest.Page) string {
	t.Helper()
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); strings.HasPrefix(href, "/ufficio/mediatori/") && !strings.HasSuffix(href, "/nuovo") {
			return href
		}
	}
	t.Fatal("no mediator is listed")
	return ""
}
