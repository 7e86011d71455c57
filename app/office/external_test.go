package office_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"approdo/app/appointments"
	"approdo/app/appointments/outside"
	"approdo/app/auth"
	"approdo/app/desks"
)

// The operator links a calendar, sees what it does to the day, and never its address again.
func TestAnOperatorLinksACalendar(t *testing.T) {
	s := newOffice(t)
	s.as(t, "qui").Get("/ufficio/profilo/impegni").Want(200).Has("non è collegato a un operatore")
	booked := s.booked(t)
	a, err := appointments.Find(t.Context(), s.Pools.Web, auth.Program("test"), idOf(t, booked.Path))
	if err != nil {
		t.Fatal(err)
	}
	if err := desks.LinkOperator(t.Context(), s.Pools.Web, a.OperatorID, s.ids["qui@demo.example"]); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Dentista\r\nDTSTART;TZID=Europe/Rome:20261124T093000\r\nDTEND;TZID=Europe/Rome:20261124T113000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	}))
	defer server.Close()
	me := s.as(t, "qui")
	p := me.Get("/ufficio/profilo/impegni").Want(200)
	p.Submit("/impegni", map[string]string{"address": "http://10.0.0.1/x.ics"}).Want(422).Has("https://")
	p = p.Submit("/impegni", map[string]string{"address": server.URL + "/segretissimo.ics"}).Follow().Want(200)
	p.Has("Calendario salvato", "127.0.0.1").HasNot("segretissimo")
	actor := auth.Actor{UserID: s.ids["qui@demo.example"], Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{s.desk.ID}}
	_, x, err := appointments.FindExternal(t.Context(), s.Pools.Web, actor)
	if err != nil {
		t.Fatal(err)
	}
	o := appointments.ExternalOptions{Signer: s.Gate.Signer, Fetcher: outside.New(true)}
	if err := o.Read(t.Context(), s.Pools.Web, x.ID, tuesday); err != nil {
		t.Fatal(err)
	}
	p = me.Get("/ufficio/profilo/impegni").Want(200).Has("Appuntamenti negli stessi orari", "Prova Esempio", "Ultima lettura").HasNot("segretissimo", "Dentista")
	me.Get("/ufficio").Want(200).Has("Impegno esterno").HasNot("Dentista")
	server.Close()
	if err := o.Read(t.Context(), s.Pools.Web, x.ID, tuesday); err != nil {
		t.Fatal(err)
	}
	me.Get("/ufficio/profilo/impegni").Has("Non riusciamo a leggerlo da", "non risponde", "Valgono gli impegni dell'ultima lettura").HasNot("segretissimo")
	p.Submit("/eliminazione", nil).Follow().Has("Calendario scollegato")
	me.Get("/ufficio").HasNot("Impegno esterno")
}

// idOf is the number at the end of an address.
func idOf(t *testing.T, path string) int64 {
	t.Helper()
	id, err := strconv.ParseInt(path[strings.LastIndex(path, "/")+1:], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
