package referrals_test

import (
	"fmt"
	"net/url"
	"testing"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/office/officetest"
	"approdo/app/people"
	noun "approdo/app/referrals"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// town is the office with a person in charge at the first desk: anna sends, bruno
// receives, carla works at a third desk, dora coordinates.
type town struct {
	*officetest.Office
	b    int64
	path string // the address of the case
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.New(t, "2026-11-24 09:00")}
	h := s.Town
	all := h.Demo().Desks
	s.b = all[1].ID
	anna := h.Actor("anna", auth.Reception, all[0].ID)
	h.Actor("bruno", auth.Specialist, s.b)
	h.Actor("carla", auth.Specialist, all[2].ID)
	h.Actor("dora", auth.Coordinator, all[2].ID)
	h.Actor("dino", auth.Scout, all[0].ID)
	person := h.Person(anna, "Fatima Prova", func(f *people.Form) {
		f.City, f.Contacts = "Vercelli", []people.Contact{{Kind: people.Email, Value: "fatima@prova.example"}}
	})
	_, err := people.AddEntry(h.Ctx, h.DB, anna, person, "status", map[string]string{"status": "unemployed", "since": "2026-01-10"}, h.Now)
	h.Must(err)
	s.path = fmt.Sprint("/ufficio/percorsi/", h.Case(anna, person))
	return s
}

// sent prepares and sends a referral, and gives its address.
func (s *town) sent(t *testing.T, kind string) string {
	t.Helper()
	anna := s.As(t, "anna")
	anna.Get(s.path).Want(200).Has("non è stata inviata")
	form := anna.Get(s.path + "/invio").Want(200)
	form.Submit("/invio", nil).Want(422).Has("Scegli uno sportello", "Scegli il tipo", "Scrivi perché", "Scrivi gli obiettivi")
	card := form.Submit("/invio", map[string]string{"desk": fmt.Sprint(s.b), "kind": kind, "reason": "Serve un bilancio",
		"goals": "Trovare un lavoro", "item-status": "1"}).Follow().Want(200).Has("Invio preparato", "Bozza", "In cerca di lavoro", "Serve un bilancio")
	s.As(t, "bruno").Get(card.Path).Want(404)
	card.Submit("/passo", nil).Follow().Want(200).Has("In attesa di risposta", "01/12/2026")
	return card.Path
}

func TestFromTheCaseToTheReport(t *testing.T) {
	s := newTown(t)
	path := s.sent(t, "undefined")
	anna, bruno, dora := s.As(t, "anna"), s.As(t, "bruno"), s.As(t, "dora")
	bruno.Get("/ufficio/percorsi").Want(200).Has("1 invio aspetta")
	bruno.Get("/ufficio/invii").Want(200).Has("Fatima Prova", "Ricevuti (1)")
	card := bruno.Get(path).Want(200).Has("Fatima Prova", "Trovare un lavoro", "In cerca di lavoro").HasNot("fatima@prova.example", "Vercelli")
	bad := card.Submit("/passo", map[string]string{"to": "declined"})
	bad.Want(422).Has("Scrivi qualcosa")
	card = card.Submit("/passo", map[string]string{"to": "accepted"}).Follow().Want(200).Has("Accettato", "Proponi il progetto")
	bruno.Get("/ufficio/percorsi").Want(200).Has("Fatima Prova")
	card.Submit("/passo", map[string]string{"text-proposed": "Bilancio in quattro incontri"}).Follow().Want(200).Has("Progetto al comitato").HasNot("Approva il progetto")
	dora.Get(path).Want(200).Has("Bilancio in quattro incontri").Submit("/decisione", map[string]string{"to": "started"}).Follow().Want(200).Has("In corso", "Cabina di regia")
	bruno.Get(path).Submit("/passo", map[string]string{"text-reported": "Fatto il bilancio"}).Follow().Want(200).Has("Concluso, con relazione")
	anna.Get("/ufficio/invii?inviati=1").Want(200).Has("Inviati (1)", "Concluso, con relazione")
	anna.Get(path).Want(200).Has("Fatto il bilancio").Submit("/passo", nil).Follow().Want(200).Has("Chiuso")
	anna.Get(s.path).Want(200).Has("Chiuso")
}

func TestReferralsAreForTheirDesks(t *testing.T) {
	s := newTown(t)
	path := s.sent(t, "defined")
	for name, want := range map[string]int{"carla": 404, "dino": 403} {
		b := s.As(t, name)
		token := url.Values{"_csrf": {webtest.Attr(b.Get("/ufficio/profilo").Find("input", "name", "_csrf"), "value")}, "from": {"sent"}, "to": {"accepted"}}
		b.Get(path).Want(want).HasNot("Fatima")
		b.Get(s.path + "/invio").Want(want)
		b.Post(path+"/passo", token).Want(want)
		b.Post(path+"/eliminazione", token).Want(want)
		b.Post(s.path+"/invio", token).Want(want)
		b.Post(path+"/decisione", token).Want(403)
	}
	for _, id := range []string{"0", "x", "999999"} {
		s.As(t, "anna").Get("/ufficio/invii/" + id).Want(404)
	}
}

func TestADraftIsThrownAway(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	card := anna.Get(s.path+"/invio").Submit("/invio", map[string]string{"desk": fmt.Sprint(s.b), "kind": "defined", "reason": "a", "goals": "b"}).Follow().Want(200)
	card.Submit("/eliminazione", nil).Follow().Want(200).Has("Bozza eliminata", "non hanno ancora inviato")
	anna.Get(card.Path).Want(404)
}

func TestTwoWriteOneDraft(t *testing.T) {
	s := newTown(t)
	anna := s.As(t, "anna")
	card := anna.Get(s.path+"/invio").Submit("/invio", map[string]string{"desk": fmt.Sprint(s.b), "kind": "defined", "reason": "Serve un bilancio", "goals": "b", "item-status": "1"}).Follow().Want(200)
	first, second := anna.Get(card.Path+"/modifica").Want(200).Has("Modifica la bozza"), s.As(t, "dora").Get(card.Path+"/modifica").Want(200)
	first.Submit("/modifica", map[string]string{"reason": ""}).Want(422).Has("Scrivi perché")
	first.Submit("/modifica", map[string]string{"reason": "Serve un corso"}).Follow().Want(200).Has("Bozza salvata", "Serve un corso")
	clash := second.Submit("/modifica", map[string]string{"goals": "Imparare l'italiano"}).Want(409).Has("Serve un corso", "Imparare l'italiano", "Nel frattempo un collega ha cambiato la bozza")
	clash.Submit("/modifica", nil).Follow().Want(200).Has("Bozza salvata", "Imparare l'italiano", "Serve un bilancio")
	anna.Get(card.Path).Submit("/passo", nil).Follow().Want(200)
	anna.Get(card.Path + "/modifica").Want(409)
}

func TestWhatWasSentIsWithdrawn(t *testing.T) {
	s := newTown(t)
	path := s.sent(t, "defined")
	bruno := s.As(t, "bruno")
	card := s.As(t, "anna").Get(path).Want(200)
	card.Submit("/passo", map[string]string{"to": "withdrawn"}).Want(422).Has("Scrivi qualcosa")
	card.Submit("/passo", map[string]string{"to": "withdrawn", "text-withdrawn": "Ha trovato lavoro"}).Follow().Want(200).Has("Ritirato", "Serve un bilancio")
	bruno.Get("/ufficio/invii").Want(200).Has("Ritirato", "F. P.", "Ricevuti (1)").HasNot("Fatima")
	bruno.Get(path).Want(200).Has("Ha trovato lavoro", "non si legge più").HasNot("Fatima", "Serve un bilancio", "Trovare un lavoro", "In cerca di lavoro").
		Submit("/passo", nil).Follow().Want(200).Has("Chiuso").HasNot("Fatima")
}

func TestSilenceReachesTheCoordinator(t *testing.T) {
	s := newTown(t)
	s.sent(t, "defined")
	if err := noun.Watch(t.Context(), s.Pools.Web, s.Now.AddDate(0, 0, 15)); err != nil {
		t.Fatal(err)
	}
	s.As(t, "anna").Get("/ufficio/percorsi").Want(200).Has("persona che segui tu")
	s.As(t, "anna").Get("/ufficio/invii?inviati=1").Want(200).Has("In ritardo", "anna Prova")
	s.As(t, "anna").Get("/ufficio/invii-fermi").Want(403)
	dora := s.As(t, "dora")
	dora.Get("/ufficio/percorsi").Want(200).Has("tocca al coordinamento")
	dora.Get("/ufficio/invii-fermi").Want(200).Has("Fermi (1)", "Fatima Prova", "anna Prova")
	form := dora.Get("/ufficio/invii-regole").Want(200)
	form.Submit("/invii-regole", map[string]string{"expire": "x"}).Want(422)
	form.Submit("/invii-regole", map[string]string{"answer": "3"}).Follow().Want(200).Has("Tempi salvati")
	if got := webtest.Attr(dora.Get("/ufficio/invii-regole").Find("input", "name", "answer"), "value"); got != "3" {
		t.Errorf("the answer is due in %q days", got)
	}
	s.As(t, "anna").Get("/ufficio/invii-regole").Want(403)
}

func TestWhoWasNotWrittenToIsToldInPerson(t *testing.T) {
	s := newTown(t)
	path := s.sent(t, "defined")
	s.As(t, "anna").Get(path).Want(200).Has("Alla persona: e-mail, In coda")
	if _, err := s.Pools.Web.NewRaw("DELETE FROM person_contacts").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	card := s.As(t, "bruno").Get(path).Submit("/passo", map[string]string{"to": "accepted"}).Follow().Want(200).Has("Non lo sa ancora")
	step := webtest.Attr(card.Find("form", "action", path+"/detto/2"), "action")
	s.As(t, "carla").Get(path).Want(404)
	s.As(t, "anna").Get(path).Submit(step, nil).Follow().Want(200).Has("Detto di persona da anna Prova il 24/11/2026").HasNot("Non lo sa ancora")
}

func TestSpecialDataAreSharedApart(t *testing.T) {
	s := newTown(t)
	path := s.sent(t, "defined")
	if _, err := s.Pools.Web.NewRaw("UPDATE users SET roles = ? WHERE id = ?", `{specialist}`, s.ID("anna")).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	anna, bruno := s.As(t, "anna"), s.As(t, "bruno")
	anna.Get("/ufficio/persone/1/particolari").Want(200).Submit("/particolari", map[string]string{"kind": "health", "text": "Mal di schiena"}).Follow().Want(200)
	bruno.Get(path + "/particolari").Want(404)
	bruno.Get(path).Want(200).HasNot("Dati particolari")
	page := anna.Get(path).Want(200).Has("Dati particolari")
	page = anna.Get(page.Path+"/particolari").Want(200).Has("أوافق", "Sono d'accordo che")
	page.Submit("/particolari", nil).Want(422).Has("Scegli almeno una cosa", "Scrivi perché", "Scegli come ha dato il consenso")
	said := map[string]string{"kind-health": "1", "reason": "Serve un posto adatto", "how": "mediator", "on": "2026-11-24"}
	page = page.Submit("/particolari", said).Follow().Want(200).Has("A voce, con il mediatore, 24/11/2026", "Serve un posto adatto").HasNot("Mal di schiena")
	bruno.Get(path).Want(200).Has("Dati particolari").HasNot("Mal di schiena", "Serve un posto adatto")
	bruno.Get(path+"/particolari").Want(200).Has("Mal di schiena", "Serve un posto adatto", "La lettura è già scritta").HasNot("Fai leggere")
	for name, want := range map[string]int{"carla": 404, "dino": 403} {
		s.As(t, name).Get(path + "/particolari").Want(want)
	}
	page.Submit("/particolari/fine", nil).Follow().Want(200).Has("Non si leggono più dal")
	bruno.Get(path + "/particolari").Want(404)
}
