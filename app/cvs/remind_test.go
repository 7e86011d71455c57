package cvs

import (
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/app/people"
	"approdo/locales"
)

// TestRemindersGoOutOnceEach: a month before and a week before, to who may be written to,
// and anew after a renewal.
func TestRemindersGoOutOnceEach(t *testing.T) {
	pool := testdb.New(t)
	h := build(t, pool)
	h.whole(h.person)
	p, err := people.Find(h.ctx, pool, h.anna, h.person)
	h.must(err)
	form := people.Form{Identity: p.Identity, Contacts: []people.Contact{{Kind: people.Phone, Value: "+393331234567"}, {Kind: people.Email, Value: "casa@example.org"}}}
	h.must(people.Change(h.ctx, pool, h.anna, h.person, p.Version, form, h.now))
	v, err := SaveOwnMade(h.ctx, pool, h.vault, h.own, made("uno", nil), h.now)
	h.must(err)
	silent, _ := h.somebody("Nessuno")
	h.whole(silent)
	_, err = SaveMade(h.ctx, pool, h.vault, h.anna, silent, made("due", nil), h.now)
	h.must(err)
	sent := func(at time.Time) int {
		h.must(Reminder{SMS: true}.run(h.ctx, pool, nil, at))
		h.must(Reminder{}.run(h.ctx, pool, nil, at.Add(time.Hour)))
		return h.count("messages", "kind = 'cvs.ending'")
	}
	day := 24 * time.Hour
	for _, x := range []struct {
		before time.Duration
		want   int
	}{{31 * day, 0}, {30 * day, 1}, {20 * day, 1}, {6 * day, 2}, {day, 2}, {-day, 2}} {
		if got := sent(v.ValidUntil.Add(-x.before)); got != x.want {
			t.Errorf("%s before the end %d messages are sent, want %d", x.before, got, x.want)
		}
	}
	if h.count("messages", "recipient = 'casa@example.org' AND channel = 'mail' AND lang = 'ar'") != 2 {
		t.Error("they do not go to the address of the file, in its language")
	}
	h.must(RenewOwn(h.ctx, pool, h.own, v.ID, v.ValidUntil.Add(-day)))
	v, err = OwnCurrent(h.ctx, pool, h.own)
	h.must(err)
	if got := sent(v.ValidUntil.Add(-5 * day)); got != 3 {
		t.Errorf("after a renewal %d messages are sent", got)
	}
}

// TestWhatTheMessageSays: whose initials, until when, the link; nothing once it was renewed.
func TestWhatTheMessageSays(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.whole(h.person)
	v, err := SaveOwnMade(h.ctx, h.db, h.vault, h.own, made("uno", nil), h.now)
	h.must(err)
	catalog, err := i18n.Load(locales.FS)
	h.must(err)
	signer := auth.NewSigner([]byte("0123456789abcdef0123456789abcdef"))
	o := people.LetterOptions{Signer: signer, BaseURL: "https://prova.example", Catalog: catalog, Now: func() time.Time { return h.now }}
	m := mail.Message{Kind: kindEnding, Subject: mailSubject, SubjectID: v.ID, Version: 2 * ending(v), Lang: "ar"}
	content, err := Composers(o)[kindEnding](h.ctx, h.db, m)
	h.must(err)
	data := content.Data.(EndingMail)
	if data.Initials != "Z. P." || data.LastDay.UTC().Format(time.DateOnly) != "2027-05-22" || content.Button.URL != RenewLink(signer, v.ID) {
		t.Errorf("it says %+v, %+v", data, content.Button)
	}
	text, err := Texts(o)[kindEnding](h.ctx, h.db, m)
	h.must(err)
	if len(text) != 1 || !strings.Contains(text[0], "https://prova.example/ar/rinnovo-cv/") || strings.Contains(text[0], "Zuleika") || !strings.Contains(text[0], "22") {
		t.Errorf("the short message says %q", text)
	}
	h.must(RenewOwn(h.ctx, h.db, h.own, v.ID, h.now.Add(48*time.Hour)))
	_, err = Composers(o)[kindEnding](h.ctx, h.db, m)
	h.wants(err, fault.NotFound, "")
}
