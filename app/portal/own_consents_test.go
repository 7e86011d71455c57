package portal_test

import (
	"fmt"
	"net/url"
	"testing"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/i18n"
	"approdo/app/web/webtest"
)

func TestSayingYesAndTakingItBackInEveryLanguage(t *testing.T) {
	for _, l := range i18n.Languages() {
		s := newOwner(t, l.Tag)
		loc := s.Catalog.For(l.Tag)
		b, _ := s.in(t, l.Tag)
		text, err := consents.TextOf(consents.Matching, l.Tag, "", "")
		must(t, err)
		if text.Lang != l.Tag {
			t.Errorf("%s: no text of its own", l.Tag)
		}
		path := i18n.Path(l.Tag, "/area-personale/consensi")
		p := b.Get(path).Want(200).Has(loc.T("area.consents.title"), loc.T("area.consents.public"), text.Words, text.Meaning, text.Without, loc.T("area.consents.none"))
		csrf := webtest.Attr(p.Find("input", "name", "_csrf"), "value")
		yes := url.Values{"_csrf": {csrf}, "purpose": {"matching"}, "version": {"1"}}
		b.Post(path, yes).Follow().Want(200).Has(loc.T("area.consents.given"), loc.T("area.consents.withdraw"))
		all, err := consents.ListOwn(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person})
		must(t, err)
		if len(all) != 1 || all[0].Lang != l.Tag || all[0].Words != text.Words || all[0].Channel != consents.InArea {
			t.Fatalf("%s: %+v", l.Tag, all)
		}
		b.Get(path).Submit(fmt.Sprintf("/%d/revoca", all[0].ID), nil).Follow().Want(200).
			Has(loc.T("area.consents.withdrawn"), loc.T("area.consents.state.withdrawn"), loc.T("area.consents.how.own"))
	}
}

func TestAnsweringTheDesk(t *testing.T) {
	s, b := newSigner(t, "it")
	ctx, db := t.Context(), s.Pools.Web
	for i, answer := range []string{"no", "yes"} {
		name, email := fmt.Sprintf("Officina Prova %d", i), fmt.Sprintf("lavoro%d@officina.example", i)
		q, told, err := consents.Ask(ctx, db, s.actor, s.person, name, email, s.Now)
		must(t, err)
		if !told {
			t.Error("nobody tells the person")
		}
		p := b.Get("/area-personale/consensi").Want(200).Has("Mandare il mio CV a "+name, email, "Se dici no")
		csrf := webtest.Attr(p.Find("input", "name", "_csrf"), "value")
		path := fmt.Sprintf("/area-personale/consensi/richieste/%d", q.ID)
		b.Post(path, url.Values{"_csrf": {csrf}, "version": {"1"}}).Want(404)
		form := url.Values{"_csrf": {csrf}, "version": {"1"}, "answer": {answer}}
		b.Post(path, form).Follow().Want(200)
		b.Post(path, form).Follow().Want(200).Has("non aspetta più una risposta")
		c, err := consents.Live(ctx, db, s.person, consents.Sharing, email, s.Now)
		must(t, err)
		if (c != nil) != (answer == "yes") {
			t.Errorf("%s: %+v", answer, c)
		}
	}
}

// TestOnlyTheirOwnerConsents: nobody says yes or no in another's place, and an employer is
// never named by hand.
func TestOnlyTheirOwnerConsents(t *testing.T) {
	s := newOwner(t, "it")
	ctx, db := t.Context(), s.Pools.Web
	book := consents.NewBook()
	theirs, err := book.Give(ctx, db, s.actor, s.other, consents.Form{Purpose: consents.Survey, Version: 1, Lang: "it", Channel: consents.ByVoice}, s.Now)
	must(t, err)
	q, told, err := consents.Ask(ctx, db, s.actor, s.other, "Officina Prova", "lavoro@officina.example", s.Now)
	must(t, err)
	if told {
		t.Error("who has no way was told")
	}
	b, home := s.in(t, "it")
	csrf := webtest.Attr(home.Find("input", "name", "_csrf"), "value")
	b.Post(fmt.Sprintf("/area-personale/consensi/%d/revoca", theirs.ID), url.Values{"_csrf": {csrf}}).Want(404)
	b.Post(fmt.Sprintf("/area-personale/consensi/richieste/%d", q.ID), url.Values{"_csrf": {csrf}, "answer": {"yes"}, "version": {"1"}}).Follow().Want(200).Has("non aspetta più")
	b.Post("/area-personale/consensi", url.Values{"_csrf": {csrf}, "purpose": {"sharing"}, "employer": {"X"}, "version": {"1"}}).Want(404)
	b.Post("/area-personale/consensi", url.Values{"_csrf": {csrf}, "purpose": {"matching"}, "version": {"7"}}).Follow().Want(200).Has("Il testo è cambiato")
	if c, err := consents.Live(ctx, db, s.other, consents.Survey, "", s.Now); err != nil || c == nil {
		t.Error("somebody else took it back")
	}
	stranger := s.Browser(t)
	stranger.Get("/area-personale/consensi").Want(303)
}

func TestTakingBackByTheLinkOfAMail(t *testing.T) {
	s := newOwner(t, "it")
	c, err := consents.NewBook().Give(t.Context(), s.Pools.Web, s.actor, s.person, consents.Form{Purpose: consents.Newsletter, Version: 1, Lang: "it", Channel: consents.ByVoice}, s.Now)
	must(t, err)
	link := consents.Link(s.Gate.Signer, c.ID)
	b := s.Browser(t)
	p := b.Get(link).Want(200).Has("Ricevere notizie", "Premi il pulsante").HasNot("Fatima")
	stands := func() bool {
		x, err := consents.Live(t.Context(), s.Pools.Web, s.person, consents.Newsletter, "", s.Now)
		must(t, err)
		return x != nil
	}
	if !stands() {
		t.Error("reading the link took it back")
	}
	p.Submit(link, nil).Follow().Want(200).Has("non vale più")
	if stands() {
		t.Error("it stands")
	}
	for _, bad := range []string{"/consensi/x", "/consensi/" + s.Gate.Signer.Token("person area", c.ID)} {
		b.Get(bad).Want(404)
	}
}
