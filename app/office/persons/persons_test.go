package persons_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/office"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with two desks and somebody at each.
type town struct {
	*webtest.Site
	ids  map[string]int64
	a, b int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	s := &town{Site: webtest.New(t, now, webtest.Menus{Office: office.Menu()})}
	if err := services.LoadAreas(t.Context(), s.Pools.Web); err != nil {
		t.Fatal(err)
	}
	demo, err := desks.SeedDemo(t.Context(), s.Pools.Web, now)
	if err != nil {
		t.Fatal(err)
	}
	s.a, s.b = demo.Desks[0].ID, demo.Desks[1].ID
	users := []auth.DemoUser{
		{Email: "anna@demo.example", Name: "Anna Prova", Lang: "it", Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{s.a}},
		{Email: "bruno@demo.example", Name: "Bruno Prova", Lang: "it", Roles: []auth.Role{auth.Specialist}, DeskIDs: []int64{s.b}},
		{Email: "carla@demo.example", Name: "Carla Prova", Lang: "it", Roles: []auth.Role{auth.Coordinator}},
		{Email: "dino@demo.example", Name: "Dino Prova", Lang: "it", Roles: []auth.Role{auth.Matching}, DeskIDs: []int64{s.a}},
	}
	if s.ids, err = auth.SeedDemo(t.Context(), s.Pools.Web, users, "una frase molto lunga", now); err != nil {
		t.Fatal(err)
	}
	office.Register(s.Web, s.Pools, s.Gate)
	return s
}

func (s *town) as(t *testing.T, name string) *webtest.Browser {
	return s.Browser(t).SignIn(s.ids[name+"@demo.example"])
}

// opened opens a file through the form and gives its page.
func opened(t *testing.T, b *webtest.Browser, values map[string]string) *webtest.Page {
	t.Helper()
	return b.Get("/ufficio/persone/nuova").Want(200).Submit("/ufficio/persone", values).Follow().Want(200)
}

func TestAFileIsOpenedAndFound(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	anna.Get("/ufficio/persone").Want(200).Has("Scrivi un nome")
	p := opened(t, anna, map[string]string{"given": "Fatima", "surname": "Benali", "own_name": "فاطمة", "born_on": "1990-03-03", "phone": "333 1234567, della sorella", "lang": "ar"})
	p.Has("Scheda aperta", "Fatima Benali", "36 anni", "+39 333 123 4567", "della sorella", "arabo", "Anna Prova")
	for _, typed := range []string{"benali", "فاطمة", "3331234567"} {
		anna.Get("/ufficio/persone?cerca="+url.QueryEscape(typed)).Want(200).Has("Fatima Benali", "03/03/1990")
	}
	anna.Get("/ufficio/persone?cerca=zzz").Want(200).Has("Nessuna persona trovata")
	anna.Get("/ufficio/persone").Want(200).Has("Schede che hai aperto per ultime", "Fatima Benali")
	anna.Headers["HX-Request"] = "true"
	part := anna.Get("/ufficio/persone?cerca=benali").Want(200).Has("Fatima Benali")
	if part.Find("form") != nil || part.Find("h1") != nil {
		t.Error("the fragment is the whole page")
	}
}

func TestWrongInputLosesNothing(t *testing.T) {
	s := newTown(t)
	form := s.as(t, "anna").Get("/ufficio/persone/nuova").Want(200)
	p := form.Submit("/ufficio/persone", map[string]string{"surname": "Rossi", "born_on": "1985-12-11", "fiscal_code": "rssmra85t10a562s", "email": "senza chiocciola", "sex": "M"}).Want(422)
	p.Has("Scrivi almeno il nome", "un'altra data di nascita", "Scrivi un indirizzo e-mail", "Ho guardato il documento")
	if p.Find("input", "name", "surname", "value", "Rossi") == nil || p.Find("input", "name", "fiscal_code", "value", "rssmra85t10a562s") == nil {
		t.Error("what was typed is lost")
	}
	p = p.Submit("/ufficio/persone", map[string]string{"given": "Mario", "born_on": "non una data", "email": ""}).Want(422).Has("Scrivi una data di nascita vera")
	p.Submit("/ufficio/persone", map[string]string{"born_on": "1985-12-11", "checked": "1"}).Follow().Want(200).Has("Mario Rossi", "RSSMRA85T10A562S")
}

func TestPeopleKnownAlreadyAreShownFirst(t *testing.T) {
	s := newTown(t)
	opened(t, s.as(t, "anna"), map[string]string{"given": "Mario", "surname": "Rossi", "born_on": "1985-12-10"})
	again := map[string]string{"given": "Mario", "surname": "Rosi", "born_on": "1985-12-10"}
	p := s.as(t, "anna").Get("/ufficio/persone/nuova").Submit("/ufficio/persone", again).Want(422)
	p.Has("Forse la conosciamo già", "Mario Rossi", "stessa data di nascita", "È questa: apri la scheda")

	there := s.as(t, "bruno").Get("/ufficio/persone/nuova").Submit("/ufficio/persone", again).Want(422)
	there.Has("M. R.", "1985", "Apri la scheda anche qui").HasNot("Mario Rossi")
	p.Submit("/ufficio/persone", map[string]string{"distinct": "1"}).Follow().Want(200).Has("Scheda aperta", "Mario Rosi")

	link := ""
	for _, a := range there.All("a") {
		if href := webtest.Attr(a, "href"); strings.HasSuffix(href, "/sportelli") {
			link = href
		}
	}
	bruno := s.as(t, "bruno")
	bruno.Get(strings.TrimSuffix(link, "/sportelli")).Want(404)
	ask := bruno.Get(link).Want(200)
	ask.Submit("/sportelli", nil).Want(422).Has("Scrivi il motivo")
	ask.Submit("/sportelli", map[string]string{"reason": "È venuto oggi"}).Follow().Want(200).Has("Mario Rossi", "È venuto oggi", "Bruno Prova")
}

func TestTwoOperatorsOnOneFile(t *testing.T) {
	s := newTown(t)
	p := opened(t, s.as(t, "anna"), map[string]string{"given": "Prova", "surname": "Uno", "city": "Bari"})
	first, second := s.as(t, "anna").Get(p.Path+"/dati").Want(200), s.as(t, "anna").Get(p.Path+"/dati").Want(200)
	first.Submit("/dati", map[string]string{"city": "Monopoli", "street": "Via Prova 1"}).Follow().Want(200).Has("Dati salvati", "Monopoli")
	clash := second.Submit("/dati", map[string]string{"city": "Fasano", "phone": "333 1234567"}).Want(409)
	clash.Has("Anna Prova ha salvato questa scheda", "l'hai cambiato anche tu", "Via Prova 1")
	if clash.Find("input", "name", "city", "value", "Fasano") == nil || clash.Find("input", "name", "street", "value", "Via Prova 1") == nil {
		t.Error("the form does not hold both people's changes")
	}
	clash.Submit("/dati", nil).Follow().Want(200).Has("Dati salvati", "Fasano", "Via Prova 1", "+39 333 123 4567")
}

func TestMergeAndUndo(t *testing.T) {
	s := newTown(t)
	anna, carla := s.as(t, "anna"), s.as(t, "carla")
	kept := opened(t, anna, map[string]string{"given": "Prova", "surname": "Uno"})
	other := opened(t, anna, map[string]string{"given": "Prova", "surname": "Unno", "phone": "333 1234567"})
	anna.Get(kept.Path + "/unioni").Want(403)
	list := carla.Get(kept.Path+"/unioni?cerca=prova").Want(200).Has("Prova Unno", "Confronta")
	id := other.Path[strings.LastIndexByte(other.Path, '/')+1:]
	if list.Find("a", "href", kept.Path+"/unioni?altra="+id) == nil {
		t.Fatal("the other file is not offered")
	}
	both := carla.Get(kept.Path+"/unioni?altra="+id).Want(200).Has("Resta", "Si unisce")
	page := both.Submit("/unioni", map[string]string{"reason": "stesso documento"}).Follow().Want(200).Has("Schede unite", "stesso documento")
	if got := carla.Get(other.Path).Want(200); !strings.Contains(got.Text(), "Schede unite a questa") {
		t.Error("the merged file does not open the one that stays")
	}
	page.Submit("/annullamento", nil).Follow().Want(200).Has("Unione annullata")
	carla.Get(other.Path).Want(200).Has("Prova Unno").HasNot("Schede unite a questa")
	carla.Get(kept.Path + "/unioni?altra=999999").Want(404)
}

func TestFilesAreForTheirDesk(t *testing.T) {
	s := newTown(t)
	p := opened(t, s.as(t, "anna"), map[string]string{"given": "Prova", "surname": "Uno"})
	bruno := s.as(t, "bruno")
	token := url.Values{"_csrf": {webtest.Attr(bruno.Get("/ufficio/persone/nuova").Find("input", "name", "_csrf"), "value")}, "version": {"1"}, "given": {"X"}, "lang": {"it"}}
	bruno.Get(p.Path).Want(404).HasNot("Prova Uno")
	bruno.Get(p.Path + "/dati").Want(404)
	bruno.Post(p.Path+"/dati", token).Want(404)
	bruno.Get("/ufficio/persone?cerca=prova+uno").Want(200).Has("Nessuna persona trovata")
	token.Set("desk", fmt.Sprint(s.a))
	bruno.Post("/ufficio/persone", token).Want(404)
	dino := s.as(t, "dino")
	for _, path := range []string{"/ufficio/persone", p.Path, p.Path + "/dati", "/ufficio/persone/nuova", p.Path + "/unioni"} {
		dino.Get(path).Want(403).HasNot("Prova Uno")
	}
	for _, id := range []string{"0", "-1", "x", "999999"} {
		s.as(t, "carla").Get("/ufficio/persone/" + id).Want(404)
	}
}

func TestPartsOfAFile(t *testing.T) {
	s := newTown(t)
	anna := s.as(t, "anna")
	p := opened(t, anna, map[string]string{"given": "Prova", "surname": "Uno"}).Has("Esperienze di lavoro", "Da completare")
	for part, c := range map[string]struct {
		values map[string]string
		shown  string
	}{
		"job":       {map[string]string{"occupation": "Bracciante", "from": "2019-05", "to": "2019-10", "contract": "seasonal"}, "Dal: 05/2019"},
		"education": {map[string]string{"isced": "3", "title": "Perito agrario", "country": "AL"}, "Stato: Albania"},
		"language":  {map[string]string{"lang": "sq", "mother": "1"}, "albanese"},
		"permit":    {map[string]string{"type": "work", "expires": "2026-11-01"}, "Scaduto"},
		"computer":  {map[string]string{"area": "content", "level": "basic"}, "Livello: Base"},
	} {
		form := anna.Get(p.Path + "/voci/" + part).Want(200)
		form.Submit("/voci/"+part, map[string]string{}).Want(422).Has("Compila questo campo")
		form.Submit("/voci/"+part, c.values).Follow().Want(200).Has("Dati salvati", c.shown)
	}
	var link string
	for _, a := range anna.Get(p.Path).All("a") {
		if href := webtest.Attr(a, "href"); strings.Contains(href, "/voci/job/") {
			link = href
		}
	}
	form := anna.Get(link).Want(200)
	form.Submit(strings.TrimPrefix(link, p.Path), map[string]string{"to": "2018-01"}).Want(422).Has("La fine non può venire prima dell'inizio")
	form.Submit(strings.TrimPrefix(link, p.Path), map[string]string{"occupation": "Potatore"}).Follow().Want(200).Has("Potatore").HasNot("Bracciante")
	form.Submit(strings.TrimPrefix(link, p.Path), map[string]string{"occupation": "Altro"}).Follow().Want(200).Has("Qualcun altro ha cambiato questa voce")
	anna.Get(p.Path + "/voci/stipendio").Want(404)
	anna.Get(strings.Replace(link, "/job/", "/language/", 1)).Want(404)
	bruno := s.as(t, "bruno")
	bruno.Get(p.Path + "/voci/job").Want(404)
	bruno.Get(link).Want(404)
}

func TestSpecialDataAreApart(t *testing.T) {
	s := newTown(t)
	anna, bruno, carla := s.as(t, "anna"), s.as(t, "bruno"), s.as(t, "carla")
	p := opened(t, anna, map[string]string{"given": "Prova", "surname": "Uno"}).HasNot("Dati particolari")
	anna.Get(p.Path + "/particolari").Want(403)
	bruno.Get(p.Path + "/particolari").Want(404)
	page := carla.Get(p.Path + "/particolari").Want(200).Has("Nessun dato particolare")
	page.Submit("/particolari", map[string]string{"text": "Non può sollevare pesi"}).Want(422).Has("Scegli una voce", "Non può sollevare pesi")
	page = page.Submit("/particolari", map[string]string{"kind": "health", "text": "Non può sollevare pesi"}).Follow().Want(200).Has("Non può sollevare pesi", "Carla Prova")
	anna.Get(p.Path).Want(200).Has("Carla Prova", "dati particolari").HasNot("sollevare")
	page.Submit("/rimozione", nil).Follow().Want(200).Has("Voce tolta", "Nessun dato particolare").HasNot("sollevare")
}
