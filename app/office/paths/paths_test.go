package paths_test

import (
	"fmt"
	"net/url"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/office"
	"approdo/app/office/officetest"
	"approdo/app/print"
	"approdo/app/towntest"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with two desks, somebody at each, and a person at the first.
type town struct {
	*officetest.Office
	a      int64
	person string // the address of the person's file
}

func newTown(t *testing.T) *town {
	t.Helper()
	return newTownWith(t, print.Options{})
}

func newTownWith(t *testing.T, o print.Options) *town {
	t.Helper()
	site := webtest.Printing(t, testdb.Pools(t), towntest.At("2026-11-24 09:00").UTC(), webtest.Menus{Office: office.Menu()}, o)
	s := &town{Office: officetest.On(t, site)}
	h, all := s.Town, s.Town.Demo().Desks
	s.a = all[0].ID
	anna := h.Actor("Anna", auth.Reception, s.a)
	h.Actor("Ada", auth.Specialist, s.a)
	h.Actor("Bruno", auth.Specialist, all[1].ID)
	h.Actor("Dino", auth.Scout, s.a)
	s.person = fmt.Sprint("/ufficio/persone/", h.Person(anna, "Fatima Prova"))
	return s
}

func TestFromTheFileToTheEndOfAPath(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	anna.Get("/ufficio/percorsi").Want(200).Has("Non segui nessuno")
	anna.Get(s.person).Want(200).Has("Non è in carico a nessuno sportello")
	form := anna.Get(s.person + "/presa-in-carico").Want(200)
	if form.Find("option", "value", "ar", "selected", "") == nil || form.Find("a", "hreflang", "ar") == nil {
		t.Error("the notice is not proposed in the person's language")
	}
	form.Submit("/presa-in-carico", map[string]string{"need": "Cerca lavoro"}).Want(422).Has("Consegna l'informativa", "Cerca lavoro")
	p := form.Submit("/presa-in-carico", map[string]string{"need": "Cerca lavoro in cucina", "notice": "1"}).Follow().Want(200)
	p.Has("Percorso iniziato", "Fatima Prova", "Cerca lavoro in cucina", "Anna Prova", "arabo", "Aperto")
	anna.Get("/ufficio/percorsi").Want(200).Has("Fatima Prova")
	anna.Get(s.person).Want(200).Has("Aperto").HasNot("Prendi in carico")
	if anna.Get(s.person+"/presa-in-carico").Want(200).Find("option", "value", fmt.Sprint(s.a)) != nil {
		t.Error("a desk that has the person in charge is offered again")
	}

	p = p.Submit("/passaggio", map[string]string{"user": fmt.Sprint(s.ID("ada")), "reason": "Ferie"}).Follow().Want(200).Has("Percorso passato", "Ada Prova")
	s.As(t, "ada").Get("/ufficio/percorsi").Want(200).Has("Fatima Prova")
	p.Submit("/chiusura", nil).Want(422).Has("Scegli come è finito")
	p = p.Submit("/chiusura", map[string]string{"outcome": "work", "note": "Assunta in un ristorante"}).Follow().Want(200).Has("Percorso chiuso", "Ha trovato lavoro", "Assunta in un ristorante")
	anna.Get(s.person).Want(200).Has("Prendi in carico")
	p.Submit("/riapertura", nil).Follow().Want(200).Has("Percorso riaperto", "Aperto")
}

func TestCasesAreForTheirDesk(t *testing.T) {
	s := newTown(t)
	p := s.As(t, "anna").Get(s.person+"/presa-in-carico").Submit("/presa-in-carico", map[string]string{"notice": "1"}).Follow().Want(200)
	for _, name := range []string{"bruno", "dino"} {
		b, want := s.As(t, name), 404
		if name == "dino" {
			want = 403
		}
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "outcome": {"work"}, "user": {fmt.Sprint(s.ID("bruno"))}}
		b.Get(p.Path).Want(want).HasNot("Fatima")
		b.Get(s.person + "/presa-in-carico").Want(want)
		for _, rest := range []string{"/chiusura", "/riapertura", "/passaggio"} {
			b.Post(p.Path+rest, token).Want(want)
		}
	}
	for _, id := range []string{"0", "x", "999999"} {
		s.As(t, "anna").Get("/ufficio/percorsi/" + id).Want(404)
	}
}

func TestFollowUps(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	p := anna.Get(s.person+"/presa-in-carico").Submit("/presa-in-carico", map[string]string{"notice": "1"}).Follow().Want(200).Has("Prima verifica", "08/12/2026")
	anna.Get("/ufficio/verifiche").Want(200).Has("Nessuna verifica da fare", "0 su 1")
	s.Now = s.Now.AddDate(0, 0, 20)
	anna = s.As(t, "anna")
	list := anna.Get("/ufficio/verifiche").Want(200).Has("Fatima Prova", "In ritardo", "1 su 1")
	s.As(t, "ada").Get("/ufficio/verifiche").Want(200).HasNot("Fatima Prova")
	s.As(t, "ada").Get("/ufficio/verifiche?tutte=1").Want(200).Has("Fatima Prova", "Anna Prova")
	s.As(t, "bruno").Get("/ufficio/verifiche?tutte=1").Want(200).HasNot("Fatima Prova")
	link := webtest.Attr(list.Find("tbody").FirstChild.FirstChild.FirstChild, "href")
	check := anna.Get(link).Want(200).Has("كيف يسير البحث عن عمل", "arabo", "Fatima")
	s.As(t, "bruno").Get(link).Want(404)
	check.Submit(link[len("/ufficio"):], map[string]string{"note": "Contenta"}).Want(422).Has("Scegli come l'hai sentita", "Scegli com'è andata", "Contenta")
	check.Submit(link[len("/ufficio"):], map[string]string{"channel": "phone", "result": "work", "note": "Contenta"}).Follow().Want(200).Has("Verifica salvata", "0 su 1")
	anna.Get(link).Want(200).Has("Contenta", "Lavora")
	page := anna.Get(p.Path).Want(200).Has("Lavora", "Contenta")
	page.Submit("/verifiche", map[string]string{"due_on": "2020-01-01"}).Want(422).Has("Scegli un giorno da oggi in poi")
	page.Submit("/verifiche", map[string]string{"due_on": "2027-01-15"}).Follow().Want(200).Has("Verifica programmata", "15/01/2027")
}
