package auth

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func find(t *testing.T, g *Gate, idb bun.IDB, cookie string, now time.Time) Session {
	t.Helper()
	s, err := g.Sessions.Find(ctx, idb, cookie, now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASessionEndsByItself(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "editor@example.it", false, Editor)
	in := signIn(t, g, tx, u.Email, noon)
	for _, c := range []struct {
		name  string
		after time.Duration
		want  string
	}{
		{"at once", 0, "live"}, {"59 minutes idle", 59 * time.Minute, "live"}, {"an hour idle", time.Hour, "expired"},
		{"the next morning", 20 * time.Hour, "expired"}, {"after a day", 26 * time.Hour, "unknown"},
	} {
		s := find(t, g, tx, in.Cookie, noon.Add(c.after))
		got := "live"
		if s.ID == 0 {
			got = "unknown"
		} else if s.Expired {
			got = "expired"
		}
		if got != c.want || (s.Actor().SignedIn() != (got == "live")) {
			t.Errorf("%s: %s, actor %+v", c.name, got, s.Actor())
		}
	}
	now := noon
	for range 13 { // used every 55 minutes it lives twelve hours, no longer
		now = now.Add(55 * time.Minute)
		s := find(t, g, tx, in.Cookie, now)
		if s.Expired != (now.Sub(noon) >= 12*time.Hour) {
			t.Fatalf("after %v: expired %v", now.Sub(noon), s.Expired)
		}
		if err := g.Sessions.Touch(ctx, tx, s, now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTouchWritesOnceAMinute(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "editor@example.it", false, Editor)
	in := signIn(t, g, tx, "editor@example.it", noon)
	for after, want := range map[time.Duration]time.Duration{59 * time.Second: 0, 61 * time.Second: 61 * time.Second} {
		if err := g.Sessions.Touch(ctx, tx, in.Session, noon.Add(after)); err != nil {
			t.Fatal(err)
		}
		_ = want
	}
	if s := find(t, g, tx, in.Cookie, noon.Add(2*time.Minute)); !s.SeenAt.Equal(noon.Add(61 * time.Second)) {
		t.Errorf("seen at %v", s.SeenAt)
	}
}

func TestSigningInChangesTheID(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "editor@example.it", false, Editor)
	visitor, s, err := g.Sessions.Start(ctx, tx, StartSession{Kind: VisitorSession, Lang: "it"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	b := browser()
	b.Session = s
	in, err := g.SignIn(ctx, tx, b, "editor@example.it", goodPassword, noon)
	if err != nil || in.Cookie == visitor {
		t.Fatalf("same id: %v", err)
	}
	if s := find(t, g, tx, visitor, noon); s.ID != 0 {
		t.Error("an id known before signing in opens the session after")
	}
	raw, _ := base64.RawURLEncoding.DecodeString(in.Cookie)
	if n := count(t, tx, `SELECT count(*) FROM sessions WHERE token_hash = ?`, raw); n != 0 || len(raw) != 32 {
		t.Error("the cookie stands in the table")
	}
	for _, wrong := range []string{"", "x", in.Cookie[1:], in.Cookie + "A", strings.Repeat("A", 43)} {
		if s := find(t, g, tx, wrong, noon); s.ID != 0 {
			t.Errorf("%q opens", wrong)
		}
	}
}

func TestRevoking(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "anna@example.it", false, Editor)
	account(t, tx, "bruno@example.it", false, Editor)
	one, two, three := signIn(t, g, tx, "anna@example.it", noon), signIn(t, g, tx, "anna@example.it", noon), signIn(t, g, tx, "anna@example.it", noon)
	bruno := signIn(t, g, tx, "bruno@example.it", noon)
	anna := one.Session.Actor()
	if list, err := g.Sessions.List(ctx, tx, anna, noon); err != nil || len(list) != 3 || list[0].Agent != "Mozilla/5.0 (prova)" {
		t.Fatalf("%+v %v", list, err)
	}
	for name, id := range map[string]int64{"somebody else's": bruno.Session.ID, "none": 0, "unknown": 1 << 40} {
		if err := g.Sessions.End(ctx, tx, anna, id, noon); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := g.Sessions.End(ctx, tx, Actor{}, one.Session.ID, noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("by nobody: %v", err)
	}
	if err := g.Sessions.End(ctx, tx, anna, two.Session.ID, noon); err != nil || find(t, g, tx, two.Cookie, noon).ID != 0 {
		t.Errorf("not revoked: %v", err)
	}
	if n, err := g.Sessions.EndOthers(ctx, tx, anna, noon); n != 1 || err != nil || find(t, g, tx, three.Cookie, noon).ID != 0 {
		t.Errorf("others: %d %v", n, err)
	}
	if find(t, g, tx, one.Cookie, noon).ID == 0 || find(t, g, tx, bruno.Cookie, noon).ID == 0 {
		t.Error("too many were revoked")
	}
	if err := g.Sessions.SignOut(ctx, tx, one.Session, noon); err != nil || find(t, g, tx, one.Cookie, noon).ID != 0 {
		t.Errorf("signed out: %v", err)
	}
	if err := g.Sessions.SignOut(ctx, tx, one.Session, noon); err != nil {
		t.Errorf("twice: %v", err)
	}
	if got := trail(t, tx); got[len(got)-1] != "auth.signout "+anna.Ref() {
		t.Error(got)
	}
}

func TestRolesAndDisablingWorkAtOnce(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "editor@example.it", false, Editor)
	in := signIn(t, g, tx, u.Email, noon)
	boss := Program("test")
	if err := g.ChangeUser(ctx, tx, boss, u.ID, UserForm{Email: u.Email, Name: "Anna V.", Lang: "en", Roles: []Role{Editor, Scout}, DeskIDs: []int64{9}}, noon); err != nil {
		t.Fatal(err)
	}
	if a := find(t, g, tx, in.Cookie, noon).Actor(); !slices.Equal(a.Roles, []Role{Editor, Scout}) || !slices.Equal(a.DeskIDs, []int64{9}) || a.Lang != "en" {
		t.Errorf("%+v", a)
	}
	if _, err := tx.NewRaw(`UPDATE users SET disabled_at = ?, disabled_by = 'user:1' WHERE id = ?`, noon, u.ID).Exec(ctx); err != nil {
		t.Fatal(err)
	}
	if s := find(t, g, tx, in.Cookie, noon); s.ID != 0 {
		t.Error("a disabled account goes on")
	}
}

func TestCSRF(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "editor@example.it", false, Editor)
	m := g.Sessions
	s := signIn(t, g, tx, "editor@example.it", noon).Session
	other := signIn(t, g, tx, "editor@example.it", noon).Session
	visitor := g.Signer.VisitorCookie("", noon)
	token := m.CSRFToken(s, visitor, noon)
	visitorToken := m.CSRFToken(Session{}, visitor, noon)
	expired := s
	expired.Expired = true
	for _, c := range []struct {
		name    string
		session Session
		visitor string
		token   string
		want    bool
	}{
		{"own", s, visitor, token, true},
		{"another session's", other, visitor, token, false},
		{"a visitor's in a session", s, visitor, visitorToken, false},
		{"a visitor's own", Session{}, visitor, visitorToken, true},
		{"another visitor's", Session{}, g.Signer.VisitorCookie("", noon), visitorToken, false},
		{"none", s, visitor, "", false},
		{"none of nobody", Session{}, "", "", false},
		{"a session that expired meanwhile", expired, visitor, token, true},
		{"a visitor's after the session expired", expired, visitor, visitorToken, true},
	} {
		if got := m.CheckCSRF(c.session, c.visitor, c.token, noon); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if m.CSRFToken(expired, visitor, noon) != visitorToken {
		t.Error("forms shown after the end must carry the visitor's token")
	}
}

func TestSweep(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "editor@example.it", false, Editor)
	in := signIn(t, g, tx, "editor@example.it", noon)
	_, _ = g.SignIn(ctx, tx, browser(), "nobody@example.it", "x", noon)
	if err := Allow(ctx, tx, "x:1", 3, time.Minute, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := g.RequestCode(ctx, tx, browser(), "a@example.it", noon); err != nil {
		t.Fatal(err)
	}
	if n, err := Sweep(ctx, tx, noon.Add(30*time.Second)); n != 0 || err != nil {
		t.Fatalf("%d removed too early, %v", n, err)
	}
	if _, err := Sweep(ctx, tx, noon.Add(24*time.Hour)); err != nil || find(t, g, tx, in.Cookie, noon.Add(24*time.Hour)).ID == 0 {
		t.Errorf("a form posted within a day is lost: %v", err)
	}
	if _, err := tx.NewRaw("UPDATE messages SET state = 'sent', settled_at = ? WHERE subject = 'area_code'", noon).Exec(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := Sweep(ctx, tx, noon.Add(40*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"sessions", "rate_limits", "signin_guards", "area_codes", "user_password_links", "messages"} {
		if n := count(t, tx, `SELECT count(*) FROM ?`, bun.Ident(table)); n != 0 {
			t.Errorf("%d rows stay in %s", n, table)
		}
	}
}
