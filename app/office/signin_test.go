package office_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/pquerna/otp/totp"

	"approdo/app/auth"
	"approdo/app/office"
	"approdo/app/web/webtest"
)

const password = "una frase molto lunga"

// credentials are what a person types to sign in.
func credentials(name string) map[string]string {
	return map[string]string{"email": name + "@demo.example", "password": password}
}

// codeOf reads the key off the page that sets up an app and gives its code.
func codeOf(t *testing.T, p *webtest.Page, at time.Time) (key, code string) {
	t.Helper()
	n := p.Find("bdi", "class", "code")
	if n == nil || n.FirstChild == nil {
		t.Fatal("the page shows no key to type")
	}
	key = strings.ReplaceAll(n.FirstChild.Data, " ", "")
	return key, codeAt(t, key, at)
}

func codeAt(t *testing.T, key string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(key, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// enrolled signs in for the first time, sets up an app and gives its key and the
// recovery codes.
func (s *staffed) enrolled(t *testing.T, b *webtest.Browser, name string) (key string, codes []string) {
	t.Helper()
	p := b.Get("/ufficio/accesso").Want(200).Submit("/ufficio/accesso", credentials(name)).Follow().Want(200)
	key, code := codeOf(t, p, s.Now)
	p = p.Submit("/ufficio/accesso/iscrizione", map[string]string{"code": code}).Follow().Want(200)
	for _, n := range p.All("bdi", "class", "code") {
		codes = append(codes, n.FirstChild.Data)
	}
	return key, codes
}

func TestFirstSignInSetsUpTheSecondStep(t *testing.T) {
	s := newOffice(t)
	b := s.Browser(t)
	p := b.Get("/ufficio").Follow().Want(200).Has("Accedi all'ufficio")
	p = p.Submit("/ufficio/accesso", map[string]string{"email": "qui@demo.example", "password": "sbagliata!"})
	p.Want(422).Has("E-mail o password non sono giuste").HasNot("sbagliata!")
	if p.Find("input", "name", "email", "value", "qui@demo.example", "aria-invalid", "true") == nil {
		t.Error("the address typed is lost")
	}
	p = p.Submit("/ufficio/accesso", credentials("qui")).Follow().Want(200).Has("Imposta il secondo passaggio")
	if img := p.Find("img"); img == nil || !strings.HasPrefix(webtest.Attr(img, "src"), "data:image/png;base64,") {
		t.Error("no picture to scan")
	}
	b.Get("/ufficio/utenti").Want(303) // a password alone opens nothing
	key, code := codeOf(t, p, s.Now)
	again := p.Submit("/ufficio/accesso/iscrizione", map[string]string{"code": "12"}).Want(422).Has("Il codice non è giusto")
	if same, _ := codeOf(t, again, s.Now); same != key {
		t.Error("a mistyped code changes the picture")
	}
	p = again.Submit("/ufficio/accesso/iscrizione", map[string]string{"code": code}).Follow().Want(200).Has("I tuoi codici di recupero")
	if n := len(p.All("bdi", "class", "code")); n != 10 {
		t.Errorf("%d recovery codes", n)
	}
	s.as(t, "la").Get(p.Path).Want(404) // sealed for one session
	s.Now = s.Now.Add(11 * time.Minute)
	b.Get(p.Path).Want(404)
	b.Get("/ufficio").Want(200).Has("Oggi")
}

func TestSecondStep(t *testing.T) {
	s := newOffice(t)
	key, codes := s.enrolled(t, s.Browser(t), "qui")
	s.Now = s.Now.Add(time.Hour)
	b := s.Browser(t)
	p := b.Get("/ufficio/accesso").Submit("/ufficio/accesso", credentials("qui")).Follow().Want(200).Has("Conferma che sei tu")
	p = p.Submit("/accesso/verifica", map[string]string{"code": "niente"}).Want(422).Has("Il codice non è giusto o è già stato usato")
	p.Submit("/accesso/verifica", map[string]string{"code": codeAt(t, key, s.Now)}).Follow().Want(200).Has("Oggi")
	b.Get("/ufficio").Submit("/ufficio/uscita", nil).Follow().Want(200).Has("Sei uscito")
	b.Get("/ufficio").Want(303)
	p = b.Get("/ufficio/accesso").Submit("/ufficio/accesso", credentials("qui")).Follow()
	p.Submit("/accesso/verifica", map[string]string{"code": codes[0]}).Follow().Want(200).Has("Oggi")
	b.Get("/ufficio/profilo").Want(200).Has("Ti restano 9 codici")
}

func TestSignInLeadsWhereThePersonWanted(t *testing.T) {
	s := newOffice(t)
	b := s.Browser(t)
	p := b.Get("/ufficio/sessioni?x=1").Follow().Want(200)
	if got := p.Submit("/ufficio/accesso", credentials("redazione")).Header.Get("Location"); got != "/ufficio/sessioni?x=1" {
		t.Errorf("signing in leads to %q", got)
	}
	for _, elsewhere := range []string{"https://evil.example/", "//evil.example", "/ufficio//evil.example", "/\\evil.example", "/prenota",
		"/ufficiox", "/ufficio/../x", "/ufficio\r\nX: y", "/ufficio/accesso"} {
		p := s.Browser(t).Get("/ufficio/accesso?dopo=" + url.QueryEscape(elsewhere)).Want(200)
		if got := p.Submit("/ufficio/accesso", credentials("redazione")).Want(303).Header.Get("Location"); got != "/ufficio" {
			t.Errorf("%q leads to %q", elsewhere, got)
		}
	}
	en := s.Browser(t).Get("/en/ufficio/accesso").Want(200).Has("Sign in to the back-office")
	if got := en.Submit("/ufficio/accesso", credentials("redazione")).Header.Get("Location"); got != "/en/ufficio" {
		t.Errorf("in English signing in leads to %q", got)
	}
}

func TestAFormPostedTooLateIsOfferedAgain(t *testing.T) {
	s := newOffice(t)
	b := s.Browser(t)
	b.Get("/ufficio/accesso").Submit("/ufficio/accesso", credentials("redazione")).Follow()
	p := b.Get("/ufficio/profilo").Want(200)
	s.Now = s.Now.Add(90 * time.Minute)
	p = p.Submit("/profilo/password", map[string]string{"current": password, "password": "qualcosa di nuovo"}).Follow().Want(200).Has("Accedi all'ufficio")
	p = p.Submit("/ufficio/accesso", credentials("redazione")).Follow().Want(200).Has("Premi ancora una volta")
	p.HasNot(password, "qualcosa di nuovo") // passwords are typed again
	if p.Find("form", "action", "/ufficio/profilo/password") == nil {
		t.Error("the form is lost")
	}
}

func TestLockedAddressGetsAPageThatSaysHowLong(t *testing.T) {
	s := newOffice(t)
	p := s.Browser(t).Get("/ufficio/accesso")
	for range 5 {
		p.Submit("/ufficio/accesso", map[string]string{"email": "nobody@demo.example", "password": "x"}).Want(422)
	}
	p = p.Submit("/ufficio/accesso", map[string]string{"email": "nobody@demo.example", "password": "x"}).Want(429)
	p.Has("Minuti da aspettare: 1.")
}

func TestForgottenPasswordSaysTheSameToEverybody(t *testing.T) {
	s := newOffice(t)
	for _, email := range []string{"redazione@demo.example", "nobody@demo.example"} {
		p := s.Browser(t).Get("/ufficio/password-dimenticata").Want(200)
		p.Submit("/password-dimenticata", map[string]string{"email": email}).Follow().Want(200).Has("Se c'è un account con questo indirizzo")
	}
	s.Browser(t).Get("/ufficio/password-dimenticata").Submit("/password-dimenticata", map[string]string{"email": "x"}).Want(422).Has("Controlla l'indirizzo e-mail")
	for _, link := range []string{"", "?l=", "?l=AAAA", "?l=%00"} {
		if status := s.Browser(t).Get("/ufficio/password" + link).Status; status != 404 && status != 422 {
			t.Errorf("%q: %d", link, status)
		}
	}
}

func TestAnInvitationChoosesThePassword(t *testing.T) {
	s := newOffice(t)
	admin := s.as(t, "admin")
	form := url.Values{"name": {"Nuova Persona"}, "email": {"nuova@demo.example"}, "lang": {"it"}, "roles": {"editor", "scout"}}
	form.Set("_csrf", webtest.Attr(admin.Get("/ufficio/utenti/nuovo").Want(200).Find("input", "name", "_csrf"), "value"))
	admin.Post("/ufficio/utenti", form).Follow().Want(200).Has("Utente creato", "Nuova Persona", "Comunicazione", "Contatti con le aziende", "Invitato")
	var id int64
	if err := s.Pools.Web.NewRaw(`SELECT max(id) FROM user_password_links`).Scan(t.Context(), &id); err != nil {
		t.Fatal(err)
	}
	link := s.Gate.Signer.Token("password link", id)
	b := s.Browser(t)
	p := b.Get("/ufficio/password?l=" + link).Want(200).Has("nuova@demo.example")
	p = p.Submit("/ufficio/password", map[string]string{"password": "corta"}).Want(422).Has("troppo corta")
	p = p.Submit("/ufficio/password", map[string]string{"password": "scirocco da sud ovest"}).Follow().Want(200).Has("Password salvata")
	p.Submit("/ufficio/accesso", map[string]string{"email": "nuova@demo.example", "password": "scirocco da sud ovest"}).Want(303)
	b.Get("/ufficio/password?l=" + link).Want(404)
}

func TestPasskeys(t *testing.T) {
	s := newOffice(t)
	gate, err := auth.NewGate(auth.GateOptions{Secret: []byte("another secret of the tests, long enough"), BaseURL: "http://localhost:8080", Development: true})
	if err != nil {
		t.Fatal(err)
	}
	site := webtest.With(t, s.Pools, s.Now, webtest.Menus{Office: office.Menu()})
	office.Register(site.Web, s.Pools, gate)
	rp := virtualwebauthn.RelyingParty{ID: "localhost", Name: "Approdo", Origin: "http://localhost:8080"}
	phone, cred := virtualwebauthn.NewAuthenticator(), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeRSA)
	var handle []byte
	if err := s.Pools.Web.NewRaw(`SELECT handle FROM users WHERE id = ?`, s.ids["qui@demo.example"]).Scan(t.Context(), &handle); err != nil {
		t.Fatal(err)
	}
	phone.Options.UserHandle = handle
	prove := func(p *webtest.Page) map[string]string {
		t.Helper()
		form := p.Find("form", "data-passkey", "get")
		if form == nil {
			t.Fatal("no question for a passkey on the page")
		}
		o, err := virtualwebauthn.ParseAssertionOptions(webtest.Attr(form, "data-options"))
		if err != nil {
			t.Fatal(err)
		}
		cred.Counter++
		return map[string]string{"response": virtualwebauthn.CreateAssertionResponse(rp, phone, cred, *o)}
	}

	b := site.Browser(t)
	p := b.Get("/ufficio/accesso").Submit("/ufficio/accesso", credentials("qui")).Follow().Want(200)
	phone.AddCredential(cred)
	p.Submit("/iscrizione/passkey", map[string]string{"response": "{}"}).Want(422).Has("La passkey non è stata accettata")
	p = b.Get("/ufficio/accesso/iscrizione").Want(200)
	create := p.Find("form", "data-passkey", "create")
	if create == nil {
		t.Fatal("enrolling offers no passkey")
	}
	o, err := virtualwebauthn.ParseAttestationOptions(webtest.Attr(create, "data-options"))
	if err != nil {
		t.Fatal(err)
	}
	p.Submit("/iscrizione/passkey", map[string]string{"response": virtualwebauthn.CreateAttestationResponse(rp, phone, cred, *o)}).Follow().Want(200).Has("I tuoi codici di recupero")
	b.Get("/ufficio/profilo").Want(200).Has("2026", "Togli")

	second := site.Browser(t).Get("/ufficio/accesso").Submit("/ufficio/accesso", credentials("qui")).Follow().Want(200)
	second.Submit("/verifica/passkey", prove(second)).Follow().Want(200).Has("Oggi")

	alone := site.Browser(t).Get("/ufficio/accesso").Want(200)
	alone.Submit("/accesso/passkey", prove(alone)).Follow().Want(200).Has("Oggi")
	site.Browser(t).Get("/ufficio/accesso").Submit("/accesso/passkey", map[string]string{"response": "garbage"}).Want(422).Has("La passkey non è stata accettata")
}
