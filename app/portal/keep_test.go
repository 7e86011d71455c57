package portal_test

import (
	"path"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/privacy"
)

// announced is a person without a path who has notice, in a language, and the link.
func announced(t *testing.T, lang string) (s *owner, id int64, link string) {
	t.Helper()
	s = newOwner(t, lang)
	ctx, db := t.Context(), s.Pools.Web
	old := s.Now.AddDate(-3, 0, 0)
	_, err := db.NewRaw("UPDATE people SET changed_at = ? WHERE id = ?", old, s.other).Exec(ctx)
	must(t, err)
	told, err := privacy.Announce(ctx, db, false, s.Now, 10)
	must(t, err)
	if told != 1 {
		t.Fatalf("told %d", told)
	}
	var notice int64
	must(t, db.NewRaw("SELECT id FROM retention_notices WHERE person_id = ?", s.other).Scan(ctx, &notice))
	return s, s.other, privacy.NoticeLink(s.Gate.Signer, notice)
}

func TestKeepingOnesDataByTheLinkInEveryLanguage(t *testing.T) {
	for _, l := range i18n.Languages() {
		s, _, link := announced(t, l.Tag)
		loc, b := s.Catalog.For(l.Tag), s.Browser(t)
		link = i18n.Path(l.Tag, link)
		day := loc.DateOn(s.Now.AddDate(0, 0, privacy.NoticeDays))
		p := b.Get(link).Want(200).Has(loc.T("area.keep.title"), day, "Z. P.", loc.T("area.keep.button")).HasNot("Zuleika")
		var kept *time.Time
		ask := func() *time.Time {
			must(t, s.Pools.Web.NewRaw("SELECT kept_at FROM retention_notices").Scan(t.Context(), &kept))
			return kept
		}
		if ask() != nil {
			t.Errorf("%s: reading the link kept the data", l.Tag)
		}
		p.Submit(path.Base(link), nil).Follow().Want(200).Has(loc.T("area.keep.kept")).HasNot(loc.T("area.keep.button"))
		if ask() == nil {
			t.Errorf("%s: nothing is kept", l.Tag)
		}
		b.Get(link).Want(200).Has(loc.T("area.keep.kept"))
		if l.Tag == "it" || l.Tag == "ar" {
			b.Get(i18n.Path(l.Tag, "/dati/x")).Want(404).Has(loc.T("area.keep.gone"))
		}
	}
}

// TestTooLateToKeep presses the button of a page opened before the file went.
func TestTooLateToKeep(t *testing.T) {
	s, id, link := announced(t, "it")
	b := s.Browser(t)
	p := b.Get(link).Want(200)
	must(t, privacy.Office{Signer: s.Gate.Signer, Book: consents.NewBook()}.Forget(t.Context(), s.Pools.Web, auth.Program("test"), id, 60, s.Now))
	p.Submit(path.Base(link), nil).Want(404).Has("I dati sono già stati cancellati", "Guarda gli sportelli")
	b.Get(link).Want(404).Has("apriamo una nuova scheda")
	other := "/dati/" + s.Gate.Signer.Token("person area", 1)
	b.Get(other).Want(404)
	if _, err := people.Own(t.Context(), s.Pools.Web, auth.Actor{PersonID: id}); err == nil {
		t.Error("the page brought somebody back")
	}
}
