package cvs

import (
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/locales"
)

// TestAPersonIsToldBeforeTheirCVGoes: once, thirty days before, in their language; a
// renewal takes it back.
func TestAPersonIsToldBeforeTheirCVGoes(t *testing.T) {
	pool := testdb.New(t)
	h := build(t, pool)
	h.whole(h.person)
	p, err := people.Find(h.ctx, pool, h.anna, h.person)
	h.must(err)
	form := people.Form{Identity: p.Identity, Contacts: []people.Contact{{Kind: people.Email, Value: "casa@example.org"}}}
	h.must(people.Change(h.ctx, pool, h.anna, h.person, p.Version, form, h.now))
	v, err := SaveOwnMade(h.ctx, pool, h.vault, h.own, made("uno", nil), h.now)
	h.must(err)
	silent, _ := h.somebody("Nessuno")
	h.whole(silent)
	_, err = SaveMade(h.ctx, pool, h.vault, h.anna, silent, made("due", nil), h.now)
	h.must(err)
	late := h.now.AddDate(2, 0, 0)
	announce := func(before time.Time) (told, days int) {
		h.must(Reminder{}.Announce(h.ctx, pool, before, late))
		return h.count("messages", "kind = 'cvs.going' AND recipient = 'casa@example.org' AND lang = 'ar'"),
			h.count("cvs", "going_on = ?", desks.InItaly(late).AddDays(NoticeDays).String())
	}
	if told, days := announce(v.ValidUntil.Add(-time.Second)); told != 0 || days != 0 {
		t.Errorf("%d told, %d days set of CVs that are valid", told, days)
	}
	for range 2 {
		if told, days := announce(v.ValidUntil.Add(time.Second)); told != 1 || days != 2 {
			t.Errorf("%d told and %d days set, want one and two", told, days)
		}
	}
	catalog, err := i18n.Load(locales.FS)
	h.must(err)
	o := people.LetterOptions{Signer: auth.NewSigner([]byte("0123456789abcdef0123456789abcdef")), BaseURL: "https://prova.example", Catalog: catalog, Now: func() time.Time { return late }}
	m := mail.Message{Kind: kindGoing, Subject: mailSubject, SubjectID: v.ID, Lang: "it"}
	content, err := Composers(o)[kindGoing](h.ctx, pool, m)
	h.must(err)
	if data := content.Data.(GoingMail); data.Initials != "Z. P." || !data.Renews || content.Button == nil || content.Button.URL != RenewLink(o.Signer, v.ID) {
		t.Errorf("it says %+v, %+v", data, content.Button)
	}
	text, err := Texts(o)[kindGoing](h.ctx, pool, m)
	h.must(err)
	if len(text) != 1 || !strings.Contains(text[0], "/rinnovo-cv/") {
		t.Errorf("the short message says %q", text)
	}
	h.must(RenewOwn(h.ctx, pool, h.own, v.ID, late))
	if h.count("cvs", "going_on IS NOT NULL") != 1 {
		t.Error("a renewed CV still goes")
	}
	_, err = Composers(o)[kindGoing](h.ctx, pool, m)
	h.wants(err, fault.NotFound, "")
}
