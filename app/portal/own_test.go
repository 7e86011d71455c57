package portal_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/portal"
	"approdo/app/towntest"
	"approdo/app/web/webtest"
)

// owner is the portal with a person in charge who has a signed pact and plan, and a way
// into their area on paper.
type owner struct {
	*webtest.Site
	portal        *portal.Screens
	actor         auth.Actor
	person, other int64
	id            int64 // of the case
	own           int64 // the action of the person
	door, code    string
}

func newOwner(t *testing.T, lang string) *owner {
	t.Helper()
	s := new(owner)
	s.Site, s.portal = informedScreens(t)
	ctx, db := t.Context(), s.Pools.Web
	list, err := desks.List(ctx, db, desks.Filter{})
	must(t, err)
	h := towntest.On(t, db, s.Now)
	s.actor = h.Actor("Anna", auth.Specialist, list[0].ID)
	mail := func(f *people.Form) { f.Contacts = []people.Contact{{Kind: people.Email, Value: "casa@example.org"}} }
	s.person = h.Person(s.actor, "Fatima Prova", towntest.Reading(lang), mail)
	s.other = h.Person(s.actor, "Zuleika Prova", towntest.Reading(lang), mail)
	s.id, s.own = s.take(t, s.person, "Chiamare due ristoranti")
	w, err := people.GiveAccess(ctx, db, s.actor, s.person, people.AccessForm{Channel: people.OnPaper}, s.Now)
	must(t, err)
	s.door, s.code = people.AccessLink(s.Gate.Signer, w.ID), people.PaperCode(s.Gate.Signer, w)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// take takes somebody in charge with a signed pact and plan.
func (s *owner) take(t *testing.T, person int64, what string) (id, action int64) {
	t.Helper()
	ctx, db := t.Context(), s.Pools.Web
	id, err := cases.TakeInCharge(ctx, db, s.actor, cases.Intake{PersonID: person, DeskID: s.actor.DeskIDs[0], NoticeVersion: "1", NoticeLang: "it"}, s.Now)
	must(t, err)
	for _, kind := range []string{cases.Pact, cases.Plan} {
		in := cases.Content{Version: 1, UserID: s.actor.UserID, Lang: "it", Body: map[string]string{"goals": "Lavorare in cucina",
			"profile": "Sa cucinare", "desk": "Cercare corsi", "person": "Venire agli incontri", "contacts": "Ogni settimana", "labs": "1"}}
		if kind == cases.Plan {
			in.Lines = []cases.Line{{What: "Scrivere il CV insieme", Doer: "desk"}, {What: what, Doer: "person", DueOn: desks.DateOf(s.Now).AddDays(9)}}
		}
		must(t, cases.WriteDocument(ctx, db, s.actor, id, kind, in, s.Now))
		must(t, cases.DecideDocument(ctx, db, s.actor, id, kind, cases.Decision{Version: 1, Revision: 1, To: cases.Signed, Signer: "Prova", On: desks.DateOf(s.Now)}, s.Now))
	}
	all, err := cases.Documents(ctx, db, s.actor, id, cases.Plan)
	must(t, err)
	return id, all[0].Lines[1].ActionID
}

// in is a browser that entered the area, and its home.
func (s *owner) in(t *testing.T, lang string) (*webtest.Browser, *webtest.Page) {
	t.Helper()
	b := s.Browser(t)
	return b, b.Get(i18n.Path(lang, s.door)).Want(200).Submit(s.door, map[string]string{"code": s.code}).Follow().Want(200)
}

func TestOnesOwnAreaInEveryLanguage(t *testing.T) {
	s := newOwner(t, "it")
	for _, l := range i18n.Languages() {
		loc := s.Catalog.For(l.Tag)
		b, home := s.in(t, l.Tag)
		home.Has(loc.T("area.title"), "Fatima", loc.T("area.own.plan"), "Chiamare due ristoranti", loc.T("area.own.documents"), loc.T("document.pact"))
		home.HasNot(loc.T("layout.access"))
		plan := b.Get(i18n.Path(l.Tag, fmt.Sprintf("/area-personale/piano/%d", s.id))).Want(200)
		plan.Has(loc.T("area.plan.doer.person"), loc.T("area.plan.doer.desk"), "Scrivere il CV insieme", "Lavorare in cucina", loc.T("area.plan.state.todo"))
		if plan.Find("html", "lang", l.Tag, "dir", l.Dir) == nil {
			t.Errorf("%s: the page takes the language of what is written on it", l.Tag)
		}
		if got := plan.Find("h3", "lang", "it", "dir", "ltr"); got == nil {
			t.Errorf("%s: the written text does not say its language", l.Tag)
		}
		pact := b.Get(i18n.Path(l.Tag, fmt.Sprintf("/area-personale/patto/%d", s.id))).Want(200).Has(loc.T("document.pact.desk"), "Cercare corsi", loc.T("document.yes"))
		if l.Tag != "it" {
			pact.Has("Lo sportello si impegna a", loc.T("area.own.textlang", "Language", loc.LanguageName("it")))
		}
		for _, header := range []string{"Cache-Control", "Referrer-Policy"} {
			if got := plan.Header.Get(header); got != map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}[header] {
				t.Errorf("%s is %q", header, got)
			}
		}
		s.Now = s.Now.Add(25 * time.Hour) // the tries of a day
		b.Get(i18n.Path(l.Tag, "/area-personale")).Want(303)
	}
}

func TestMarkingWhatOneHasDone(t *testing.T) {
	s := newOwner(t, "it")
	b, _ := s.in(t, "it")
	path := fmt.Sprintf("/area-personale/piano/%d", s.id)
	action, note := fmt.Sprintf("/azioni/%d", s.own), fmt.Sprintf("note-%d", s.own)
	first, second := b.Get(path), b.Get(path)
	first.Submit(action, map[string]string{note: strings.Repeat("x", 301)}).Want(422).Has("Scrivi al massimo 300 caratteri")
	p := first.Submit(action, map[string]string{note: "Ho chiamato, mi richiamano"}).Follow().Want(200)
	p.Has("Segnata come fatta", "Fatta", "Ho chiamato, mi richiamano", "Non ancora")
	second.Submit(action, nil).Follow().Want(200).Has("Ho chiamato, mi richiamano")
	p = p.Submit(action, nil).Follow().Want(200).Has("non è ancora fatta", "Iniziata")
	second.Submit(action, map[string]string{"from": "todo"}).Follow().Want(200).Has("qualcosa è cambiato")
	if p.Find("form", "action", path+fmt.Sprintf("/azioni/%d", s.own-1)) != nil {
		t.Error("the action of the desk can be moved")
	}
	token := url.Values{"_csrf": {webtest.Attr(p.Find("input", "name", "_csrf"), "value")}, "from": {"todo"}, "to": {"done"}}
	b.Post(path+fmt.Sprintf("/azioni/%d", s.own-1), token).Want(404)
	must(t, cases.Close(t.Context(), s.Pools.Web, s.actor, s.id, "work", "", s.Now))
	if p := b.Get(path).Want(200); p.Find("form", "action", path+action) != nil {
		t.Error("the plan of a closed case can be changed")
	}
}

// TestNobodyReadsAnothersArea: not by id, not with the e-mail they share, not with the
// link alone, not after it was closed.
func TestNobodyReadsAnothersArea(t *testing.T) {
	s := newOwner(t, "it")
	id, action := s.take(t, s.other, "Segreto di Zuleika")
	b, home := s.in(t, "it")
	home.HasNot("Zuleika")
	token := url.Values{"_csrf": {webtest.Attr(home.Find("input", "name", "_csrf"), "value")}, "from": {"todo"}, "to": {"done"}}
	for _, path := range []string{"/area-personale/piano/%d", "/area-personale/patto/%d"} {
		b.Get(fmt.Sprintf(path, id)).Want(404).HasNot("Zuleika")
	}
	b.Post(fmt.Sprintf("/area-personale/piano/%d/azioni/%d", id, action), token).Want(404)
	b.Post(fmt.Sprintf("/area-personale/piano/%d/azioni/%d", s.id, action), token).Want(404)

	mailed := s.Browser(t)
	mailed.Get("/area-personale/accesso").Submit("/area-personale/accesso", map[string]string{"email": "casa@example.org"})
	_, link := areaMail(t, s.Site, "casa@example.org")
	mailed.Get(link).Submit("/area-personale/codice", nil).Follow().Want(200).HasNot("Fatima", "Zuleika", "Il tuo piano")
	mailed.Get(fmt.Sprintf("/area-personale/piano/%d", s.id)).Want(303)

	stranger := s.Browser(t)
	stranger.Get(s.door).Want(200).HasNot("Fatima", "F. P.", "casa")
	stranger.Get(fmt.Sprintf("/area-personale/piano/%d", s.id)).Want(303)
	must(t, people.WithdrawAccess(t.Context(), s.Pools.Web, s.actor, s.person, s.Now))
	b.Get("/area-personale").Want(303)
	for _, gone := range []string{s.door, "/area/x", "/area/" + s.Gate.Signer.Token("person area", 99), "/area/" + s.Gate.Signer.Token("area link", 1)} {
		p := stranger.Get(gone).Want(404).Has("non vale più")
		stranger.Post(gone, url.Values{"_csrf": {csrfOf(t, stranger)}, "code": {s.code}}).Want(404)
		stranger.Post(gone+"/codice", url.Values{"_csrf": {csrfOf(t, stranger)}}).Want(404)
		if got := p.Text(); strings.Contains(got, "Fatima") {
			t.Error("a closed link names somebody")
		}
	}
}

func csrfOf(t *testing.T, b *webtest.Browser) string {
	t.Helper()
	return webtest.Attr(b.Get("/area-personale/accesso").Want(200).Find("input", "name", "_csrf"), "value")
}

// TestReadingTheDoorChangesNothing: scanners open links, the code is asked for by hand.
func TestReadingTheDoorChangesNothing(t *testing.T) {
	s := newOwner(t, "ar")
	w, err := people.AccessOf(t.Context(), s.Pools.Web, s.actor, s.person)
	must(t, err)
	w, err = people.GiveAccess(t.Context(), s.Pools.Web, s.actor, s.person, people.AccessForm{Channel: people.ByMail, Recipient: "casa@example.org", After: w.ID}, s.Now.Add(time.Hour))
	must(t, err)
	s.Now = s.Now.Add(2 * time.Hour)
	door, loc := "/ar"+people.AccessLink(s.Gate.Signer, w.ID), s.Catalog.For("ar")
	codes := func() (n int) {
		must(t, s.Pools.Web.NewRaw("SELECT count(*) FROM messages WHERE kind = 'people.code'").Scan(t.Context(), &n))
		return n
	}
	scanner := s.Browser(t)
	for range 3 {
		scanner.Get(door).Want(200).HasNot("casa@example.org")
		scanner.Get(door + "/codice").Want(405)
	}
	if codes() != 0 {
		t.Error("reading the link sent a code")
	}
	phone := s.Browser(t)
	p := phone.Get(door).Submit("/codice", nil).Follow().Want(200).Has(loc.T("area.code.label"))
	if codes() != 1 {
		t.Errorf("%d codes were sent", codes())
	}
	p.Submit(people.AccessLink(s.Gate.Signer, w.ID), map[string]string{"code": "12"}).Want(422).Has(loc.T("auth.area.wrong"))
	var id int64
	must(t, s.Pools.Web.NewRaw("SELECT subject_id FROM messages WHERE kind = 'people.code'").Scan(t.Context(), &id))
	x, err := auth.FindProof(t.Context(), s.Pools.Web, id, s.Now)
	must(t, err)
	p.Submit(people.AccessLink(s.Gate.Signer, w.ID), map[string]string{"code": s.Gate.Signer.Digits(x)}).Follow().Want(200).Has("Fatima")
	phone.Get(door).Want(303) // it knows who is in
}
