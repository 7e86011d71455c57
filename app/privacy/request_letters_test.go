package privacy

import (
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/mail/catcher"
	"approdo/app/people"
	"approdo/locales"
	"approdo/views"
)

// TestRequestsAreToldByMail: each step arrives in the person's language, without a name,
// the last one after everything else is gone.
func TestRequestsAreToldByMail(t *testing.T) {
	h := build(t, testdb.New(t))
	box, err := catcher.Start(catcher.Options{})
	h.must(err)
	t.Cleanup(func() { _ = box.Close() })
	catalog, err := i18n.Load(locales.FS)
	h.must(err)
	o := people.LetterOptions{Signer: h.in.Signer, BaseURL: "https://portale.example", Catalog: catalog, Now: func() time.Time { return h.now }}
	sender, err := mail.NewSender(mail.Options{SMTPURL: box.URL(), From: "noreply@comune.example", Composers: RequestComposers(o), Catalog: catalog,
		Views: views.FS, BaseURL: o.BaseURL, Texts: RequestTexts(o)})
	h.must(err)
	t.Cleanup(sender.Close)
	drain := func() {
		t.Helper()
		h.must(jobs.NewRunner(h.db.(*bun.DB), map[string]jobs.Handler{mail.SendKind: sender.Handle}, nil, jobs.Options{Now: o.Now}).Drain(h.ctx))
	}
	x, me := h.copier(), auth.Actor{PersonID: h.person("Samira", people.Contact{Kind: people.Email, Value: "casa@example.org"})}
	first, err := h.in.AskOwn(h.ctx, h.db, me, Asking{Kind: Correct, Text: "Samira con la S"}, h.now)
	h.must(err)
	drain()
	h.must(h.in.Extend(h.ctx, h.db, h.anna, first.ID, "Samira manca", h.now))
	drain()
	h.must(h.in.Decide(h.ctx, h.db, h.anna, first.ID, Decision{State: Done, Answer: "Ciao Samira"}, h.now))
	h.must(AskCopy(h.ctx, h.db, me, "ar", h.now))
	c, err := OwnCopy(h.ctx, h.db, me)
	h.must(err)
	h.make(x, c.ID, h.now)
	id, err := cases.TakeInCharge(h.ctx, h.db, h.anna, cases.Intake{PersonID: me.PersonID, DeskID: h.desk, NoticeVersion: cases.NoticeVersion, NoticeLang: "it"}, h.now)
	h.must(err)
	h.must(cases.Close(h.ctx, h.db, h.anna, id, cases.Outcomes()[0], "", h.now))
	drain()
	last, err := h.in.AskOwn(h.ctx, h.db, me, Asking{Kind: Erase}, h.now)
	h.must(err)
	drain()
	h.must(h.in.Decide(h.ctx, h.db, h.anna, last.ID, Decision{State: Done}, h.now))
	drain()
	ar, all := catalog.For("ar"), ""
	for _, m := range box.List() {
		if all += m.Text; strings.Contains(m.Text+m.HTML, "Samira") {
			t.Errorf("a mail says a name: %s", m.Text)
		}
	}
	for _, want := range []string{
		ar.T("mail.privacy_received.lead", "What", ar.T("area.data.kind.correct"), "Until", ar.DateYear(first.DueOn.Time())),
		ar.T("mail.privacy_extended.lead", "What", ar.T("area.data.kind.correct"), "Until", ar.DateYear(month(first.DueOn, 2).Time())),
		ar.T("mail.privacy_answered.lead", "What", ar.T("area.data.kind.correct")),
		ar.T("mail.privacy_copy_ready.lead", "Until", ar.DateYear(h.now.AddDate(0, 0, CopyDays))),
		ar.T("mail.privacy_farewell.lead"), ar.T("mail.privacy_farewell.kept", "Until", ar.DateYear(h.now.AddDate(5, 0, 0))),
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no mail says %q", want)
		}
	}
	text, err := RequestTexts(o)[kindFarewell](h.ctx, h.db, mail.Message{Kind: kindFarewell, SubjectID: last.ID, Lang: "ar"})
	if err != nil || len(text) != 1 || text[0] != ar.T("area.data.sms.farewell") {
		t.Errorf("%v %v", text, err)
	}
}
