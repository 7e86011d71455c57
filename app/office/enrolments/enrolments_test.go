package enrolments_test

import (
	"fmt"
	"testing"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/office/officetest"
	"approdo/app/towntest"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with two people at the first desk, fatima with a path: anna and ada
// work there, bruno elsewhere, dino may not read cases.
type town struct {
	*officetest.Office
	fatima      int64
	path, other string // the courses of fatima and of somebody of the second desk
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.New(t, "2026-11-24 09:00")}
	h := s.Town
	a, b := h.Desk(desks.Information), h.Desk(desks.Specialist)
	anna, ada, bruno := h.Actor("Anna", auth.Reception, a), h.Actor("Ada", auth.Specialist, a), h.Actor("Bruno", auth.Specialist, b)
	h.Actor("Dino", auth.Scout, a)
	s.fatima = h.Person(anna, "Fatima Prova")
	s.path = fmt.Sprintf("/ufficio/persone/%d/iscrizioni", s.fatima)
	s.other = fmt.Sprintf("/ufficio/persone/%d/iscrizioni", h.Person(bruno, "Omar Prova"))
	plan := cases.Content{Version: 1, UserID: ada.UserID, Lang: "it", Body: map[string]string{"goals": "Lavorare in cucina", "profile": "Sa cucinare"},
		Lines: []cases.Line{{What: "Frequentare il corso di cucina", Doer: "person", DueOn: desks.DateOf(h.Now).AddDays(9)}}}
	h.Must(cases.WriteDocument(h.Ctx, h.DB, ada, h.Case(anna, s.fatima), cases.Plan, plan, h.Now))
	return s
}

// recorded writes a course to begin, through the form, and gives its page.
func (s *town) recorded(t *testing.T, changes map[string]string) *webtest.Page {
	t.Helper()
	values := map[string]string{"course": "Aiuto cuoco", "kind": "vocational", "at": "requested", "on": "2026-11-01", "sent_on": "2026-11-01", "provider": "Ente Prova",
		"starts_on": "2026-12-01", "ends_on": "2027-02-28", "hours": "120"}
	for name, v := range changes {
		values[name] = v
	}
	return s.As(t, "anna").Get(s.path+"/nuova").Want(200).Submit("/nuova", values).Follow().Want(200)
}

func TestFromTheReferralToTheFile(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	anna.Get(s.path).Want(200).Has("Fatima Prova", "non è registrato nessun corso", "Registra un'iscrizione")
	form := anna.Get(s.path+"/nuova").Want(200).Has("Mandata dallo sportello", "Frequentare il corso di cucina").HasNot("Scegli lo sportello")
	bad := form.Submit("/nuova", map[string]string{"course": "", "provider": "Ente Prova", "sent_on": "domani", "starts_on": "2026-12-01", "ends_on": "2026-11-01"}).Want(422).
		Has("Scrivi il nome del corso", "L'ultimo giorno non può venire prima", "controlla l'anno")
	if webtest.Attr(bad.Find("input", "name", "provider"), "value") != "Ente Prova" {
		t.Error("what was typed is lost")
	}
	action := webtest.Attr(form.All("option")[len(form.All("option"))-1], "value")
	page := s.recorded(t, map[string]string{"action": action}).Has("Iscrizione registrata", "Domanda presentata", "Frequentare il corso di cucina", "01/11/2026", "Anna Prova")
	path := page.Path
	anna.Get(path + "/novita?a=completed").Want(404)
	news := anna.Get(path + "/novita?a=refused").Want(200)
	news.Submit("/novita", map[string]string{"day": "2026-10-01", "reason": ""}).Want(422).Has("prima dell'ultima cosa scritta", "Scegli una voce")
	news.Submit("/novita", map[string]string{"reason": "full"}).Follow().Want(200).Has("Posto non assegnato", "I posti erano finiti")
	anna.Get(path + "/novita?a=admitted").Want(404).HasNot("Aiuto cuoco")
	anna.Get(path).Submit("/ripristino", nil).Follow().Want(200).Has("L'ultimo passo è annullato", "Domanda presentata")
	for _, to := range []string{"admitted", "attending"} {
		anna.Get(path+"/novita?a="+to).Want(200).Submit("/novita", nil).Follow().Want(200).Has("Novità registrata")
	}
	late := anna.Get(path + "/novita?a=completed").Want(200)
	late.Submit("/novita", map[string]string{"certified_on": "2026-11-20"}).Want(422).Has("come si chiama l'attestato")
	late.Submit("/novita", nil).Follow().Want(200).Has("Completato", "Nella scheda")
	news.Submit("/novita", map[string]string{"reason": "full"}).Follow().Want(200).Has("qualcosa è cambiato", "Completato")
	anna.Get(path+"/novita?a=certificate").Want(200).Submit("/novita", map[string]string{"certificate": "Qualifica di cuoco"}).Follow().Want(200).Has("Attestato: Qualifica di cuoco")
	shown := anna.Get(path)
	shown.Submit("/scheda", map[string]string{"isced": ""}).Follow().Want(200).Has("Aggiunto alla scheda", "il corso è nella scheda")
	shown.Submit("/scheda", nil).Follow().Want(200)
	anna.Get(fmt.Sprintf("/ufficio/persone/%d", s.fatima)).Want(200).Has("Iscrizioni ai corsi", "Aiuto cuoco · Ente Prova", "Qualifica di cuoco")
	anna.Get(fmt.Sprintf("/ufficio/persone/%d/cronologia?cosa=corsi", s.fatima)).Want(200).Has("Corso", "Completato", "Aiuto cuoco · Ente Prova")
}

func TestALevelIsAskedWhereNobodyKnowsIt(t *testing.T) {
	s := newTown(t)
	page := s.recorded(t, map[string]string{"kind": "short", "course": "Excel", "at": "attending"})
	anna := s.As(t, "anna")
	anna.Get(page.Path+"/novita?a=completed").Submit("/novita", nil).Follow().Want(200)
	anna.Get(page.Path).Submit("/scheda", nil).Want(422).Has("Compila questo campo", "Excel")
	anna.Get(page.Path).Submit("/scheda", map[string]string{"isced": "3"}).Follow().Want(200).Has("Aggiunto alla scheda")
}

func TestCorrectingAndRemoving(t *testing.T) {
	s := newTown(t)
	page := s.recorded(t, nil)
	anna, ada := s.As(t, "anna"), s.As(t, "ada")
	one, two := anna.Get(page.Path+"/modifica").Want(200), ada.Get(page.Path+"/modifica").Want(200)
	one.Submit("/modifica", map[string]string{"course": " "}).Want(422).Has("Scrivi il nome del corso")
	one.Submit("/modifica", map[string]string{"cost": "Gratis", "road": "own"}).Follow().Want(200).Has("Iscrizione aggiornata", "Gratis", "Per conto suo").HasNot("Mandata il")
	two.Submit("/modifica", map[string]string{"cost": "100 euro"}).Follow().Want(200).Has("qualcosa è cambiato", "Gratis")
	anna.Get(page.Path).Submit("/rimozione", nil).Follow().Want(200).Has("Iscrizione tolta", "non è registrato nessun corso")
	anna.Get(page.Path).Want(404)
	two.Submit("/modifica", nil).Want(404)
}

func TestConfirmingWhatThePersonTold(t *testing.T) {
	s := newTown(t)
	f := enrolments.Form{Key: "a-key-of-the-person", At: enrolments.Attending, On: towntest.Day("2026-11-02"), Terms: enrolments.Terms{Kind: enrolments.Licence, Course: "Muletto",
		StartsOn: towntest.Day("2026-11-02"), EndsOn: towntest.Day("2026-11-20")}}
	id, err := enrolments.OwnAdd(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.fatima}, f, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/ufficio/iscrizioni/%d", id)
	anna := s.As(t, "anna")
	list := anna.Get("/ufficio/iscrizioni?scadenza=told").Want(200).Has("Fatima Prova", "Muletto", "Detto dalla persona", "Da confermare (1)")
	if list.Find("a", "href", path) == nil {
		t.Error("the list does not lead to the course")
	}
	anna.Get("/ufficio/iscrizioni?scadenza=marks").Want(200).Has("Muletto", "20/11/2026", "In ritardo")
	page := anna.Get(path).Want(200).Has("Detto dalla persona", "La persona", "nessuno ha scritto com'è finito")
	page.Submit("/conferma", map[string]string{"from": "admitted"}).Follow().Want(200).Has("qualcosa è cambiato")
	page.Submit("/conferma", nil).Follow().Want(200).Has("Confermato", "Anna Prova").HasNot("Detto dalla persona")
	page.Submit("/conferma", nil).Follow().Want(200)
	anna.Get("/ufficio/iscrizioni?scadenza=told").Want(200).Has("Non c'è niente da guardare")
}

func TestTheListOfTheDesks(t *testing.T) {
	s := newTown(t)
	s.recorded(t, nil)
	s.recorded(t, map[string]string{"course": "Italiano A2", "kind": "italian", "at": "attending", "starts_on": "2026-10-01", "ends_on": "2026-12-20", "road": "own"})
	anna := s.As(t, "anna")
	anna.Get("/ufficio/iscrizioni").Want(200).Has("Aiuto cuoco", "Italiano A2", "Mandate a un corso (3.4)", "Iniziano entro 14 giorni (1)")
	for query, want := range map[string]string{"stato=attending": "Italiano A2", "come=desk": "Aiuto cuoco", "dal=2026-11-15": "Aiuto cuoco", "al=2026-11-15": "Italiano A2", "scadenza=starts": "Aiuto cuoco"} {
		other := map[string]string{"Italiano A2": "Aiuto cuoco", "Aiuto cuoco": "Italiano A2"}[want]
		anna.Get("/ufficio/iscrizioni?" + query).Want(200).Has(want).HasNot(other)
	}
	anna.Get("/ufficio/iscrizioni?stato=x&dal=y&dopo=z&scadenza=w").Want(200).Has("Aiuto cuoco", "Italiano A2")
	anna.Get("/ufficio/iscrizioni?dopo=2026-11-01.1").Want(200).Has("Italiano A2").HasNot("Aiuto cuoco")
	anna.Get("/ufficio/iscrizioni?sportello=99999").Want(404)
	s.As(t, "bruno").Get("/ufficio/iscrizioni").Want(200).HasNot("Aiuto cuoco", "Fatima").Has("Non c'è nessuna iscrizione")
}

// TestCoursesAreOfTheirDesk: another desk's course does not exist, whatever is asked of it,
// and who may not read cases sees none.
func TestCoursesAreOfTheirDesk(t *testing.T) {
	s := newTown(t)
	path := s.recorded(t, nil).Path
	bruno := s.As(t, "bruno")
	stolen := webtest.FormValues(bruno.Get(s.other+"/nuova").Want(200).Find("form", "action", s.other+"/nuova"))
	stolen.Set("from", enrolments.Requested)
	stolen.Set("a", enrolments.Admitted)
	for _, rest := range []string{"", "/modifica", "/novita?a=admitted"} {
		bruno.Get(path + rest).Want(404).HasNot("Aiuto cuoco")
		s.As(t, "dino").Get(path + rest).Want(403)
	}
	for _, rest := range []string{"/modifica", "/novita", "/conferma", "/ripristino", "/rimozione", "/scheda"} {
		bruno.Post(path+rest, stolen).Want(404)
	}
	bruno.Get(s.path).Want(404)
	bruno.Get(s.path + "/nuova").Want(404)
	bruno.Post(s.path+"/nuova", stolen).Want(404)
	x, err := enrolments.OfPerson(t.Context(), s.Pools.Web, s.Town.Account("anna"), s.fatima)
	if err != nil || len(x) != 1 || x[0].State != enrolments.Requested || x[0].Version != 0 {
		t.Errorf("another desk changed it: %v, %+v", err, x)
	}
}
