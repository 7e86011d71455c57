package office_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/office"
	"approdo/app/print"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// tuesday is a day on which the demo's desks are open: 09:00 in Rome.
var tuesday = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// staffed is the office with the demo's desks and one account per case.
type staffed struct {
	*webtest.Site
	ids         map[string]int64
	desk, other desks.Desk
}

func newOffice(t *testing.T) *staffed {
	t.Helper()
	return newOfficeWith(t, print.Options{})
}

func newOfficeWith(t *testing.T, o print.Options) *staffed {
	t.Helper()
	s := &staffed{Site: webtest.Printing(t, testdb.Pools(t), tuesday, webtest.Menus{Office: office.Menu()}, o)}
	ctx, db := t.Context(), s.Pools.Web
	if err := errors.Join(services.LoadAreas(ctx, db), services.LoadRepertoires(ctx, db, tuesday.AddDate(-1, 0, 0))); err != nil {
		t.Fatal(err)
	}
	demo, err := desks.SeedDemo(ctx, db, tuesday)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range demo.Desks {
		switch d.Slug {
		case "orientation-desk":
			s.desk = d
		case "torre-civica-informativo":
			s.other = d
		}
	}
	users := []auth.DemoUser{
		{Email: "qui@demo.example", Name: "Accoglienza", Lang: "it", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{s.desk.ID}},
		{Email: "la@demo.example", Name: "Altrove", Lang: "it", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{s.other.ID}},
		{Email: "nessuno@demo.example", Name: "Senza sportello", Lang: "it", Roles: []auth.Role{auth.Reception}},
		{Email: "coordina@demo.example", Name: "Coordinamento", Lang: "it", Roles: []auth.Role{auth.Coordinator}},
		{Email: "admin@demo.example", Name: "Amministratore", Lang: "it", Roles: []auth.Role{auth.Admin}},
		{Email: "dati@demo.example", Name: "Responsabile dati", Lang: "it", Roles: []auth.Role{auth.Protection}},
		{Email: "redazione@demo.example", Name: "Redazione", Lang: "it", Roles: []auth.Role{auth.Editor}},
	}
	if s.ids, err = auth.SeedDemo(ctx, db, users, "una frase molto lunga", tuesday); err != nil {
		t.Fatal(err)
	}
	office.Register(s.Web, s.Pools, s.Gate)
	return s
}

func (s *staffed) as(t *testing.T, name string) *webtest.Browser {
	return s.Browser(t).SignIn(s.ids[name+"@demo.example"])
}

// booked makes an appointment at the first desk through the office's own form.
func (s *staffed) booked(t *testing.T) *webtest.Page {
	t.Helper()
	p := s.as(t, "qui").Get(fmt.Sprintf("/ufficio/appuntamenti/nuovo?sportello=%d&giorno=2026-11-24", s.desk.ID)).Want(200)
	slot := webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
	return p.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "name": "Prova Esempio", "phone": "080 123 4567"}).Follow().Want(200)
}

func TestTodayShowsTheWholeDesk(t *testing.T) {
	s := newOffice(t)
	s.booked(t)
	p := s.as(t, "qui").Get("/ufficio").Want(200)
	p.Has("Oggi", "martedì 24 novembre", "Prova Esempio", "libero")
	operators, err := desks.Operators(t.Context(), s.Pools.Web, s.desk.ID)
	if err != nil || len(operators) == 0 {
		t.Fatalf("operators: %v %v", operators, err)
	}
	for _, o := range operators {
		p.Has(o.Name)
	}
	if got := len(p.All("section", "class", "day-col")); got != len(operators) {
		t.Errorf("%d columns for %d operators", got, len(operators))
	}
}

func TestHolidayAndEmptyDaySaySo(t *testing.T) {
	s := newOffice(t)
	s.as(t, "qui").Get("/ufficio?giorno=2026-12-08").Want(200).Has("Giorno festivo")
	s.as(t, "qui").Get("/ufficio?giorno=2026-11-28").Want(200).Has("lo sportello non apre")
	s.as(t, "nessuno").Get("/ufficio").Want(200).Has("Non sei assegnato a nessuno sportello")
	s.as(t, "qui").Get("/ufficio?giorno=domani").Want(404)
}

func TestArrivedSeenNoShowAndUndo(t *testing.T) {
	s := newOffice(t)
	p := s.booked(t).Has("Prenotato", "Prova Esempio", "+39 080 123 4567")
	p = p.Submit("/arrivo", nil).Follow().Has("Arrivo registrato", "Arrivato")
	p = p.Submit("/colloquio", nil).Follow().Has("Colloquio fatto")
	p = p.Submit("/ripristino", nil).Follow().Has("Segnalazione annullata")
	if p.Find("form", "action", strings.TrimSuffix(p.Path, "/")+"/colloquio") == nil {
		t.Error("after the undo the meeting can be marked again")
	}
}

func TestCancelWithAReason(t *testing.T) {
	s := newOffice(t)
	p := s.booked(t)
	bad := p.Submit("/annullamento", map[string]string{"reason": strings.Repeat("x", 301)}).Want(422)
	if bad.Find("a", "href", "#reason") == nil {
		t.Error("the summary must lead to the reason")
	}
	bad.Submit("/annullamento", map[string]string{"reason": "Ha telefonato"}).Follow().Has("Annullato", "Ha telefonato")
}

func TestBookingForSomebodyKeepsWhatWasTyped(t *testing.T) {
	s := newOffice(t)
	p := s.as(t, "qui").Get("/ufficio/appuntamenti/nuovo?giorno=2026-11-24").Want(200)
	p = p.Submit("/ufficio/appuntamenti", map[string]string{"name": "Prova Esempio", "note": "Chiama dopo pranzo"}).Want(422)
	p.Has("Scegli un orario", "Chiama dopo pranzo")
	slot := webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value")
	again := p.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot}).Want(422) // neither phone nor e-mail
	if webtest.Attr(again.Find("input", "id", "name"), "value") != "Prova Esempio" {
		t.Error("the name is lost")
	}
}

// Double click at the counter: one appointment.
func TestOneBookingHoweverOftenSent(t *testing.T) {
	s := newOffice(t)
	p := s.as(t, "qui").Get("/ufficio/appuntamenti/nuovo?giorno=2026-11-24")
	form := map[string]string{"slot": webtest.Attr(p.Find("input", "type", "radio", "name", "slot"), "value"), "name": "Prova Esempio", "phone": "0801234567"}
	first := p.Submit("/ufficio/appuntamenti", form).Want(303).Header.Get("Location")
	second := p.Submit("/ufficio/appuntamenti", form).Want(303).Header.Get("Location")
	if first != second {
		t.Errorf("two presses gave %s and %s", first, second)
	}
}

// Peer test 3: the citizen takes the time while staff fill the form.
func TestStaffSeeTheClash(t *testing.T) {
	s := newOffice(t)
	operators, err := desks.Operators(t.Context(), s.Pools.Web, s.desk.ID)
	if err != nil {
		t.Fatal(err)
	}
	page := s.as(t, "qui").Get(fmt.Sprintf("/ufficio/appuntamenti/nuovo?giorno=2026-11-24&operatore=%d", operators[0].ID))
	slot := webtest.Attr(page.Find("input", "type", "radio", "name", "slot"), "value")
	form := map[string]string{"slot": slot, "name": "Prova Seconda", "phone": "0801234568"}
	other := s.as(t, "qui").Get(fmt.Sprintf("/ufficio/appuntamenti/nuovo?giorno=2026-11-24&operatore=%d", operators[0].ID))
	other.Submit("/ufficio/appuntamenti", map[string]string{"slot": slot, "name": "Prova Prima", "phone": "0801234567"}).Want(303)
	clash := page.Submit("/ufficio/appuntamenti", form).Want(422)
	clash.Has(s.Catalog.For("it").T("appointments.error.taken"))
	if webtest.Attr(clash.Find("input", "id", "name"), "value") != "Prova Seconda" {
		t.Error("the name is lost in the clash")
	}
	if clash.Find("input", "name", "slot", "value", slot) != nil {
		t.Error("the taken time is still offered")
	}
}

// Peer test 13: desk A neither sees nor changes desk B by any id.
func TestOtherDesksDoNotExist(t *testing.T) {
	s := newOffice(t)
	link := s.booked(t).Path
	b := s.as(t, "la")
	b.Get(link).Want(404)
	b.Get(fmt.Sprintf("/ufficio?sportello=%d", s.desk.ID)).Want(404)
	b.Get(fmt.Sprintf("/ufficio/appuntamenti/nuovo?sportello=%d", s.desk.ID)).Want(404)
	own := b.Get("/ufficio/appuntamenti/nuovo").Want(200)
	own.Submit("/ufficio/appuntamenti", map[string]string{"sportello": fmt.Sprint(s.desk.ID), "name": "Prova", "phone": "0801234567"}).Want(404)
	token := webtest.Attr(own.Find("input", "name", "_csrf"), "value")
	for _, verb := range []string{"arrivo", "colloquio", "assenza", "ripristino", "annullamento"} {
		b.Post(link+"/"+verb, map[string][]string{"_csrf": {token}, "reason": {"prova"}}).Want(404)
	}
}

func TestAuditTrailTellsWho(t *testing.T) {
	s := newOffice(t)
	s.booked(t).Submit("/arrivo", nil).Want(303)
	p := s.as(t, "dati").Get("/ufficio/registro").Want(200)
	p.Has("Accoglienza", "appointments.").HasNot("Prova Esempio", "080123")
	s.as(t, "qui").Get("/ufficio/registro").Want(403)
}

func TestDeadJobsAreShownAndHandled(t *testing.T) {
	s := newOffice(t)
	ctx := context.Background()
	_, err := s.Pools.Web.ExecContext(ctx, `INSERT INTO jobs (kind, payload, run_at, attempts, max_attempts, dead_at, last_error)
		VALUES ('prova.rotta', '{}', now(), 5, 5, now(), 'unavailable'), ('prova.persa', '{}', now(), 5, 5, now(), 'unavailable')`)
	if err != nil {
		t.Fatal(err)
	}
	p := s.as(t, "admin").Get("/ufficio/lavori").Want(200).Has("prova.rotta", "prova.persa")
	p.Submit("/ripresa", nil).Follow().Has("ripartirà")
	p = s.as(t, "admin").Get("/ufficio/lavori")
	p.Submit("/eliminazione", nil).Follow().Has("eliminato", "Nessun lavoro fallito")
	s.as(t, "dati").Get("/ufficio/lavori").Want(200)
	s.as(t, "qui").Get("/ufficio/lavori").Want(403)
}
