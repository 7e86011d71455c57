package office_test

import (
	"fmt"
	"testing"

	"approdo/app/services"
	"approdo/app/web/webtest"
)

func TestRemindersAreSetByArea(t *testing.T) {
	s := newOffice(t)
	s.as(t, "qui").Get("/ufficio/promemoria").Want(403)
	b := s.as(t, "admin")
	p := b.Get("/ufficio/promemoria").Want(200).Has("2 giorni prima", "3 ore prima")
	link := webtest.Attr(p.All("a", "class", "btn btn-outline-primary btn-xs")[0], "href")
	form := b.Get(link).Want(200)
	form.Submit(link, map[string]string{"first": "60", "last": "180"}).Want(422).Has("almeno un'ora prima")
	form.Submit(link, map[string]string{"first": "mai", "last": "180"}).Want(422)
	form.Submit(link, map[string]string{"first": "1440", "last": "0"}).Follow().Want(200).Has("1 giorno prima", "Nessuno")
	areas, err := services.List(t.Context(), s.Pools.Web)
	if err != nil || areas[0].FirstReminder != 1440 || areas[0].LastReminder != 0 || areas[1].FirstReminder != 2880 {
		t.Errorf("%v: %+v", err, areas[0])
	}
	b.Get("/ufficio/promemoria/999999").Want(404)
}

// What was sent stands beside the appointment; reminders can be refused at the desk.
func TestAnAppointmentShowsItsMessages(t *testing.T) {
	s := newOffice(t)
	s.booked(t).HasNot("Messaggi alla persona")
	p := s.as(t, "qui").Get(fmt.Sprintf("/ufficio/appuntamenti/nuovo?sportello=%d&giorno=2026-11-26", s.desk.ID)).Want(200)
	slot := webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
	p = p.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "name": "Prova Due", "email": "due@example.org", "reminders": "no"}).Follow().Want(200)
	p.Has("Messaggi alla persona", "Conferma", "In coda · e-mail", "Promemoria", "Nessuno")
}
