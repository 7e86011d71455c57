package portal_test

import (
	"context"
	"net/url"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/privacy"
)

// TestOnesDataAreHeldInEveryLanguage: the page says since when and what it means, changes
// are refused in plain words, and the person asks for the end once.
func TestOnesDataAreHeldInEveryLanguage(t *testing.T) {
	s := newOwner(t, "it")
	x := &people.Restriction{PersonID: s.person, Scope: people.HoldFile, Why: "restrict"}
	begin := s.Now
	err := db.InTx(t.Context(), s.Pools.Web, func(ctx context.Context, tx bun.Tx) error {
		return people.Restrict(ctx, tx, auth.Program("test"), x, begin)
	})
	must(t, err)
	for _, l := range i18n.Languages() {
		loc := s.Catalog.For(l.Tag)
		b, _ := s.in(t, l.Tag)
		path := i18n.Path(l.Tag, "/area-personale/dati")
		p := b.Get(path).Want(200).Has(loc.T("area.data.held.title"), loc.T("area.data.held.file", "Date", loc.DateShort(begin)), loc.T("area.data.kind.lift"))
		form := url.Values{"_csrf": {token(p)}, "title": {"Diploma"}, "isced": {"3"}}
		b.Post(i18n.Path(l.Tag, "/area-personale/cv/titolo"), form).Want(409).Has(loc.T("people.error.restricted"))
		b.Post(path+"/richieste", url.Values{"_csrf": {token(p)}, "kind": {privacy.Release}}).Follow().Want(200).Has(loc.T("area.data.sent"))
		s.Now = s.Now.AddDate(0, 0, 2) // the tries of a day
	}
	all, err := privacy.OwnRequests(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person})
	must(t, err)
	if len(all) != 1 || all[0].Kind != privacy.Release {
		t.Errorf("asked %+v", all)
	}
}
