package assessments_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/office/officetest"
	"approdo/app/services"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office on Tuesday 24 November 2026 with Fatima in charge at the first desk:
// anna at the reception and ada a specialist there, bruno elsewhere, dino a scout.
type town struct {
	*officetest.Office
	path string // the address of the case
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.New(t, "2026-11-24 18:00")}
	h := s.Town
	all := h.Demo().Desks
	h.Must(services.LoadRepertoires(h.Ctx, h.DB, h.Now.AddDate(-2, 0, 0)))
	anna := h.Actor("anna", auth.Reception, all[0].ID)
	h.Actor("ada", auth.Specialist, all[0].ID)
	h.Actor("bruno", auth.Specialist, all[1].ID)
	h.Actor("dino", auth.Scout, all[0].ID)
	s.path = fmt.Sprint("/ufficio/percorsi/", h.Case(anna, h.Person(anna, "Fatima Prova")))
	return s
}

// addressed is the last address on a page that holds a word.
func addressed(p *webtest.Page, tag, attr, word string) (found string) {
	for _, n := range p.All(tag) {
		if a := webtest.Attr(n, attr); strings.Contains(a, word) {
			found = a
		}
	}
	return found
}

const pdf = "%PDF-1.7\n esito\n%%EOF"

// meeting records a service of some hours for the assessment on the page.
func (s *town) meeting(t *testing.T, b *webtest.Browser, page *webtest.Page, day, to string) *webtest.Page {
	t.Helper()
	form := b.Get(addressed(page, "a", "href", "/prestazioni/nuova")).Want(200)
	again := form.Submit("/nuova", map[string]string{"standard": "toscana.BdC", "day-1": day, "from-1": "08:00", "to-1": to}).Want(422)
	return again.Submit("/nuova", map[string]string{"answer": "accept", "override_reason": "Il bilancio continua"}).Follow().Want(200)
}

func TestFromTheGoalToWhatCameOut(t *testing.T) {
	s := newTown(t)
	ada, anna := s.As(t, "ada"), s.As(t, "anna")
	ada.Get(s.path).Want(200).Has("Nessun bilancio di competenze")
	form := ada.Get(s.path + "/bilancio").Want(200).Has("dura da 8 h a 12 h")
	form.Submit("/bilancio", map[string]string{"hours": "0"}).Want(422).Has("Scrivi qualcosa qui", "numero di ore da 1 a 40")
	page := form.Submit("/bilancio", map[string]string{"goal": "Capire che cosa sa fare", "begun_on": "2026-11-10"}).Follow().Want(200).
		Has("Bilancio iniziato", "0 min fatte, da 8 h a 12 h", "Mancano 8 h al minimo", "Perché si conclude sotto il minimo")
	form.Submit("/bilancio", map[string]string{"goal": "Un altro"}).Follow().Want(200).Has("c'è già un bilancio in corso")
	page = s.meeting(t, ada, page, "2026-11-20", "12:00").Has("4 h fatte", "Mancano 4 h al minimo", "TOSCANA BdC")
	anna.Get(page.Path).Want(200).Has("può concluderlo solo uno specialista")
	page = s.meeting(t, ada, page, "2026-11-21", "12:00").Has("8 h fatte").HasNot("al minimo")
	page = page.Submit("/incontri", nil).Follow().Want(200).Has("tolto dal bilancio", "4 h fatte", "Servizi da collegare")
	ids := page.All("input", "name", "delivery")
	page = page.Submit("/incontri", map[string]string{"out": "", "delivery": webtest.Attr(ids[len(ids)-1], "value")}).Follow().Want(200).Has("Incontro collegato", "8 h fatte")
	page = anna.Get(page.Path).Want(200).Has("8 h fatte", "Concludi il bilancio")
	page.Upload("/esito", map[string]string{"outcome": ""}).Want(422).Has("Scrivi qualcosa qui")
	page.Upload("/esito", map[string]string{"outcome": "Sa cucinare"}, webtest.File{Field: "files", Name: "x.exe", Content: "MZ"}).Want(422).Has("«x.exe»", "Sa cucinare")
	page = page.Upload("/esito", map[string]string{"outcome": "Sa cucinare"}, webtest.File{Field: "files", Name: "bilancio.pdf", Content: pdf}).
		Follow().Want(200).Has("Bilancio concluso", "Sa cucinare", "bilancio.pdf").HasNot("Interrompi il bilancio")
	file := addressed(page, "a", "href", "/file/")
	if got := anna.Get(file).Want(200); got.Body != pdf {
		t.Errorf("the file is %q", got.Body)
	}
	for name, want := range map[string]int{"bruno": 404, "dino": 403} {
		b := s.As(t, name)
		b.Get(file).Want(want)
		b.Get(page.Path).Want(want)
		b.Get(s.path + "/bilancio").Want(want)
	}
	anna.Get(s.path).Want(200).Has("Concluso", "8 h fatte, da 8 h a 12 h")
}

func TestTestsAreGiven(t *testing.T) {
	s := newTown(t)
	anna, ada := s.As(t, "anna"), s.As(t, "ada")
	form := anna.Get(s.path + "/test").Want(200).HasNot("Contiene dati sulla salute")
	form.Upload("/test", map[string]string{"user": ""}).Want(422).Has("Scrivi qualcosa qui", "Scegli chi ha somministrato", "Scrivi il risultato")
	page := form.Upload("/test", map[string]string{"name": "Interessi professionali", "result": "Ama cucinare"}, webtest.File{Field: "files", Name: "esito.pdf", Content: pdf}).
		Follow().Want(200).Has("Test registrato", "Interessi professionali", "Ama cucinare", "anna Prova", "esito.pdf")
	form.Upload("/test", map[string]string{"name": "Interessi professionali", "result": "Ama cucinare"}).Follow().Want(200)
	if got := len(anna.Get(s.path).All("a", "href", addressed(page, "a", "href", "/file/"))); got != 1 {
		t.Errorf("the form sent twice made %d tests", got)
	}
	if anna.Get(s.path+"/test").Find("option", "value", "Interessi professionali") == nil {
		t.Error("a name used before is not suggested")
	}
	file := addressed(page, "a", "href", "/file/")
	anna.Get(file).Want(200)
	s.As(t, "bruno").Get(file).Want(404)

	ada.Get(s.path+"/test").Want(200).Upload("/test", map[string]string{"name": "Scala di ansia", "result": "Ansia lieve", "health": "1"}, webtest.File{Field: "files", Name: "ansia.pdf", Content: pdf + "2"}).
		Follow().Want(200).Has("Test con dati sulla salute", "Scala di ansia", "Ansia lieve", "è stata annotata")
	for _, b := range []*webtest.Browser{anna, ada} {
		b.Get(s.path).Want(200).HasNot("Scala di ansia", "ansia.pdf")
	}
	apart := ada.Get(s.path + "/test-riservati").Want(200)
	secret := addressed(apart, "a", "href", "/file/")
	ada.Get(secret).Want(200)
	anna.Get(secret).Want(404)
	anna.Get(s.path + "/test-riservati").Want(403)
	s.As(t, "bruno").Get(s.path + "/test-riservati").Want(404)

	remove := addressed(page, "form", "action", "/rimozione")
	token := url.Values{"_csrf": {webtest.Attr(anna.Get(s.path).Find("input", "name", "_csrf"), "value")}}
	anna.Post(secret[:strings.Index(secret, "/file/")]+"/rimozione", token).Want(404)
	anna.Get(s.path).Submit(remove, nil).Follow().Want(200).Has("Scrivi perché togli il test")
	id := strings.Split(remove, "/")[3]
	anna.Get(s.path).Submit(remove, map[string]string{"test-why-" + id: "Persona sbagliata"}).Follow().Want(200).Has("Test tolto").HasNot("Ama cucinare")
	anna.Get(file).Want(404)
}
