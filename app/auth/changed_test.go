package auth

import (
	"context"
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
	"approdo/locales"
	"approdo/views"
)

// told lists what the owner of an account was told, in order.
func told(t *testing.T, idb bun.IDB, email string) []string {
	t.Helper()
	var all []string
	err := idb.NewRaw(`SELECT data->>'what' FROM messages WHERE kind = ? AND recipient = ? ORDER BY id`, changedKind, email).Scan(context.Background(), &all)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOwnersAreToldOfEveryChangeOfTheirLocks(t *testing.T) {
	conn, g := testdb.New(t), newGate(t)
	user := account(t, conn, "anna@example.it", false, Reception)
	word, in := enrolTOTP(t, g, conn, user.Email, noon)
	if _, err := g.RenewRecoveryCodes(ctx, conn, in.Session, goodPassword, noon); err != nil {
		t.Fatal(err)
	}
	if err := g.ChangePassword(ctx, conn, in.Session, "wrong one here", newPassword, noon); err == nil {
		t.Fatal("a wrong password changed the password")
	}
	if err := g.ChangePassword(ctx, conn, in.Session, goodPassword, newPassword, noon); err != nil {
		t.Fatal(err)
	}
	if err := g.RemoveTOTP(ctx, conn, in.Session, newPassword, noon); err == nil {
		t.Fatal("the last factor went away")
	}
	if err := g.ResetSecondFactor(ctx, conn, boss, user.ID, noon); err != nil {
		t.Fatal(err)
	}
	if got, want := told(t, conn, user.Email), []string{"added", "codes", "password", "reset"}; !slices.Equal(got, want) {
		t.Errorf("%s (%s) was told %q, want %q", user.Email, word[:1], got, want)
	}
}

// An invited person who chooses the first password is not told so; a reset is.
func TestTheFirstPasswordIsNoChange(t *testing.T) {
	conn, g := testdb.New(t), newGate(t)
	id, err := g.CreateUser(ctx, conn, boss, form("nuova@example.it", Editor), noon)
	if err != nil {
		t.Fatal(err)
	}
	use := func(password string) {
		t.Helper()
		var link int64
		if err := conn.NewRaw(`SELECT max(id) FROM user_password_links WHERE user_id = ?`, id).Scan(ctx, &link); err != nil {
			t.Fatal(err)
		}
		if err := g.UsePasswordLink(ctx, conn, g.Signer.Token(passwordToken, link), password, noon); err != nil {
			t.Fatal(err)
		}
	}
	use(goodPassword)
	if got := told(t, conn, "nuova@example.it"); len(got) != 0 {
		t.Errorf("told %q about a first password", got)
	}
	if err := g.ForgotPassword(ctx, conn, browser(), "nuova@example.it", noon); err != nil {
		t.Fatal(err)
	}
	use(newPassword)
	if got := told(t, conn, "nuova@example.it"); !slices.Equal(got, []string{"password"}) {
		t.Errorf("told %q about a reset, want the password", got)
	}
}

func TestTheMailSaysWhatChangedAndWhen(t *testing.T) {
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
	sender, err := mail.NewSender(mail.Options{SMTPURL: box.URL(), From: "prova@example.org", Catalog: catalog, Views: views.FS,
		BaseURL: "https://lavoro.comune.example", Composers: map[string]mail.Composer{changedKind: g.ChangedComposer()}})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	user := account(t, conn, "anna@example.it", false, Editor)
	now := time.Now()
	if err := tell(ctx, conn, user, factorsReset, now); err != nil {
		t.Fatal(err)
	}
	if err := jobs.NewRunner(conn, sender.Jobs(), nil, jobs.Options{}).Drain(ctx); err != nil {
		t.Fatal(err)
	}
	all := box.List()
	if len(all) != 1 || all[0].To[0] != user.Email {
		t.Fatalf("mails: %+v", all)
	}
	l := catalog.For("it")
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	for _, sentence := range []string{l.T("mail.auth_changed.reset"), l.DateTime(now.In(rome)), "https://lavoro.comune.example/ufficio/password-dimenticata"} {
		if !strings.Contains(all[0].Text, sentence) {
			t.Errorf("the mail does not say %q:\n%s", sentence, all[0].Text)
		}
	}
}
