package office_test

import (
	"fmt"
	"testing"

	"approdo/app/web/webtest"
)

// What was sent stands beside the appointment; reminders can be refused at the desk.
func TestAnAppointmentShowsItsMessages(t *testing.T) {
	s := newOffice(t)
	s.booked(t).HasNot("Messaggi alla persona")
	p := s.as(t, "qui").Get(fmt.Sprintf("/ufficio/appuntamenti/nuovo?sportello=%d&giorno=2026-11-26", s.desk.ID)).Want(200)
	slot := webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
	p = p.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "name": "Prova Due", "email": "due@example.org", "reminders": "no"}).Follow().Want(200)
	p.Has("Messaggi alla persona", "Conferma", "In coda · e-mail", "Promemoria", "Nessuno")
}
