package applications_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"approdo/app/applications"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/office"
	"approdo/app/people"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with a person in charge at the first desk: anna works there, bruno
// elsewhere, dino may not read cases.
type town struct {
	*webtest.Site
	ids    map[string]int64
	anna   auth.Actor
	id     int64
	person string // the address of the file
}

func newTown(t *testing.T) *town {
	t.Helper()
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	s := &town{Site: webtest.New(t, now, webtest.Menus{Office: office.Menu()})}
	ctx, db := t.Context(), s.Pools.Web
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(services.LoadAreas(ctx, db))
	demo, err := desks.SeedDemo(ctx, db, now)
	must(err)
	user := func(name string, role auth.Role, desk int) auth.DemoUser {
		return auth.DemoUser{Email: name + "@demo.example", Name: name + " Prova", Lang: "it", Roles: []auth.Role{role}, DeskIDs: []int64{demo.Desks[desk].ID}}
	}
	s.ids, err = auth.SeedDemo(ctx, db, []auth.DemoUser{user("anna", auth.Reception, 0), user("bruno", auth.Specialist, 1), user("dino", auth.Scout, 0)}, "una frase molto lunga", now)
	must(err)
	office.Register(s.Web, s.Pools, s.Gate)
	s.anna = auth.Actor{UserID: s.ids["anna@demo.example"], Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{demo.Desks[0].ID}}
	s.id, err = people.Open(ctx, db, s.anna, demo.Desks[0].ID, people.Form{Identity: people.Identity{Given: "Fatima", Surname: "Prova", Lang: "ar"}}, now)
	must(err)
	_, err = cases.TakeInCharge(ctx, db, s.anna, cases.Intake{PersonID: s.id, DeskID: demo.Desks[0].ID, NoticeVersion: "2026-11", NoticeLang: "ar"}, now)
	must(err)
	s.person = fmt.Sprintf("/ufficio/persone/%d", s.id)
	return s
}

func (s *town) as(t *testing.T, name string) *webtest.Browser {
	return s.Browser(t).SignIn(s.ids[name+"@demo.example"])
}

// recorded is the page of a nomination of forty days ago.
func (s *town) recorded(t *testing.T, b *webtest.Browser) *webtest.Page {
	t.Helper()
	return b.Get(s.person+"/candidature/nuova").Want(200).Submit("/nuova", map[string]string{"road": "desk", "position": "Meccanica", "employer": "Officina Zeta", "place": "Bari",
		"means": "phone", "sent_on": "2026-10-15"}).Follow().Want(200)
}

// step posts a step from the page of an application.
func step(b *webtest.Browser, p *webtest.Page, to string, more map[string]string) *webtest.Page {
	values := url.Values{"_csrf": {webtest.Attr(p.Find("input", "name", "_csrf"), "value")}, "from": {webtest.Attr(p.Find("input", "name", "from"), "value")}, "to": {to}}
	for name, v := range more {
		values.Set(name+"-"+to, v)
	}
	return b.Post(p.Path+"/novita", values)
}

func TestFromTheApplicationToThePlacement(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	anna.Get(s.person).Want(200).Has("Non c'è ancora nessuna candidatura")
	anna.Get(s.person + "/candidature").Want(200).Has("Non c'è ancora nessuna candidatura")
	anna.Get(s.person+"/candidature/nuova").Submit("/nuova", nil).Want(422).Has("Scegli chi si è mosso")
	bad := anna.Get(s.person+"/candidature/nuova").Submit("/nuova", map[string]string{"road": "desk", "employer": "Officina Zeta", "sent_on": "2030-01-01"}).Want(422).
		Has("Scrivi che lavoro è", "Scegli in che modo", "Questo giorno deve ancora venire")
	if webtest.Attr(bad.Find("input", "name", "employer"), "value") != "Officina Zeta" {
		t.Error("what was typed is lost")
	}
	p := s.recorded(t, anna).Has("Candidatura registrata", "Meccanica · Officina Zeta", "Segnalata dallo sportello", "Nessuna notizia da 40 giorni", "anna Prova")
	step(anna, p, "not_hired", map[string]string{"reason": "other"}).Want(422).Has("Scrivi il motivo in poche parole")
	step(anna, p, "interview", map[string]string{"meet_clock": "10:00"}).Want(422).Has("Scrivi anche il giorno")
	p = step(anna, p, "interview", map[string]string{"meet_on": "2026-11-26", "meet_clock": "10:00", "meet_place": "In officina"}).Follow().Want(200).
		Has("Novità registrata", "26/11/2026 10:00", "In officina").HasNot("Nessuna notizia")
	anna.Get("/ufficio/candidature?guarda=meetings").Want(200).Has("Fatima Prova", "26/11/2026 10:00")
	p = step(anna, p, "not_hired", map[string]string{"reason": "language"}).Follow().Want(200).Has("Per la lingua")
	p = p.Submit("/ripristino", nil).Follow().Want(200).Has("L'ultimo passo è annullato", "Annullato, torna a: Colloquio")
	p = step(anna, p, "hired", map[string]string{"contract": "fixed", "starts_on": "2026-12-01"}).Follow().Want(200).Has("Assunzione", "Tempo determinato", "registra l'inserimento")

	kind := anna.Get(webtest.Attr(p.Find("a", "class", "btn btn-primary btn-xs"), "href")).Want(200).Has("Che inserimento è?")
	var contract string
	for _, a := range kind.All("a", "class", "tile-link") {
		if href := webtest.Attr(a, "href"); strings.Contains(href, "tipo=contract") {
			contract = href
		}
	}
	form := anna.Get(contract).Want(200)
	for name, want := range map[string]string{"firm": "Officina Zeta", "place": "Bari", "occupation": "Meccanica", "starts_on": "2026-12-01"} {
		if got := webtest.Attr(form.Find("input", "name", name), "value"); got != want {
			t.Errorf("the placement begins with %s %q", name, got)
		}
	}
	form.Submit("/inserimento", map[string]string{"working_time": "full", "ends_on": "2027-05-31"}).Follow().Want(200).Has("Officina Zeta", "Tempo determinato")
	anna.Get(s.person).Want(200).Has("1 candidatura")
	anna.Get("/ufficio/candidature").Want(200).Has("Candidature segnalate", "Persone assunte", "Meccanica")
}

func TestCorrectingAndTakingAway(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	p := s.recorded(t, anna)
	edit := anna.Get(p.Path + "/modifica").Want(200)
	edit.Submit("/modifica", map[string]string{"sent_on": "ieri"}).Want(422).Has("Controlla la data")
	edit.Submit("/modifica", map[string]string{"position": "Carrozziera"}).Follow().Want(200).Has("Candidatura corretta", "Carrozziera")
	edit.Submit("/modifica", map[string]string{"position": "Elettrauto"}).Follow().Want(200).Has("Nel frattempo qualcuno")
	p.Submit("/rimozione", nil).Follow().Want(200).Has("Candidatura tolta")
	anna.Get(p.Path).Want(404)
	anna.Get("/ufficio/candidature").Want(200).Has("Non c'è nessuna candidatura")
}

func TestTheListIsFilteredAndRead(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	for i := range applications.PageSize + 2 {
		f := applications.Form{Key: fmt.Sprintf("an-application-of-the-test-%d", i), Road: applications.Own, Terms: applications.Terms{Position: fmt.Sprintf("Lavoro n. %d.", i), Employer: "Ditta Zeta",
			Means: "site", SentOn: desks.Date{Year: 2026, Month: 9, Day: 1}.AddDays(i % 20)}}
		if _, err := applications.Record(t.Context(), s.Pools.Web, s.anna, s.id, f, s.Now); err != nil {
			t.Fatal(err)
		}
	}
	s.recorded(t, anna)
	first := anna.Get("/ufficio/candidature").Want(200)
	next := webtest.Attr(first.Find("a", "class", "btn btn-outline-primary"), "href")
	if !strings.Contains(next, "dopo=") || len(first.All("tr")) != applications.PageSize+1 {
		t.Fatalf("the first page has %d lines and leads to %q", len(first.All("tr")), next)
	}
	if n := len(anna.Get(next).Want(200).All("tr")); n != 4 {
		t.Errorf("the second page has %d lines", n)
	}
	anna.Get("/ufficio/candidature?strada=desk").Want(200).Has("Meccanica").HasNot("Ditta Zeta")
	anna.Get("/ufficio/candidature?stato=hired").Want(200).HasNot("Meccanica")
	anna.Get("/ufficio/candidature?guarda=silent").Want(200).Has("Nessuna notizia da 84 giorni")
	anna.Get("/ufficio/candidature?dopo=x&strada=x&stato=x&guarda=x").Want(200).Has("Meccanica")
	anna.Get("/ufficio/candidature?sportello=999").Want(404)
}

// TestWhoseApplicationsOneSees: another desk finds nothing, who reads no cases is refused.
func TestWhoseApplicationsOneSees(t *testing.T) {
	s := newTown(t)
	p := s.recorded(t, s.as(t, "anna"))
	bruno, dino := s.as(t, "bruno"), s.as(t, "dino")
	token := url.Values{"_csrf": {webtest.Attr(bruno.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "from": {"sent"}, "to": {"hired"}}
	bruno.Get("/ufficio/candidature").Want(200).HasNot("Meccanica", "Fatima")
	for _, address := range []string{p.Path, p.Path + "/modifica", s.person + "/candidature", s.person + "/candidature/nuova"} {
		bruno.Get(address).Want(404)
		dino.Get(address).Want(403)
	}
	for _, rest := range []string{"/modifica", "/novita", "/ripristino", "/rimozione"} {
		bruno.Post(p.Path+rest, token).Want(404)
	}
	bruno.Post(s.person+"/candidature/nuova", token).Want(404)
	dino.Get("/ufficio/candidature").Want(403)
	s.Browser(t).Get("/ufficio/candidature").Want(303)
}
