package auth

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/mail/catcher"
	"approdo/locales"
	"approdo/views"
)

// TestMails sends every kind of mail by real SMTP and uses what arrives.
func TestMails(t *testing.T) {
	conn, g := testdb.New(t), newGate(t)
	box, err := catcher.Start(catcher.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	catalog, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	sender, err := mail.NewSender(mail.Options{SMTPURL: box.URL(), From: "prova@example.org", Catalog: catalog, Views: views.FS, BaseURL: "https://lavoro.comune.example",
		Composers: map[string]mail.Composer{"auth.code": g.CodeComposer(clock(now)), "auth.invite": g.PasswordComposer(clock(now)), "auth.reset": g.PasswordComposer(clock(now))}})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	request, err := g.RequestCode(ctx, conn, Browser{Address: "203.0.113.9", Lang: "ar"}, "samira@example.org", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.CreateUser(ctx, conn, boss, form("nuova@example.it", Editor), now); err != nil {
		t.Fatal(err)
	}
	account(t, conn, "anna@example.it", false, Editor)
	for _, email := range []string{"anna@example.it", "nobody@example.it"} {
		if err := g.ForgotPassword(ctx, conn, browser(), email, now); err != nil {
			t.Fatal(err)
		}
	}
	if err := jobs.NewRunner(conn, sender.Jobs(), nil, jobs.Options{}).Drain(ctx); err != nil {
		t.Fatal(err)
	}
	got := map[string]catcher.Message{}
	for _, m := range box.List() {
		got[m.To[0]] = m
	}
	if len(got) != 3 || got["nobody@example.it"].ID != 0 {
		t.Fatalf("%d people got mail: %v", len(got), got)
	}
	code := got["samira@example.org"]
	if code.Lang != "ar" || strings.Contains(code.Text+code.HTML, "<no value>") {
		t.Errorf("language %q: %s", code.Lang, code.Text)
	}
	digits := regexp.MustCompile(`(?m)^\d{6}$`).FindString(code.Text)
	if _, err := g.OpenArea(ctx, conn, Browser{}, AreaProof{Request: request, Code: digits}, now); err != nil {
		t.Errorf("%q of the mail does not open the area: %v\n%s", digits, err, code.Text)
	}
	if link := linkIn(t, code, "https://lavoro.comune.example/ar/area-personale/codice?l="); link == "" {
		t.Error("no link to the area")
	}
	for _, to := range []string{"nuova@example.it", "anna@example.it"} {
		link := linkIn(t, got[to], "https://lavoro.comune.example/ufficio/password?l=")
		if u, err := g.FindPasswordLink(ctx, conn, link, now); err != nil || u.Email != to {
			t.Errorf("the link mailed to %s: %+v %v", to, u, err)
		}
	}
}

// linkIn gives the token of the link that begins with prefix, the same in both
// parts of the mail.
func linkIn(t *testing.T, m catcher.Message, prefix string) string {
	t.Helper()
	find := regexp.MustCompile(regexp.QuoteMeta(prefix) + `([A-Za-z0-9_-]+)`)
	text, page := find.FindStringSubmatch(m.Text), find.FindStringSubmatch(html.UnescapeString(m.HTML))
	if text == nil || page == nil || text[1] != page[1] {
		t.Fatalf("no link %s in\n%s", prefix, m.Text)
	}
	token, err := url.QueryUnescape(text[1])
	if err != nil {
		t.Fatal(err)
	}
	return token
}
