package bodies_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/office"
	"approdo/app/office/bodies"
	"approdo/app/office/officetest"
	"approdo/app/partners"
	"approdo/app/people"
	"approdo/app/referrals"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var tuesday = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// town is the office and the portal: ugo and vera write for two bodies, anna receives at
// the first desk, bruno at the second, dora coordinates.
type town struct {
	*officetest.Office
	desks  []desks.Desk
	bodies []int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{Office: officetest.On(t, webtest.New(t, tuesday, webtest.Menus{Office: office.Menu(), Bodies: bodies.Menu()}))}
	h := s.Town
	s.desks = h.Demo().Desks
	ugo, vera := h.Actor("ugo", auth.ReferringBody), h.Actor("vera", auth.ReferringBody)
	h.Actor("solo", auth.ReferringBody)
	h.Actor("anna", auth.Reception, s.desks[0].ID)
	h.Actor("bruno", auth.Specialist, s.desks[1].ID)
	h.Actor("dora", auth.Coordinator)
	h.Actor("amministra", auth.Admin)
	var err error
	s.bodies, err = partners.SeedDemo(h.Ctx, h.DB, h.Now)
	h.Must(err)
	h.Must(partners.LinkDemo(h.Ctx, h.DB, s.bodies[0], ugo.UserID, h.Now))
	h.Must(partners.LinkDemo(h.Ctx, h.DB, s.bodies[2], vera.UserID, h.Now))
	return s
}

// filled is a form that may be sent to the first desk.
func (s *town) filled() map[string]string {
	return map[string]string{"given": "Zuleika", "surname": "Ignota", "phone": "080 123 4567", "lang": "ar", "mediator": "ar", "desk": fmt.Sprint(s.desks[0].ID),
		"reason": "Vuole lavorare", "known": "Sa cucinare", "task": "Colloqui ogni settimana", "responsible": "Lina Prova", "responsible_phone": "080 000 0001",
		"agreed": "1", "informed_on": "2026-11-23", "informed_how": "talk"}
}

// sent sends a form of a body and gives its page.
func (s *town) sent(t *testing.T, name string, edits ...map[string]string) *webtest.Page {
	t.Helper()
	values := s.filled()
	for _, e := range edits {
		for k, v := range e {
			values[k] = v
		}
	}
	return s.As(t, name).Get("/enti/nuova").Want(200).Submit("/invii", values).Follow().Want(200)
}

// atDesk is the desk's address of a form.
func atDesk(p *webtest.Page) string {
	return "/ufficio/invii-enti" + strings.TrimPrefix(p.Path, "/enti/invii")
}

func TestFromTheFormToTheReport(t *testing.T) {
	s := newTown(t)
	form := s.sent(t, "ugo").Has("Scheda inviata", "In attesa dello sportello", "Zuleika Ignota", "Colloqui ogni settimana", "23/11/2026, a voce")
	ugo, anna := s.As(t, "ugo"), s.As(t, "anna")
	anna.Get("/ufficio/percorsi").Want(200).Has("1 scheda di un ente aspetta")
	anna.Get("/ufficio/invii").Want(200).Has("Dagli enti (1)")
	anna.Get("/ufficio/invii-enti").Want(200).Has("Zuleika Ignota", "Associazione Demo Porto Aperto", "01/12/2026")
	desk := anna.Get(atDesk(form)).Want(200).Has("Vuole lavorare", "Lina Prova", "Nessuno di conosciuto le somiglia", "ugo Prova · Associazione Demo Porto Aperto")
	desk.Submit("/passo", map[string]string{"to": "offered"}).Want(422).Has("Scrivi qualcosa")
	desk = desk.Submit("/passo", map[string]string{"to": "asked", "text-asked": "Che orari può fare?"}).Follow().Want(200).Has("Chieste informazioni all'ente").HasNot("Accettare")
	ugo.Get("/enti").Want(200).Has("Tocca a voi")
	ugo.Get(form.Path).Want(200).Has("Che orari può fare?").HasNot("anna Prova").Submit("/passo", map[string]string{"to": "sent", "text-sent": "Solo la mattina"}).Follow().Want(200).Has("In attesa dello sportello")
	anna.Get(desk.Path).Want(200).Has("Solo la mattina").Submit("/passo", map[string]string{"to": "offered", "text-offered": "Due incontri al mese"}).Follow().Want(200)
	ugo.Get(form.Path).Want(200).Has("Due incontri al mese", "Siamo d'accordo").Submit("/passo", map[string]string{"to": "countered", "text-countered": "Tre incontri"}).Follow().Want(200)
	anna.Get(desk.Path).Want(200).Has("Tre incontri").Submit("/passo", map[string]string{"to": "offered", "text-offered": "Due, poi tre"}).Follow().Want(200)
	ugo.Get(form.Path).Submit("/passo", map[string]string{"to": "agreed"}).Follow().Want(200).Has("Siete d'accordo")
	s.acceptAndReport(t, desk.Path, form.Path)
}

func (s *town) acceptAndReport(t *testing.T, desk, form string) {
	t.Helper()
	ugo, anna := s.As(t, "ugo"), s.As(t, "anna")
	card := anna.Get(desk).Want(200).Submit("/accettazione", nil).Follow().Want(200).Has("Scheda accettata", "presa in carico")
	ugo.Get(form).Want(200).Has("Accettata", "chiamerà la persona").HasNot("/ufficio/persone")
	card.Submit("/passo", map[string]string{"to": "started"}).Follow().Has("Prima prendi in carico la persona")
	person := webtest.Attr(linkTo(t, card, "/ufficio/persone/"), "href")
	anna.Get(person).Want(200).Has("Zuleika Ignota", "080 123 4567")
	anna.Get(person+"/presa-in-carico").Want(200).Submit("/presa-in-carico", map[string]string{"notice": "1", "notice_lang": "ar"}).Follow().Want(200)
	card = anna.Get(desk).Want(200).HasNot("Il passo successivo").Submit("/passo", map[string]string{"to": "started"}).Follow().Want(200).Has("Percorso iniziato")
	anna.Get(person+"/cronologia").Want(200).Has("Scheda di invio di un ente", "Vuole lavorare", "ugo Prova")
	card.Submit("/passo", map[string]string{"to": "reported", "text-reported": "Ha trovato lavoro"}).Follow().Want(200)
	anna.Get(person+"/cronologia?cosa=invii").Want(200).Has("Relazione all'ente inviante", "Ha trovato lavoro")
	ugo.Get(form).Want(200).Has("Ha trovato lavoro", "Letto, chiudi").Submit("/passo", map[string]string{"to": "closed"}).Follow().Want(200).Has("Chiusa").HasNot("Tocca a voi")
}

// linkTo is the first link that begins so and ends in a number.
func linkTo(t *testing.T, p *webtest.Page, prefix string) *html.Node {
	t.Helper()
	shape := regexp.MustCompile("^" + regexp.QuoteMeta(prefix) + "[0-9]+$")
	for _, a := range p.All("a") {
		if shape.MatchString(webtest.Attr(a, "href")) {
			return a
		}
	}
	t.Fatalf("%s has no link to %s", p.Path, prefix)
	return nil
}

func TestWhatIsWrongWithAForm(t *testing.T) {
	s := newTown(t)
	empty := s.As(t, "ugo").Get("/enti/nuova").Want(200)
	empty.Submit("/invii", map[string]string{"responsible": ""}).Want(422).Has("Scegli lo sportello", "Scrivi perché", "Scrivi che cosa continuate a fare", "Scrivi chi segue la persona",
		"Scrivi almeno un recapito", "Si può inviare solo chi lo sa ed è d'accordo", "Scrivi quando è stata informata", "Scegli una voce")
	for field, bad := range map[string]string{"given": "", "born_on": "ieri", "fiscal_code": "XYZ", "phone": "12", "email": "no", "desk": "", "lang": "xx",
		"informed_on": "2026-11-25", "informed_how": "fax", "responsible_email": "no", "agreed": ""} {
		values := s.filled()
		values[field] = bad
		p := empty.Submit("/invii", values).Want(422)
		if p.Find("input", "aria-invalid", "true") == nil && p.Find("select", "aria-invalid", "true") == nil {
			t.Errorf("%s = %q marks no field", field, bad)
		}
		if webtest.Attr(p.Find("input", "name", "surname"), "value") != "Ignota" {
			t.Errorf("%s = %q: what was typed is lost", field, bad)
		}
	}
	values := s.filled()
	first := empty.Submit("/invii", values).Follow().Want(200)
	if second := empty.Submit("/invii", values).Follow().Want(200); second.Path != first.Path {
		t.Errorf("a second press sent another form: %s and %s", first.Path, second.Path)
	}
	unknown := s.filled()
	unknown["desk"] = "999999"
	s.As(t, "ugo").Get("/enti/nuova").Submit("/invii", unknown).Want(404)
}

// A body cannot find out by what it types whether somebody is known.
func TestABodyCannotProbe(t *testing.T) {
	s := newTown(t)
	anna := auth.Actor{UserID: s.ID("anna"), Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{s.desks[0].ID}}
	_, err := people.Open(t.Context(), s.Pools.Web, anna, s.desks[0].ID, people.Form{Identity: people.Identity{Given: "Mario", Surname: "Rossi", FiscalCode: "RSSMRA85T10A562S", Lang: "it"}}, tuesday)
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`[0-9]+`)
	var texts []string
	for _, code := range []string{"RSSMRA85T10A562S", "RSSMRA85M01H501Q"} {
		p := s.sent(t, "ugo", map[string]string{"given": "Mario", "surname": "Rossi", "fiscal_code": code})
		texts = append(texts, number.ReplaceAllString(strings.ReplaceAll(p.Text(), code, ""), ""))
	}
	if texts[0] != texts[1] {
		t.Errorf("somebody known:\n%s\nsomebody unknown:\n%s", texts[0], texts[1])
	}
	list := s.As(t, "anna").Get("/ufficio/invii-enti").Want(200)
	known := list.All("a", "href", "/ufficio/invii-enti/1")
	if len(known) == 0 {
		t.Fatal("the first form is not in the desk's list")
	}
	s.As(t, "anna").Get("/ufficio/invii-enti/1").Want(200).Has("Mario Rossi", "Codice fiscale").Submit("/accettazione", map[string]string{"person": "new"}).Follow().Has("codice fiscale")
	s.As(t, "ugo").Get("/enti/invii/1").Want(200).Has("In attesa dello sportello").HasNot("ufficio/persone")
	s.As(t, "anna").Get("/ufficio/invii-enti/1").Submit("/accettazione", nil).Follow().Has("Scheda accettata")
}

func TestAFormIsForItsDeskAndItsBody(t *testing.T) {
	s := newTown(t)
	sent := s.sent(t, "ugo")
	for name, want := range map[string]int{"vera": 404, "anna": 403, "dora": 403} {
		b := s.As(t, name)
		at := sent.Path
		b.Get(at).Want(want).HasNot("Zuleika")
		b.Get("/enti").HasNot("Zuleika")
		form := url.Values{"_csrf": token(t, b), "from": {"sent"}, "to": {"withdrawn"}}
		b.Post(at+"/passo", form).Want(want)
	}
	for _, id := range []string{"0", "x", "999999"} {
		s.As(t, "ugo").Get("/enti/invii/" + id).Want(404)
	}
	bruno := s.As(t, "bruno")
	bruno.Get("/ufficio/invii-enti").Want(200).HasNot("Zuleika")
	bruno.Get(atDesk(sent)).Want(404)
	form := url.Values{"_csrf": token(t, bruno), "from": {"sent"}, "to": {"declined"}, "text-declined": {"no"}, "person": {"new"}}
	bruno.Post(atDesk(sent)+"/passo", form).Want(404)
	bruno.Post(atDesk(sent)+"/accettazione", form).Want(404)
	// what the table does not allow is refused: the desk's moves by the body, the body's by the desk
	ugo := s.As(t, "ugo")
	ugo.Post(sent.Path+"/passo", url.Values{"_csrf": token(t, ugo), "from": {"sent"}, "to": {"accepted"}}).Follow().Has("In attesa dello sportello")
	s.As(t, "solo").Get("/enti").Want(404)
	s.As(t, "dora").Get(atDesk(sent)).Want(200).Has("Zuleika Ignota")
}

// token is what the forms of a browser carry, whatever rooms its account has.
func token(t *testing.T, b *webtest.Browser) []string {
	t.Helper()
	for _, path := range []string{"/ufficio/profilo", "/enti/profilo"} {
		if p := b.Get(path); p.Status == http.StatusOK {
			return []string{webtest.Attr(p.Find("input", "name", "_csrf"), "value")}
		}
	}
	t.Fatal("an account without a page of its own")
	return nil
}

// An account of a body opens nothing of the office, whatever the route.
func TestABodyReachesNothingOfTheOffice(t *testing.T) {
	s := newTown(t)
	s.sent(t, "ugo")
	ugo := s.As(t, "ugo")
	form := url.Values{"_csrf": token(t, ugo)}
	holes := regexp.MustCompile(`:[a-z]+`)
	asked := 0
	for _, route := range s.Web.Routes() {
		if !strings.HasPrefix(route.Path, "/ufficio") || route.Guard == "public" {
			continue
		}
		asked++
		p := ugo.Get(holes.ReplaceAllString(route.Path, "1"))
		if route.Method == http.MethodPost {
			p = ugo.Post(holes.ReplaceAllString(route.Path, "1"), form)
		}
		if p.Status != http.StatusForbidden {
			t.Errorf("%s %s answers %d", route.Method, route.Path, p.Status)
		}
		p.HasNot("Zuleika")
	}
	if asked < 100 {
		t.Errorf("only %d routes of the office", asked)
	}
	p := ugo.Get("/ufficio/rete").Want(403)
	if p.Find("a", "href", "/enti") == nil {
		t.Error("the refusal does not lead back to the portal")
	}
}

func TestTheDaysLimit(t *testing.T) {
	s := newTown(t)
	for i := range referrals.IncomingADay {
		s.sent(t, "ugo", map[string]string{"given": fmt.Sprint("Prova ", string(rune('A'+i)))})
	}
	s.As(t, "ugo").Get("/enti/nuova").Submit("/invii", s.filled()).Want(422).Has("Al massimo 20 schede al giorno")
	s.sent(t, "vera")
	s.Now = tuesday.Add(25 * time.Hour)
	s.sent(t, "ugo")
}

func TestTheBodySignsInAndIsInvited(t *testing.T) {
	s := newTown(t)
	hasher, err := auth.NewHasher(1)
	s.Town.Must(err)
	hash, err := hasher.Hash(t.Context(), "una frase molto lunga")
	s.Town.Must(err)
	_, err = s.Town.DB.NewRaw("UPDATE users SET password_hash = ? WHERE id = ?", hash, s.ID("ugo")).Exec(t.Context())
	s.Town.Must(err)
	b := s.Browser(t)
	b.Get("/enti").Want(303)
	signin := b.Get("/enti").Follow().Want(200).Has("Accedi al portale degli enti")
	home := signin.Submit("/ufficio/accesso", map[string]string{"email": "ugo@demo.example", "password": "una frase molto lunga"})
	if at := home.Header.Get("Location"); at != "/enti" && !strings.HasPrefix(at, "/ufficio/accesso/iscrizione") {
		t.Errorf("signing in leads to %s", at)
	}
	if !auth.ReferringBody.SeesPersonalData() {
		t.Error("what a body writes asks for no second factor")
	}
	profile := s.As(t, "ugo").Get("/enti/profilo").Want(200).Has("Associazione Demo Porto Aperto", "ugo@demo.example")
	profile.Submit("/password", map[string]string{"current": "sbagliata", "password": "un'altra frase lunga"}).Want(422)
	profile.Submit("/password", map[string]string{"current": "una frase molto lunga", "password": "un'altra frase lunga"}).Follow().Want(200).Has("Password cambiata")

	dora := s.As(t, "dora")
	at := fmt.Sprintf("/ufficio/rete/%d", s.bodies[1])
	invite := dora.Get(at + "/account/nuovo").Want(200)
	invite.Submit("/account", map[string]string{"name": "Altra Prova", "email": "ugo@demo.example"}).Want(422)
	card := invite.Submit("/account", map[string]string{"name": "Altra Prova", "email": "altra@ente.example"}).Follow().Want(200).Has("Invito mandato", "altra@ente.example")
	card = card.Submit("/disattivazione", nil).Follow().Has("Account disattivato")
	card = card.Submit("/riattivazione", nil).Follow().Has("Account riattivato")
	card.Submit("/password", nil).Follow().Has("Link mandato")
	other := fmt.Sprintf("/ufficio/rete/%d/account/%d/disattivazione", s.bodies[1], s.ID("ugo"))
	dora.Post(other, url.Values{"_csrf": token(t, dora)}).Want(404)
	office := fmt.Sprintf("/ufficio/rete/%d/account/%d/disattivazione", s.bodies[1], s.ID("anna"))
	dora.Post(office, url.Values{"_csrf": token(t, dora)}).Want(404)
	s.As(t, "anna").Get(at + "/account/nuovo").Want(403)
}

func TestTheAdministratorSeesWhoseAccountItIs(t *testing.T) {
	s := newTown(t)
	admin := s.As(t, "amministra")
	admin.Get("/ufficio/utenti").Want(200).Has("Associazione Demo Porto Aperto")
	fresh := admin.Get("/ufficio/utenti/nuovo").Want(200)
	if fresh.Find("input", "name", "roles", "value", "referring") != nil {
		t.Error("an account of a body can be opened without its body")
	}
	post := func(path string, roles ...string) *webtest.Page {
		return admin.Post(path, url.Values{"_csrf": token(t, admin), "name": {"Prova"}, "email": {"prova@ente.example"}, "lang": {"it"}, "roles": roles})
	}
	post("/ufficio/utenti", "referring").Want(422).Has("dalla pagina dell'ente")
	ugo := fmt.Sprintf("/ufficio/utenti/%d", s.ID("ugo"))
	post(ugo, "reception").Want(422).Has("dalla pagina dell'ente")
	post(ugo, "referring", "reception").Want(422)
	post(fmt.Sprintf("/ufficio/utenti/%d", s.ID("anna")), "reception", "referring").Want(422)
	post(ugo, "referring").Want(303)
}

func TestABodyPutAsideSendsNothing(t *testing.T) {
	s := newTown(t)
	form, open := s.sent(t, "ugo"), s.As(t, "ugo").Get("/enti/nuova").Want(200)
	s.As(t, "dora").Get(fmt.Sprintf("/ufficio/rete/%d", s.bodies[0])).Submit("/sospensione", nil).Want(303)
	open.Submit("/invii", s.filled()).Want(409).Has("L'ente è sospeso")
	s.As(t, "ugo").Get("/enti/nuova").Want(409)
	s.As(t, "ugo").Get("/enti").Want(200).Has("L'ente è sospeso", "Zuleika Ignota")
	s.As(t, "ugo").Get(form.Path).Want(200)
}

func TestThePortalSpeaksTwoLanguages(t *testing.T) {
	s := newTown(t)
	form := s.sent(t, "ugo")
	ugo := s.As(t, "ugo")
	ugo.Get("/en/enti").Want(200).Has("Our referrals", "Waiting for the desk")
	ugo.Get("/en" + form.Path).Want(200).Has("Why they are referred")
	p := ugo.Get("/en/enti/nuova").Want(200).Has("New referral form")
	if webtest.Attr(p.Find("html"), "dir") != "ltr" {
		t.Error("the portal of the bodies has no direction")
	}
	if dir := webtest.Attr(ugo.Get("/ar/enti").Want(200).Find("html"), "dir"); dir != "ltr" {
		t.Errorf("/ar/enti is drawn %s", dir)
	}
}
