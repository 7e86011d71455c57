package portal_test

import (
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/web/webtest"
)

// areaMail reads the code and the link out of the newest message to the address.
func areaMail(t *testing.T, s *webtest.Site, to string) (code, link string) {
	t.Helper()
	var m mail.Message
	err := s.Pools.Web.NewRaw(`SELECT kind, subject_id, lang FROM messages WHERE recipient = ? AND kind = 'auth.code' ORDER BY id DESC LIMIT 1`, to).
		Scan(t.Context(), &m.Kind, &m.SubjectID, &m.Lang)
	if err != nil {
		t.Fatal(err)
	}
	content, err := s.Gate.CodeComposer(func() time.Time { return s.Now })(t.Context(), s.Pools.Web, m)
	if err != nil || content == nil {
		t.Fatalf("the message is dropped: %v", err)
	}
	return content.Data.(auth.CodeMail).Code, i18n.Path(content.Lang, content.Button.URL)
}

func TestACodeOpensTheAreaInEveryLanguage(t *testing.T) {
	s := informed(t)
	for _, l := range i18n.Languages() {
		loc := s.Catalog.For(l.Tag)
		b := s.Browser(t)
		email := "prova." + l.Tag + "@example.org"
		p := b.Get(i18n.Path(l.Tag, "/area-personale")).Follow().Want(200).Has(loc.T("area.signin.title"))
		p = p.Submit("/area-personale/accesso", map[string]string{"email": email}).Follow().Want(200).Has(loc.T("area.code.title"))
		code, _ := areaMail(t, s, email)
		p = p.Submit("/area-personale/codice", map[string]string{"code": "abc"}).Want(422).Has(loc.T("auth.area.wrong"))
		p.Submit("/area-personale/codice", map[string]string{"code": code}).Follow().Want(200).Has(loc.T("area.title"), email)
		s.Now = s.Now.Add(31 * time.Minute)
		b.Get(i18n.Path(l.Tag, "/area-personale")).Want(303)
	}
}

func TestTheLinkOfTheMailAsksToPressAButton(t *testing.T) {
	s := informed(t)
	asking := s.Browser(t)
	asking.Get("/ar/area-personale/accesso").Submit("/area-personale/accesso", map[string]string{"email": "samira@example.org"}).Want(303)
	_, link := areaMail(t, s, "samira@example.org")
	if !strings.HasPrefix(link, "/ar/area-personale/codice?l=") {
		t.Errorf("the link leads to %s", link)
	}
	scanner := s.Browser(t)
	for range 3 {
		scanner.Get(link).Want(200)
	}
	scanner.Get("/area-personale").Want(303)
	phone := s.Browser(t)
	phone.Get(link).Want(200).Submit("/area-personale/codice", nil).Follow().Want(200).Has("samira@example.org")
	again := s.Browser(t).Get(link).Want(422)
	again.Has(s.Catalog.For("ar").T("area.link.gone"))
}

func TestAreaSaysNothingAboutWhoIsKnown(t *testing.T) {
	s := informed(t)
	upTo(t, s.Browser(t), "", "riepilogo").Submit("/conferma", nil).Want(303)
	pages := map[string]string{}
	for _, email := range []string{"prova@example.org", "nessuno@example.org"} {
		p := s.Browser(t).Get("/area-personale/accesso").Submit("/area-personale/accesso", map[string]string{"email": email}).Follow().Want(200)
		pages[email] = p.Text()
		areaMail(t, s, email)
	}
	if pages["prova@example.org"] != pages["nessuno@example.org"] {
		t.Error("the answers differ")
	}
}

func TestAreaFormsGoneWrong(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	p := b.Get("/area-personale/accesso").Submit("/area-personale/accesso", map[string]string{"email": "non un indirizzo"}).Want(422)
	p.Has("Controlla l'indirizzo e-mail")
	if p.Find("input", "name", "email", "value", "non un indirizzo", "aria-invalid", "true") == nil {
		t.Error("what was typed is lost")
	}
	for _, link := range []string{"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", s.Gate.Signer.Token("area request", 1), s.Gate.Signer.Token("area link", 99)} {
		b.Get("/area-personale/codice?l=" + link).Want(422).Has("Questo collegamento non funziona più")
	}
	b.Get("/area-personale/codice").Want(303)
	b.Get("/area-personale/codice?r=invented").Want(200).Submit("/area-personale/codice", map[string]string{"code": "123456"}).Want(422).Has("Questo collegamento non funziona più")
	p = b.Get("/area-personale/accesso").Submit("/area-personale/accesso", map[string]string{"email": "a@example.org"}).Follow()
	for range 5 {
		p.Submit("/area-personale/codice", map[string]string{"code": "x"}).Want(422).Has("Il codice non è giusto")
	}
	code, _ := areaMail(t, s, "a@example.org")
	p.Submit("/area-personale/codice", map[string]string{"code": code}).Want(422).Has("Questo codice non vale più")
}
