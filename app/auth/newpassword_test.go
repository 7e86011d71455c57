package auth

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/mail"
)

// passwordLink gives the link in the newest mail to the address, "" where the
// message would be dropped.
func passwordLink(t *testing.T, g *Gate, idb bun.IDB, to, kind string, now time.Time) string {
	t.Helper()
	m := mail.Message{Kind: kind}
	err := idb.NewRaw(`SELECT subject_id FROM messages WHERE recipient = ? AND kind = ? ORDER BY id DESC LIMIT 1`, to, kind).Scan(ctx, &m.SubjectID)
	if err != nil {
		t.Fatal(err)
	}
	content, err := g.PasswordComposer(clock(now))(ctx, idb, m)
	if err != nil {
		t.Fatal(err)
	}
	if content == nil {
		return ""
	}
	_, link, _ := strings.Cut(content.Button.URL, "?l=")
	return link
}

func TestANewAccountChoosesItsPassword(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	id, err := g.CreateUser(ctx, tx, boss, form(" Bruno@Example.it ", Reception), noon)
	if err != nil {
		t.Fatal(err)
	}
	u := reload(t, tx, id)
	if u.Email != "bruno@example.it" || !slices.Equal(u.DeskIDs, []int64{1, 2}) || !u.PasswordChangedAt.IsZero() {
		t.Errorf("%+v", u)
	}
	link := passwordLink(t, g, tx, u.Email, "auth.invite", noon)
	for range 2 {
		if found, err := g.FindPasswordLink(ctx, tx, link, noon); err != nil || found.ID != id {
			t.Fatalf("%+v %v", found, err)
		}
	}
	if err := g.UsePasswordLink(ctx, tx, link, "breve", noon); fieldKey(err) != "password: auth.password.short" {
		t.Errorf("rules: %v", err)
	}
	if err := g.UsePasswordLink(ctx, tx, link, "bianchi e neri insieme", noon); fieldKey(err) != "password: auth.password.own" {
		t.Errorf("own name: %v", err)
	}
	if err := g.UsePasswordLink(ctx, tx, link, newPassword, noon.Add(8*24*time.Hour)); !fault.Is(err, fault.NotFound) {
		t.Errorf("after a week: %v", err)
	}
	if err := g.UsePasswordLink(ctx, tx, link, newPassword, noon); err != nil {
		t.Fatal(err)
	}
	if err := g.UsePasswordLink(ctx, tx, link, newPassword, noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("twice: %v", err)
	}
	if passwordLink(t, g, tx, u.Email, "auth.invite", noon) != "" {
		t.Error("a mail with a used link would still go out")
	}
	if in, err := g.SignIn(ctx, tx, browser(), u.Email, newPassword, noon); err != nil || in.Session.Stage != StageEnrol {
		t.Errorf("%+v %v", in.Session, err)
	}
}

func TestForgottenPassword(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Editor)
	in := signIn(t, g, tx, u.Email, noon)
	for _, email := range []string{u.Email, "nobody@example.it"} {
		if err := g.ForgotPassword(ctx, tx, browser(), email, noon); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
	for _, table := range []string{"messages", "jobs", "user_password_links"} {
		if n := count(t, tx, `SELECT count(*) FROM ?`, bun.Ident(table)); n != 2 {
			t.Errorf("%d rows in %s: both cases must write the same", n, table)
		}
	}
	if link := passwordLink(t, g, tx, "nobody@example.it", "auth.reset", noon); link != "" {
		t.Error("a stranger gets a link")
	}
	link := passwordLink(t, g, tx, u.Email, "auth.reset", noon)
	if err := g.UsePasswordLink(ctx, tx, link, newPassword, noon.Add(61*time.Minute)); !fault.Is(err, fault.NotFound) {
		t.Errorf("after an hour: %v", err)
	}
	if err := g.UsePasswordLink(ctx, tx, link, newPassword, noon); err != nil {
		t.Fatal(err)
	}
	if find(t, g, tx, in.Cookie, noon).ID != 0 {
		t.Error("a session from before goes on")
	}
	if _, err := g.SignIn(ctx, tx, browser(), u.Email, goodPassword, noon); fieldKey(err) != "email: auth.signin.wrong" {
		t.Errorf("the old password: %v", err)
	}
	if err := g.ForgotPassword(ctx, tx, browser(), "niente", noon); fieldKey(err) != "email: auth.user.email_wrong" {
		t.Errorf("no address: %v", err)
	}
}

func TestAResetDoesNotSkipTheSecondStep(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Reception)
	enrolTOTP(t, g, tx, u.Email, noon)
	if err := g.SendPasswordLink(ctx, tx, boss, u.ID, noon); err != nil {
		t.Fatal(err)
	}
	if err := g.UsePasswordLink(ctx, tx, passwordLink(t, g, tx, u.Email, "auth.reset", noon), newPassword, noon); err != nil {
		t.Fatal(err)
	}
	if in, err := g.SignIn(ctx, tx, browser(), u.Email, newPassword, noon); err != nil || in.Session.Stage != StageSecond {
		t.Errorf("%q %v", in.Session.Stage, err)
	}
}

func TestChangePassword(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Editor)
	in, other := signIn(t, g, tx, u.Email, noon), signIn(t, g, tx, u.Email, noon)
	for want, c := range map[string][2]string{
		"current: auth.password.current_wrong": {"sbagliata", newPassword},
		"password: auth.password.short":        {goodPassword, "breve"},
		"password: auth.password.own":          {goodPassword, "anna va al mercato"},
	} {
		if err := g.ChangePassword(ctx, tx, in.Session, c[0], c[1], noon); fieldKey(err) != want {
			t.Errorf("%s, want %s", fieldKey(err), want)
		}
	}
	if err := g.ChangePassword(ctx, tx, in.Session, goodPassword, newPassword, noon); err != nil {
		t.Fatal(err)
	}
	if find(t, g, tx, in.Cookie, noon).ID == 0 || find(t, g, tx, other.Cookie, noon).ID != 0 {
		t.Error("the session in use stays, the others end")
	}
	for range 5 {
		_ = g.ChangePassword(ctx, tx, in.Session, "sbagliata", newPassword, noon)
	}
	if err := g.ChangePassword(ctx, tx, in.Session, newPassword, goodPassword, noon); !fault.Is(err, fault.TooMany) {
		t.Errorf("guessing inside a session: %v", err)
	}
}
