package portal_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/web/webtest"
)

// newSigner is an owner whose next plan waits for their signature, and a browser that
// came in by the code of a mail.
func newSigner(t *testing.T, lang string) (*owner, *webtest.Browser) {
	t.Helper()
	s := newOwner(t, lang)
	ctx, db := t.Context(), s.Pools.Web
	w, err := people.AccessOf(ctx, db, s.actor, s.person)
	must(t, err)
	s.Now = s.Now.Add(time.Hour)
	w, err = people.GiveAccess(ctx, db, s.actor, s.person, people.AccessForm{Channel: people.ByMail, Recipient: "casa@example.org", After: w.ID}, s.Now)
	must(t, err)
	s.door = people.AccessLink(s.Gate.Signer, w.ID)
	s.draft(t, "Cercare anche come aiuto cuoco")
	must(t, cases.AskSignature(ctx, db, s.actor, cases.Ref{CaseID: s.id, Kind: cases.Plan, Version: 2}, s.Now))
	b := s.Browser(t)
	p := b.Get(i18n.Path(lang, s.door)).Submit("/codice", nil).Follow().Want(200)
	p.Submit(s.door, map[string]string{"code": s.digits(t)}).Follow().Want(200)
	return s, b
}

// draft writes the next goals of the plan.
func (s *owner) draft(t *testing.T, goals string) {
	t.Helper()
	all, err := cases.Documents(t.Context(), s.Pools.Web, s.actor, s.id, cases.Plan)
	must(t, err)
	in := cases.NextContent(all)
	in.Body["goals"] = goals
	must(t, cases.WriteDocument(t.Context(), s.Pools.Web, s.actor, s.id, cases.Plan, in, s.Now))
}

// digits are those of the newest code that was sent.
func (s *owner) digits(t *testing.T) string {
	t.Helper()
	var id int64
	must(t, s.Pools.Web.NewRaw("SELECT max(subject_id) FROM messages WHERE kind = 'people.code'").Scan(t.Context(), &id))
	x, err := auth.FindProof(t.Context(), s.Pools.Web, id, s.Now)
	must(t, err)
	return s.Gate.Signer.Digits(x)
}

func (s *owner) plan(t *testing.T) cases.Document {
	t.Helper()
	all, err := cases.Documents(t.Context(), s.Pools.Web, s.actor, s.id, cases.Plan)
	must(t, err)
	return all[0]
}

// link is where a page leads under an address.
func link(t *testing.T, p *webtest.Page, part string) string {
	t.Helper()
	for _, a := range p.All("a") {
		if href := webtest.Attr(a, "href"); strings.Contains(href, part) {
			return href
		}
	}
	t.Fatalf("%s does not lead to %s", p.Path, part)
	return ""
}

func TestReadingAndSigningFromAfar(t *testing.T) {
	s, b := newSigner(t, "ar")
	loc := s.Catalog.For("ar")
	home := b.Get("/ar/area-personale").Want(200).Has(loc.T("area.sign.todo"))
	p := b.Get(link(t, home, "/firma/")).Want(200)
	p.Has(loc.T("area.sign.title"), loc.T("document.plan"), "Piano d'azione individuale", "Obiettivi", "Cercare anche come aiuto cuoco", "Chiamare due ristoranti", loc.T("area.sign.question"))
	if p.Find("input", "name", "code") != nil || s.plan(t).State != cases.Draft {
		t.Error("the code is asked for before it was sent, or reading signed")
	}
	p = p.Submit("/codice", nil).Follow().Want(200)
	p = p.Submit(p.Path[:strings.Index(p.Path, "?")], map[string]string{"code": "12"}).Want(422).Has(loc.T("auth.area.wrong"))
	p.Submit(p.Path, map[string]string{"code": s.digits(t)}).Follow().Want(200).Has(loc.T("area.sign.signed")).HasNot(loc.T("area.sign.todo"))
	if d := s.plan(t); d.State != cases.Signed || d.SignedHow != cases.Code || !d.Intact() {
		t.Errorf("signed: %+v", d)
	}
	b.Get(fmt.Sprintf("/ar/area-personale/piano/%d", s.id)).Want(200).Has("Cercare anche come aiuto cuoco")
	b.Get("/ar/area-personale/firma/1").Follow().Want(200).Has(loc.T("area.sign.over"))
}

func TestSayingNoAndATextThatChanged(t *testing.T) {
	s, b := newSigner(t, "it")
	p := b.Get(link(t, b.Get("/area-personale").Want(200), "/firma/")).Want(200)
	p.Submit("/rifiuto", nil).Want(422).Has("Scegli un motivo")
	sent := p.Submit("/codice", nil).Follow().Want(200)
	s.draft(t, "Un altro testo")
	again := sent.Submit("/firma/1", map[string]string{"code": s.digits(t)}).Follow().Want(200).Has("ha cambiato il testo", "Un altro testo")
	if again.Find("input", "name", "code") != nil {
		t.Error("the code sent for another text is asked for again")
	}
	p.Submit("/rifiuto", map[string]string{"why": "agree"}).Follow().Want(200).Has("ha cambiato il testo")
	again.Submit("/rifiuto", map[string]string{"why": "agree", "words": "Non posso il lunedì"}).Follow().Want(200).Has("non hai firmato")
	if d := s.plan(t); d.State != cases.Refused || d.Reason != "Non sono d'accordo con qualcosa: Non posso il lunedì" {
		t.Errorf("refused: %+v", d)
	}
}

// TestOnlyTheirOwnerSigns: nobody else finds the page, sends a code or answers.
func TestOnlyTheirOwnerSigns(t *testing.T) {
	s, b := newSigner(t, "it")
	must(t, people.WithdrawAccess(t.Context(), s.Pools.Web, s.actor, s.person, s.Now))
	b.Get("/area-personale/firma/1").Want(303)
	w, err := people.GiveAccess(t.Context(), s.Pools.Web, s.actor, s.other, people.AccessForm{Channel: people.OnPaper}, s.Now)
	must(t, err)
	door := people.AccessLink(s.Gate.Signer, w.ID)
	stranger := s.Browser(t)
	home := stranger.Get(door).Submit(door, map[string]string{"code": people.PaperCode(s.Gate.Signer, w)}).Follow().Want(200).HasNot("/firma/")
	form := url.Values{"_csrf": {webtest.Attr(home.Find("input", "name", "_csrf"), "value")}, "revision": {"1"}, "code": {"123456"}, "why": {"need"}}
	stranger.Get("/area-personale/firma/1").Follow().Want(200).HasNot("aiuto cuoco")
	for _, rest := range []string{"", "/codice", "/rifiuto"} {
		stranger.Post("/area-personale/firma/1"+rest, form).Follow().Want(200).HasNot("aiuto cuoco")
		stranger.Get("/area-personale/firma/x" + rest)
	}
	if s.plan(t).State != cases.Draft {
		t.Error("somebody else answered")
	}
}
