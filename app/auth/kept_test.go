package auth

import (
	"slices"
	"strings"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestFlashIsShownOnce(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "editor@example.it", false, Editor)
	in := signIn(t, g, tx, "editor@example.it", noon)
	if _, ok, err := g.Sessions.TakeFlash(ctx, tx, in.Session); ok || err != nil {
		t.Errorf("nothing was set: %v %v", ok, err)
	}
	want := Flash{Kind: "success", Key: "x.saved", Args: map[string]any{"Name": "Anna"}}
	if err := g.Sessions.SetFlash(ctx, tx, in.Session, want); err != nil {
		t.Fatal(err)
	}
	if !find(t, g, tx, in.Cookie, noon).HasFlash {
		t.Error("not announced")
	}
	got, ok, err := g.Sessions.TakeFlash(ctx, tx, in.Session)
	if err != nil || !ok || got.Key != want.Key || got.Args["Name"] != "Anna" {
		t.Errorf("%+v %v %v", got, ok, err)
	}
	if _, ok, _ := g.Sessions.TakeFlash(ctx, tx, in.Session); ok {
		t.Error("shown twice")
	}
}

func TestAFormPostedTooLateComesBackToItsOwner(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	account(t, tx, "anna@example.it", false, Editor)
	account(t, tx, "bruno@example.it", false, Editor)
	form := Resume{Path: "/ufficio/appuntamenti", Form: map[string][]string{"note": {"Viene con la figlia", "due"}, "_csrf": {"x"},
		"password": {"y"}, "new_password": {"z"}, "current": {"w"}, "code": {"123456"}}}
	park := func(who string) Session {
		in := signIn(t, g, tx, who, noon)
		late := find(t, g, tx, in.Cookie, noon.Add(2*time.Hour))
		if !late.Expired {
			t.Fatal("not expired")
		}
		if cookie, err := g.Sessions.Park(ctx, tx, late, form, "it", noon.Add(2*time.Hour)); err != nil || cookie != "" {
			t.Fatal(cookie, err)
		}
		return late
	}
	again := func(old Session, who string) Session {
		b := browser()
		b.Session = old
		in, err := g.SignIn(ctx, tx, b, who, goodPassword, noon.Add(2*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return in.Session
	}
	own := again(park("anna@example.it"), "anna@example.it")
	got, ok, err := g.Sessions.TakeResume(ctx, tx, own)
	if err != nil || !ok || !own.HasResume || got.Path != form.Path || len(got.Form) != 1 || !slices.Equal(got.Form["note"], form.Form["note"]) {
		t.Errorf("%+v %v %v", got, ok, err)
	}
	if _, ok, _ := g.Sessions.TakeResume(ctx, tx, own); ok {
		t.Error("given twice")
	}
	if s := again(park("anna@example.it"), "bruno@example.it"); s.HasResume {
		t.Error("somebody else gets what Anna typed")
	}
	cookie, err := g.Sessions.Park(ctx, tx, Session{}, form, "it", noon)
	if err != nil || cookie == "" {
		t.Fatal(cookie, err)
	}
	if s := again(find(t, g, tx, cookie, noon), "bruno@example.it"); !s.HasResume {
		t.Error("a form posted without any session is lost")
	}
	big := Resume{Path: "/x", Form: map[string][]string{"note": {strings.Repeat("è", resumeMost/2+1)}}}
	if _, err := g.Sessions.Park(ctx, tx, Session{}, big, "it", noon); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a huge form: %v", err)
	}
	full := Resume{Path: "/x", Form: map[string][]string{"note": {strings.Repeat("\x01", 10000)}}}
	if _, err := g.Sessions.Park(ctx, tx, Session{}, full, "it", noon); err != nil {
		t.Errorf("escapes must still fit: %v", err)
	}
	nul := Resume{Path: "/x", Form: map[string][]string{"note": {"a\x00b"}}}
	if _, err := g.Sessions.Park(ctx, tx, Session{}, nul, "it", noon); err != nil {
		t.Errorf("a NUL byte: %v", err)
	}
}

func TestThreeStepsCarryTheParkedForm(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Reception)
	word, out := enrolTOTP(t, g, tx, u.Email, noon)
	now := noon.Add(2 * time.Hour)
	late := find(t, g, tx, out.Cookie, now)
	if _, err := g.Sessions.Park(ctx, tx, late, Resume{Path: "/ufficio", Form: map[string][]string{"a": {"b"}}}, "it", now); err != nil {
		t.Fatal(err)
	}
	b := browser()
	b.Session = late
	in, err := g.SignIn(ctx, tx, b, u.Email, goodPassword, now)
	if err != nil {
		t.Fatal(err)
	}
	b.Session = in.Session
	done, err := g.Second(ctx, tx, b, codeAt(t, word, now), now)
	if err != nil || !done.Session.HasResume {
		t.Errorf("lost on the way: %v", err)
	}
}
