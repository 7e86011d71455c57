package auth

import (
	"bytes"
	"image/png"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestEnrolmentWithAnAuthenticatorApp(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Reception)
	in := signIn(t, g, tx, u.Email, noon)
	if in.Session.Stage != StageEnrol || in.Session.Actor().SignedIn() {
		t.Fatalf("before enrolling: %+v", in.Session)
	}
	setup, err := g.BeginTOTP(ctx, tx, in.Session, "", noon)
	if err != nil {
		t.Fatal(err)
	}
	if pic, err := png.Decode(bytes.NewReader(setup.PNG)); err != nil || pic.Bounds().Dx() < 200 {
		t.Errorf("picture: %v", err)
	}
	if !strings.HasPrefix(setup.URL, "otpauth://totp/Sportello:anna@example.it?") && !strings.Contains(setup.URL, "Sportello%3Aanna@example.it") {
		t.Error(setup.URL)
	}
	b := browser()
	b.Session = in.Session
	if _, err := g.Second(ctx, tx, b, codeAt(t, setup.Secret, noon), noon); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("who must enrol is asked for a code: %v", err)
	}
	if _, err := g.ConfirmTOTP(ctx, tx, b, setup.Sealed, wrongCode(t, setup.Secret, noon), "", noon); fieldKey(err) != "code: auth.totp.wrong" {
		t.Errorf("a wrong first code: %v", err)
	}
	again, err := g.BeginTOTP(ctx, tx, in.Session, setup.Sealed, noon)
	if err != nil || again.Secret != setup.Secret {
		t.Error("a mistyped code changes the picture")
	}
	if _, err := g.ConfirmTOTP(ctx, tx, b, setup.Sealed, codeAt(t, setup.Secret, noon.Add(31*time.Minute)), "", noon.Add(31*time.Minute)); err == nil {
		t.Error("a set-up left open for half an hour is stored")
	}
	out, err := g.ConfirmTOTP(ctx, tx, b, setup.Sealed, codeAt(t, setup.Secret, noon), "", noon)
	if err != nil {
		t.Fatal(err)
	}
	if out.Session.Stage != StageFull || out.Cookie == "" || out.Cookie == in.Cookie || len(out.Codes) != 10 {
		t.Errorf("%+v", out)
	}
	if s, _ := g.Sessions.Find(ctx, tx, in.Cookie, noon); s.ID != 0 {
		t.Error("the session before enrolling still opens")
	}
	if n := count(t, tx, `SELECT count(*) FROM users WHERE id = ? AND position(?::bytea IN totp_secret) = 0 AND totp_secret IS NOT NULL`,
		u.ID, []byte("12345678901234567890")); n != 1 {
		t.Error("no secret stored")
	}
}

func TestSecondStepWithTheApp(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Reception)
	word, _ := enrolTOTP(t, g, tx, u.Email, noon)
	now := noon.Add(time.Hour)
	in := signIn(t, g, tx, u.Email, now)
	if in.Session.Stage != StageSecond {
		t.Fatalf("stage %q", in.Session.Stage)
	}
	b := browser()
	b.Session = in.Session
	if _, err := g.BeginTOTP(ctx, tx, in.Session, "", now); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("owing a second factor is enough to set up another: %v", err)
	}
	if _, err := g.Second(ctx, tx, b, wrongCode(t, word, now), now); fieldKey(err) != "code: auth.second.wrong" {
		t.Errorf("wrong code: %v", err)
	}
	if _, err := g.Second(ctx, tx, b, "", now); fieldKey(err) != "code: auth.second.wrong" {
		t.Errorf("no code: %v", err)
	}
	code := codeAt(t, word, now)
	done, err := g.Second(ctx, tx, b, code[:3]+" "+code[3:], now)
	if err != nil || !done.Session.Actor().SignedIn() {
		t.Fatalf("%+v %v", done, err)
	}
	later := signIn(t, g, tx, u.Email, now)
	b.Session = later.Session
	if _, err := g.Second(ctx, tx, b, code, now); fieldKey(err) != "code: auth.second.wrong" {
		t.Errorf("the same code passes twice: %v", err)
	}
	if _, err := g.Second(ctx, tx, b, codeAt(t, word, now.Add(-30*time.Second)), now); err == nil {
		t.Error("an older code passes after a newer one")
	}
	if _, err := g.Second(ctx, tx, b, codeAt(t, word, now.Add(30*time.Second)), now.Add(30*time.Second)); err != nil {
		t.Errorf("the next code: %v", err)
	}
}

func TestTheSameCodeAtOncePassesOnce(t *testing.T) {
	conn, g := testdb.New(t), newGate(t)
	u := account(t, conn, "anna@example.it", false, Reception)
	word, out := enrolTOTP(t, g, conn, u.Email, noon)
	for round := range 10 {
		now := noon.Add(time.Duration(round+1) * 6 * time.Hour) // long enough for the wrong ones to be forgotten
		code := codeAt(t, word, now)
		if round%2 == 1 {
			code = out.Codes[round]
		}
		var passed atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			b := browser()
			b.Session = signIn(t, g, conn, u.Email, now).Session
			wg.Go(func() {
				if _, err := g.Second(ctx, conn, b, code, now); err == nil {
					passed.Add(1)
				}
			})
		}
		wg.Wait()
		if passed.Load() != 1 {
			t.Errorf("round %d: the code passed %d times", round, passed.Load())
		}
	}
}

// The second of two readers of the same step waits for the first to write.
func TestTheSameCodeInTwoTransactions(t *testing.T) {
	conn, g := testdb.New(t), newGate(t)
	u := account(t, conn, "anna@example.it", false, Reception)
	word, _ := enrolTOTP(t, g, conn, u.Email, noon)
	now := noon.Add(time.Hour)
	first, err := conn.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Rollback() }()
	if ok, err := g.useTOTP(ctx, first, u.ID, codeAt(t, word, now), now); !ok || err != nil {
		t.Fatal(ok, err)
	}
	second := make(chan bool)
	go func() {
		ok, err := g.useTOTP(ctx, conn, u.ID, codeAt(t, word, now), now)
		second <- ok || err != nil
	}()
	time.Sleep(100 * time.Millisecond) // it has read the old step and waits to write
	if err := first.Commit(); err != nil {
		t.Fatal(err)
	}
	if <-second {
		t.Error("the same code passed in both")
	}
}

func TestSecondStepLocks(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Reception)
	word, _ := enrolTOTP(t, g, tx, u.Email, noon)
	now := noon.Add(time.Hour)
	b := browser()
	for range 5 {
		b.Session = signIn(t, g, tx, u.Email, now).Session // a fresh session does not help
		_, _ = g.Second(ctx, tx, b, wrongCode(t, word, now), now)
	}
	if _, err := g.Second(ctx, tx, b, codeAt(t, word, now), now); !fault.Is(err, fault.TooMany) {
		t.Errorf("not locked: %v", err)
	}
	if _, err := g.Second(ctx, tx, b, codeAt(t, word, now.Add(time.Minute)), now.Add(time.Minute)); err != nil {
		t.Errorf("locked for good: %v", err)
	}
}

func TestRecoveryCodes(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Reception)
	_, out := enrolTOTP(t, g, tx, u.Email, noon)
	now := noon.Add(time.Hour)
	use := func(code string) (SignedIn, error) {
		b := browser()
		b.Session = signIn(t, g, tx, u.Email, now).Session
		return g.Second(ctx, tx, b, code, now)
	}
	if len(slices.Compact(slices.Sorted(slices.Values(out.Codes)))) != 10 {
		t.Error("codes repeat")
	}
	in, err := use(" " + strings.ToLower(out.Codes[0]) + " ")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := use(out.Codes[0]); err == nil {
		t.Error("a recovery code passes twice")
	}
	if left := reload(t, tx, u.ID).CodesLeft; left != 9 {
		t.Errorf("%d left", left)
	}
	other := account(t, tx, "bruno@example.it", false, Reception)
	enrolTOTP(t, g, tx, other.Email, noon)
	b := browser()
	b.Session = signIn(t, g, tx, other.Email, now).Session
	if _, err := g.Second(ctx, tx, b, out.Codes[1], now); err == nil {
		t.Error("somebody else's recovery code passes")
	}
	if _, err := g.RenewRecoveryCodes(ctx, tx, in.Session, "sbagliata", now); fieldKey(err) != "current: auth.password.current_wrong" {
		t.Errorf("renewed without the password: %v", err)
	}
	fresh, err := g.RenewRecoveryCodes(ctx, tx, in.Session, goodPassword, now)
	if err != nil || len(fresh) != 10 {
		t.Fatal(fresh, err)
	}
	if _, err := use(out.Codes[2]); err == nil {
		t.Error("an old code still passes")
	}
	if _, err := use(fresh[0]); err != nil {
		t.Errorf("a fresh one does not: %v", err)
	}
	for _, code := range append(out.Codes, fresh...) {
		if n := count(t, tx, `SELECT count(*) FROM user_recovery_codes WHERE position(?::bytea IN hash) > 0`, []byte(code)); n != 0 {
			t.Error("a code stands in clear")
		}
	}
}

func TestTheLastFactorStays(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	u := account(t, tx, "anna@example.it", false, Reception)
	_, out := enrolTOTP(t, g, tx, u.Email, noon)
	if err := g.RemoveTOTP(ctx, tx, out.Session, goodPassword, noon); fieldKey(err) != "auth.second.last" {
		t.Errorf("removed: %v", err)
	}
	if !reload(t, tx, u.ID).HasSecondFactor() {
		t.Error("gone all the same")
	}
	e := account(t, tx, "editor@example.it", false, Editor)
	in := signIn(t, g, tx, e.Email, noon)
	b := browser()
	b.Session = in.Session
	setup, err := g.BeginTOTP(ctx, tx, in.Session, "", noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.ConfirmTOTP(ctx, tx, b, setup.Sealed, codeAt(t, setup.Secret, noon), "sbagliata", noon); fieldKey(err) != "current: auth.password.current_wrong" {
		t.Errorf("set up without the password: %v", err)
	}
	if done, err := g.ConfirmTOTP(ctx, tx, b, setup.Sealed, codeAt(t, setup.Secret, noon), goodPassword, noon); err != nil || done.Cookie != "" {
		t.Fatalf("a full session stays the same: %q %v", done.Cookie, err)
	}
	if signIn(t, g, tx, e.Email, noon).Session.Stage != StageSecond {
		t.Error("a factor set up freely is not asked for")
	}
	if err := g.RemoveTOTP(ctx, tx, in.Session, goodPassword, noon); err != nil {
		t.Errorf("who needs none may take it off: %v", err)
	}
}
