package portal_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/print/printtest"
	"approdo/app/privacy"
	"approdo/app/web/webtest"
)

func token(p *webtest.Page) string { return webtest.Attr(p.Find("input", "name", "_csrf"), "value") }

func TestOnesOwnDataInEveryLanguage(t *testing.T) {
	s := newOwner(t, "it")
	for _, l := range i18n.Languages() {
		loc := s.Catalog.For(l.Tag)
		b, home := s.in(t, l.Tag)
		home.Has(loc.T("area.data.title"), loc.T("area.looks.title"), loc.T("area.messages.title"))
		path := i18n.Path(l.Tag, "/area-personale/dati")
		p := b.Get(path).Want(200).Has(loc.T("area.data.purpose.file"), loc.T("area.data.purpose.path.why"), loc.N("area.data.years", 2),
			loc.T("area.data.erase.gone.text"), loc.T("area.data.erase.figures"), loc.T("area.data.kind.erase"))
		p.HasNot(loc.T("area.data.purpose.sharing"))
		text := url.Values{"_csrf": {token(p)}, "kind": {"correct"}, "text-correct": {"Correggere " + l.Tag}}
		b.Post(path+"/richieste", text).Follow().Want(200).Has(loc.T("area.data.sent"), loc.T("area.data.state.open"), "Correggere "+l.Tag)
		b.Get(i18n.Path(l.Tag, "/area-personale/letture")).Want(200).Has(loc.T("area.looks.lead"))
		b.Get(i18n.Path(l.Tag, "/area-personale/messaggi")).Want(200).Has(loc.T("area.messages.lead"), loc.T("area.messages.kind.privacy"))
		all, err := privacy.OwnRequests(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person})
		must(t, err)
		b.Get(path).Submit(fmt.Sprintf("/%d/ritiro", all[0].ID), nil).Follow().Want(200).Has(loc.T("area.data.withdrawn"), loc.T("area.data.state.withdrawn"))
		s.Now = s.Now.Add(25 * time.Hour) // the tries of a day
	}
}

func TestAskingWhatIsWrongKeepsTheWords(t *testing.T) {
	s := newOwner(t, "it")
	b, _ := s.in(t, "it")
	const path = "/area-personale/dati"
	p := b.Get(path)
	ask := func(kind, text string) *webtest.Page {
		return b.Post(path+"/richieste", url.Values{"_csrf": {token(p)}, "kind": {kind}, "text-" + kind: {text}})
	}
	ask("object", "").Want(422).Has("Scrivi che cosa ci chiedi")
	ask("object", strings.Repeat("parola ", 200)).Want(422).Has("parola parola", "al massimo 1000")
	ask("steal", "x").Want(404)
	for i := range privacy.MaxOpen {
		ask("object", fmt.Sprintf("prova %d", i)).Follow().Want(200).Has("Richiesta ricevuta")
	}
	ask("restrict", "ancora").Follow().Want(200).Has("Hai già 5 richieste")
	ask("object", "prova 1").Follow().Want(200).Has("Richiesta ricevuta")
}

// TestNobodyTouchesAnothersRights: by id, from outside, with the address two people share.
func TestNobodyTouchesAnothersRights(t *testing.T) {
	s := newOwner(t, "it")
	ctx, db, other := t.Context(), s.Pools.Web, auth.Actor{PersonID: s.other}
	office := privacy.Office{Signer: s.Gate.Signer, Book: consents.NewBook()}
	q, err := office.AskOwn(ctx, db, other, privacy.Asking{Kind: privacy.Object, Text: "Segreto di Zuleika"}, s.Now)
	must(t, err)
	must(t, privacy.AskCopy(ctx, db, other, "it", s.Now))
	theirs := s.copyOf(t, s.other)
	must(t, people.NoteGiven(ctx, db, s.actor, s.other, "Ente di Zuleika", s.Now))
	b, home := s.in(t, "it")
	form := url.Values{"_csrf": {token(home)}}
	b.Post(fmt.Sprintf("/area-personale/dati/richieste/%d/ritiro", q.ID), form).Want(404)
	b.Post(fmt.Sprintf("/area-personale/dati/copia/%d/scarico", theirs), form).Want(404)
	b.Get("/area-personale/dati").Want(200).HasNot("Segreto di Zuleika")
	b.Get("/area-personale/letture").Want(200).HasNot("Ente di Zuleika")
	b.Get("/area-personale/messaggi").Want(200).Has("Non ti abbiamo ancora mandato messaggi")
	for _, bad := range []string{"x", "-1", "0", "99999999999999999999"} {
		b.Get("/area-personale/messaggi?prima=" + bad).Want(404)
		b.Get("/area-personale/letture?prima=" + bad).Want(404)
	}
	stranger := s.Browser(t)
	for _, path := range []string{"/area-personale/dati", "/area-personale/letture", "/area-personale/messaggi"} {
		stranger.Get(path).Want(303)
	}
	if all, err := privacy.OwnRequests(ctx, db, other); err != nil || all[0].State != privacy.Open {
		t.Errorf("somebody took it back: %+v %v", all, err)
	}
}

// copyOf makes the copy a person asked for, with the sheets the portal draws.
func (s *owner) copyOf(t *testing.T, person int64) int64 {
	t.Helper()
	c, err := privacy.OwnCopy(t.Context(), s.Pools.Web, auth.Actor{PersonID: person})
	must(t, err)
	copies := privacy.Copies{Office: privacy.Office{Signer: s.Gate.Signer, Book: consents.NewBook()}, Vault: s.Web.Vault(), Sheets: s.portal.Sheets}
	payload, err := json.Marshal(map[string]int64{"copy": c.ID})
	must(t, err)
	must(t, copies.Handlers()[privacy.CopyKind](t.Context(), s.Pools.Work, payload, s.Now))
	return c.ID
}

func TestFetchingEverything(t *testing.T) {
	s := newOwner(t, "ar")
	b, _ := s.in(t, "ar")
	loc := s.Catalog.For("ar")
	const path = "/ar/area-personale/dati"
	b.Get(path).Submit("/dati/copia", nil).Follow().Want(200).Has(loc.T("area.data.copy.making"))
	id := s.copyOf(t, s.person)
	p := b.Get(path).Want(200).Has(loc.T("area.data.copy.take")).HasNot(loc.T("area.data.copy.do"))
	file := p.Submit("/scarico", nil).Want(200)
	if file.Header.Get("Content-Type") != "application/zip" || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") || file.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("%v", file.Header)
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(file.Body)), int64(len(file.Body)))
	must(t, err)
	names := ""
	for _, f := range z.File {
		names += f.Name + " "
	}
	for _, want := range []string{"dati.json", "riepilogo.", fmt.Sprintf("patto-%d.", s.id), fmt.Sprintf("piano-%d.", s.id)} {
		if !strings.Contains(names, want) {
			t.Errorf("no %s in %s", want, names)
		}
	}
	sheets, err := s.portal.Sheets(t.Context(), s.person, "ar", s.Now)
	must(t, err)
	text := ""
	for _, x := range sheets {
		if strings.HasPrefix(string(x.Data), "%PDF") {
			text += printtest.Text(t, x.Data)
		} else {
			text += printtest.Fold(string(x.Data))
		}
	}
	for _, want := range []string{loc.T("area.summary.title"), "Fatima Prova", "casa@example.org", "Chiamare due ristoranti", loc.T("area.data.purpose.path")} {
		if !strings.Contains(text, printtest.Fold(want)) {
			t.Errorf("the sheets do not say %q", want)
		}
	}
	s.Now = s.Now.Add(25 * time.Hour)
	b, _ = s.in(t, "ar")
	b.Get(path).Has(loc.T("area.data.copy.do"), loc.T("area.data.copy.take"))
	s.Now = s.Now.AddDate(0, 0, privacy.CopyDays)
	b, home := s.in(t, "ar")
	b.Get(path).Want(200).HasNot(loc.T("area.data.copy.take"))
	b.Post(fmt.Sprintf("%s/copia/%d/scarico", path, id), url.Values{"_csrf": {token(home)}}).Want(404)
}

// TestWhoOpenedMyFile: the desk and why, never the name of who works there; page by page.
func TestWhoOpenedMyFile(t *testing.T) {
	s := newOwner(t, "it")
	ctx, db := t.Context(), s.Pools.Web
	for i := range privacy.TracePage + 2 {
		must(t, people.NoteRead(ctx, db, s.actor, s.person, people.PartFile, s.Now.Add(time.Duration(i)*time.Hour)))
	}
	must(t, people.NoteGiven(ctx, db, s.actor, s.person, "Ente di prova", s.Now))
	_, err := db.NewRaw("INSERT INTO person_reads (person_id, actor, part, hour, at, reason) VALUES (?, 'employer:7', 'cv', ?, ?, 'Officina di prova')", s.person, s.Now, s.Now).Exec(ctx)
	must(t, err)
	b, _ := s.in(t, "it")
	p := b.Get("/area-personale/letture").Want(200).Has("Il tuo CV Dato a Officina di prova", "Un operatore dello sportello", "Dato a Ente di prova", "La tua scheda, per aiutarti").HasNot("Anna Prova")
	if n := len(p.All("li", "class", "queue-row")); n != privacy.TracePage {
		t.Errorf("%d lines on the first page", n)
	}
	next := p.Find("a", "class", "btn btn-outline-primary")
	if n := len(b.Get(webtest.Attr(next, "href")).Want(200).All("li", "class", "queue-row")); n != 4 {
		t.Errorf("%d lines on the second page", n)
	}
}
