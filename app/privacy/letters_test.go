package privacy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/mail/catcher"
	"approdo/app/people"
	"approdo/locales"
	"approdo/views"
)

// TestNoticesArrive by mail and by short message, without a name and with the day; who has
// said so meanwhile is not written to, and who must not be written to never is.
func TestNoticesArrive(t *testing.T) {
	h := build(t, testdb.New(t))
	box, err := catcher.Start(catcher.Options{})
	h.must(err)
	t.Cleanup(func() { _ = box.Close() })
	catalog, err := i18n.Load(locales.FS)
	h.must(err)
	then := h.now.AddDate(0, 24, 1)
	o := people.LetterOptions{Signer: h.in.Signer, BaseURL: "https://portale.example", Catalog: catalog, Now: func() time.Time { return then }}
	sender, err := mail.NewSender(mail.Options{SMTPURL: box.URL(), From: "noreply@comune.example", Composers: Composers(o), Catalog: catalog,
		Views: views.FS, BaseURL: o.BaseURL, Texts: Texts(o)})
	h.must(err)
	t.Cleanup(sender.Close)
	h.person("Samira", people.Contact{Kind: people.Email, Value: "casa@example.org"})
	texted := h.person("Karim", people.Contact{Kind: people.Phone, Value: "+393331234567"})
	kept := h.person("Leila", people.Contact{Kind: people.Email, Value: "leila@example.org"})
	silent, err := people.Open(h.ctx, h.db, h.anna, h.desk, people.Form{Identity: people.Identity{Given: "Nora", Lang: "it", Silent: true},
		Contacts: []people.Contact{{Kind: people.Email, Value: "nora@example.org"}}}, h.now)
	h.must(err)
	told, err := Announce(h.ctx, h.db, true, then, 10)
	if h.must(err); told != 4 {
		t.Fatalf("told %d", told)
	}
	h.must(Keep(h.ctx, h.db, h.anna, kept, "ha telefonato", then))
	h.must(jobs.NewRunner(h.db.(*bun.DB), map[string]jobs.Handler{mail.SendKind: sender.Handle}, nil, jobs.Options{Now: o.Now}).Drain(h.ctx))
	list, arabic := box.List(), catalog.For("ar")
	if len(list) != 1 || h.count("SELECT count(*) FROM messages WHERE channel IN ('mail', 'sms')") != 3 {
		t.Fatalf("%d mails", len(list))
	}
	day := then.AddDate(0, 0, NoticeDays)
	for _, want := range []string{arabic.T("mail.privacy_notice.lead", "Date", arabic.DateYear(day)), "https://portale.example/ar/dati/", "S.", arabic.T("mail.privacy_notice.stay")} {
		if !strings.Contains(list[0].Text, want) || !strings.Contains(list[0].HTML, want) {
			t.Errorf("the mail does not say %q", want)
		}
	}
	if strings.Contains(list[0].Text+list[0].HTML, "Samira") {
		t.Error("the mail says a name")
	}
	for _, x := range []struct {
		person int64
		sent   bool
	}{{texted, true}, {kept, false}} {
		var id int64
		h.must(h.db.NewRaw("SELECT id FROM retention_notices WHERE person_id = ?", x.person).Scan(h.ctx, &id))
		text, err := Texts(o)[NoticeKind](h.ctx, h.db, mail.Message{SubjectID: id, Lang: "ar"})
		if x.sent != (err == nil) || x.sent && (!strings.Contains(text[0], "https://portale.example/ar/dati/") || !strings.Contains(text[0], arabic.DateShort(day))) {
			t.Errorf("text: %v %v", text, err)
		}
	}
	if h.count("SELECT count(*) FROM retention_notices WHERE channel = '' AND person_id = ?", silent) != 1 {
		t.Error("who must not be written to has no notice of their own")
	}
	all, err := IdlePeople(h.ctx, h.db, then, 0, 10)
	if h.must(err); slices.ContainsFunc(all, func(x Idle) bool { return x.DueOn == nil || x.ID == kept }) || len(all) != 3 {
		t.Errorf("%+v", all)
	}
}
