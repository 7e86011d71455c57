package office_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/services"
	list "approdo/app/waiting"
	"approdo/app/web/webtest"
)

// waits puts somebody into the list of the first desk through the office's form.
func (s *staffed) waits(t *testing.T, change map[string]string) *webtest.Page {
	t.Helper()
	typed := map[string]string{"name": "Prova Attesa", "phone": "080 123 4567", "until": "2026-12-24"}
	for k, v := range change {
		typed[k] = v
	}
	return s.as(t, "qui").Get(fmt.Sprintf("/ufficio/attesa/nuova?sportello=%d", s.desk.ID)).Want(200).Submit("/ufficio/attesa", typed)
}

func TestStaffPutSomebodyIntoTheList(t *testing.T) {
	s := newOffice(t)
	s.waits(t, map[string]string{"phone": ""}).Want(422)
	again := s.waits(t, map[string]string{"until": "domani"}).Want(422)
	if again.Find("a", "href", "#until") == nil || webtest.Attr(again.Find("input", "id", "name"), "value") != "Prova Attesa" {
		t.Error("the form must come back with what was typed and lead to what is wrong")
	}
	p := s.waits(t, nil).Follow().Want(200)
	p.Has("Prova Attesa", "La persona è in lista", "Questa persona non ha e-mail", "+39 080 123 4567", "Ancora nessuna proposta")
	s.waits(t, map[string]string{"name": "Prova Due", "email": "due@example.org", "dove": "ovunque"}).Follow().Want(200).Has("Qualsiasi sportello").HasNot("Questa persona non ha e-mail")
	index := s.as(t, "qui").Get("/ufficio/attesa").Want(200).Has("Prova Attesa", "Da chiamare", "Prova Due", "In attesa")
	if text := index.Text(); strings.Index(text, "Prova Attesa") > strings.Index(text, "Prova Due") {
		t.Error("who waits longer must come first")
	}
	s.as(t, "qui").Get("/ufficio").Want(200).Has("2 in attesa")
	s.as(t, "la").Get("/ufficio/attesa").Want(200).HasNot("Prova Attesa")
	s.as(t, "la").Get(p.Path).Want(404)
	s.as(t, "la").Get(fmt.Sprintf("/ufficio/attesa?sportello=%d", s.desk.ID)).Want(404)
	s.as(t, "coordina").Get(p.Path).Want(200).Has("Prova Attesa")
	s.as(t, "redazione").Get("/ufficio/attesa").Want(403)
	s.as(t, "nessuno").Get("/ufficio/attesa").Want(200).Has("Non sei assegnato a nessuno sportello")
}

func TestStaffRemoveSomebodyWithAReason(t *testing.T) {
	s := newOffice(t)
	p := s.waits(t, nil).Follow().Want(200)
	if bad := p.Submit("/rimozione", nil).Want(422); bad.Find("a", "href", "#reason") == nil {
		t.Error("the summary must lead to the reason")
	}
	token := webtest.Attr(p.Find("input", "name", "_csrf"), "value")
	s.as(t, "la").Post(p.Path+"/rimozione", url.Values{"reason": {"altro"}, "_csrf": {token}}).Want(422) // not their session's token
	stranger := s.as(t, "la")
	foreign := stranger.Get("/ufficio/attesa/nuova").Want(200)
	stranger.Post(p.Path+"/rimozione", url.Values{"reason": {"altro"}, "_csrf": {webtest.Attr(foreign.Find("input", "name", "_csrf"), "value")}}).Want(404)
	p.Submit("/rimozione", map[string]string{"reason": "Ha trovato lavoro"}).Follow().Want(200).Has("Tolta dallo sportello", "Ha trovato lavoro")
	s.as(t, "qui").Get("/ufficio/attesa").Want(200).Has("Nessuno in questa lista")
	s.as(t, "qui").Get("/ufficio/attesa?stato=usciti").Want(200).Has("Prova Attesa", "Tolta dallo sportello")
	s.as(t, "qui").Get("/ufficio/attesa?dopo=x").Want(404)
}

func TestStaffSeeTheOffersMade(t *testing.T) {
	s := newOffice(t)
	p := s.waits(t, map[string]string{"email": "uno@example.org"}).Follow().Want(200)
	ctx := t.Context()
	if _, err := s.Pools.Web.ExecContext(ctx, "UPDATE waiting_entries SET sooner_than = NULL"); err != nil {
		t.Fatal(err)
	}
	if err := list.Sweep(ctx, s.Pools.Web, false, s.Now); err != nil {
		t.Fatal(err)
	}
	s.as(t, "qui").Get(p.Path).Want(200).Has("Proposte fatte", "24 novembre 2026", "valida fino a").HasNot("Ancora nessuna proposta")
}

func TestLongListsAreReadAPageAtATime(t *testing.T) {
	s := newOffice(t)
	area, err := services.FindBySlug(t.Context(), s.Pools.Web, "accoglienza-e-ascolto")
	if err != nil {
		t.Fatal(err)
	}
	who := auth.Actor{UserID: s.ids["qui@demo.example"], Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{s.desk.ID}}
	for i := range list.PageSize + 3 {
		_, err := list.Add(t.Context(), s.Pools.Web, who, list.Joining{
			Key: fmt.Sprintf("a-long-list-of-people-%d", i), DeskID: s.desk.ID, AreaID: area.ID, Wish: list.Wish{Until: dayOf(s)},
			Details: appointments.Details{Lang: "it"}, Contact: appointments.Contact{Name: fmt.Sprintf("Persona %03d", i), Email: fmt.Sprintf("p%d@example.org", i)},
		}, appointments.Phone, false, s.Now)
		if err != nil {
			t.Fatal(err)
		}
	}
	first := s.as(t, "qui").Get("/ufficio/attesa").Want(200).Has("Persona 000", "Persona 049").HasNot("Persona 050")
	next := ""
	for _, a := range first.All("a") {
		if strings.Contains(webtest.Attr(a, "href"), "dopo=") {
			next = webtest.Attr(a, "href")
		}
	}
	if next == "" {
		t.Fatal("no way to the next page")
	}
	s.as(t, "qui").Get(next).Want(200).Has("Persona 050", "Persona 052").HasNot("Persona 049")
}

func TestTheTimeToAnswerIsSetByDesk(t *testing.T) {
	s := newOffice(t)
	path := fmt.Sprintf("/ufficio/attesa/impostazioni?sportello=%d", s.desk.ID)
	s.as(t, "qui").Get(path).Want(403)
	p := s.as(t, "coordina").Get(path).Want(200)
	p.Submit("/impostazioni", map[string]string{"hold": "5"}).Want(422).Has("Scegli un tempo")
	p.Submit("/impostazioni", map[string]string{"hold": "240"}).Follow().Want(200).Has("Impostazione salvata")
	hold, err := list.HoldOf(t.Context(), s.Pools.Web, auth.Actor{UserID: 1, Roles: []auth.Role{auth.Coordinator}}, s.desk.ID)
	if err != nil || hold.Hours() != 4 {
		t.Errorf("%s, %v", hold, err)
	}
}

func dayOf(s *staffed) desks.Date { return desks.DateOf(s.Now).AddDays(30) }
