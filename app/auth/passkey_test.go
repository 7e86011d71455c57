package auth

import (
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

// device is a phone with passkeys.
type device struct {
	rp   virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	cred virtualwebauthn.Credential
}

func newDevice() *device {
	d := &device{
		rp:   virtualwebauthn.RelyingParty{ID: "lavoro.comune.example", Name: "Sportello", Origin: "https://lavoro.comune.example"},
		auth: virtualwebauthn.NewAuthenticator(),
	}
	const whole = 77 // bytes of a public key; the helper drops leading zeros, once in 128 keys
	for d.cred.Key == nil || len(d.cred.Key.AttestationData()) != whole {
		d.cred = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return d
}

func (d *device) register(t *testing.T, options string) string {
	t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(options)
	if err != nil {
		t.Fatalf("%v in %s", err, options)
	}
	d.auth.AddCredential(d.cred)
	return virtualwebauthn.CreateAttestationResponse(d.rp, d.auth, d.cred, *o)
}

func (d *device) answer(t *testing.T, options string) string {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(options)
	if err != nil {
		t.Fatalf("%v in %s", err, options)
	}
	d.cred.Counter++
	return virtualwebauthn.CreateAssertionResponse(d.rp, d.auth, d.cred, *o)
}

func handleOf(t *testing.T, idb bun.IDB, id int64) (h []byte) {
	t.Helper()
	if err := idb.NewRaw(`SELECT handle FROM users WHERE id = ?`, id).Scan(ctx, &h); err != nil {
		t.Fatal(err)
	}
	return h
}

// enrolPasskey signs in, sets up the device and gives the full session.
func enrolPasskey(t *testing.T, g *Gate, idb bun.IDB, u User, d *device) Enrolled {
	t.Helper()
	b := browser()
	b.Session = signIn(t, g, idb, u.Email, noon).Session
	q, err := g.BeginPasskey(ctx, idb, b.Session, noon)
	if err != nil {
		t.Fatal(err)
	}
	d.auth.Options.UserHandle = handleOf(t, idb, u.ID)
	out, err := g.ConfirmPasskey(ctx, idb, b, NewPasskey{Sealed: q.Sealed, Response: d.register(t, q.Options), Name: "Telefono"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPasskeyAsSecondStep(t *testing.T) {
	tx, g, d := testdb.Tx(t), newGate(t), newDevice()
	u := account(t, tx, "anna@example.it", false, Reception)
	out := enrolPasskey(t, g, tx, u, d)
	if !out.Session.Actor().SignedIn() || len(out.Codes) != 10 {
		t.Fatalf("%+v", out)
	}
	b := browser()
	b.Session = signIn(t, g, tx, u.Email, noon).Session
	q, err := g.BeginPasskeySecond(ctx, tx, b.Session, noon)
	if err != nil {
		t.Fatal(err)
	}
	response := d.answer(t, q.Options)
	other := b
	other.Session = signIn(t, g, tx, u.Email, noon).Session
	if _, err := g.PasskeySecond(ctx, tx, other, q.Sealed, response, noon); fieldKey(err) != "passkey: auth.passkey.refused" {
		t.Errorf("the question of one session answered in another: %v", err)
	}
	if _, err := g.PasskeySecond(ctx, tx, b, q.Sealed, response, noon.Add(11*time.Minute)); err == nil {
		t.Error("answered after its time")
	}
	in, err := g.PasskeySecond(ctx, tx, b, q.Sealed, response, noon)
	if err != nil || !in.Session.Actor().SignedIn() {
		t.Fatalf("%+v %v", in, err)
	}
	b.Session = signIn(t, g, tx, u.Email, noon).Session
	if _, err := g.PasskeySecond(ctx, tx, b, q.Sealed, response, noon); err == nil {
		t.Error("an answer counts twice")
	}
	list, err := ListPasskeys(ctx, tx, in.Session.Actor())
	if err != nil || len(list) != 1 || list[0].Name != "Telefono" || !list[0].UsedAt.Equal(noon) {
		t.Errorf("%+v %v", list, err)
	}
}

func TestPasskeyAlone(t *testing.T) {
	tx, g, d := testdb.Tx(t), newGate(t), newDevice()
	u := account(t, tx, "anna@example.it", false, Reception)
	enrolPasskey(t, g, tx, u, d)
	try := func(d *device) (SignedIn, error) {
		q, err := g.BeginPasskeySignIn(noon)
		if err != nil {
			t.Fatal(err)
		}
		return g.PasskeySignIn(ctx, tx, browser(), q.Sealed, d.answer(t, q.Options), noon)
	}
	in, err := try(d)
	if err != nil || in.Session.Actor().UserID != u.ID {
		t.Fatalf("%+v %v", in, err)
	}
	locked := *d
	locked.auth.Options.UserNotVerified = true
	if _, err := try(&locked); fieldKey(err) != "passkey: auth.passkey.refused" {
		t.Errorf("a device nobody unlocked: %v", err)
	}
	stranger := newDevice()
	stranger.auth.Options.UserHandle = d.auth.Options.UserHandle
	if _, err := try(stranger); fieldKey(err) != "passkey: auth.passkey.refused" {
		t.Errorf("somebody else's device: %v", err)
	}
	phish := *d
	phish.rp.Origin = "https://lavoro.comune.example.evil.example"
	if _, err := try(&phish); fieldKey(err) != "passkey: auth.passkey.refused" {
		t.Errorf("an answer collected elsewhere: %v", err)
	}
	clone := *d
	clone.cred.Counter = 0
	if _, err := try(&clone); fieldKey(err) != "passkey: auth.passkey.refused" {
		t.Errorf("a copied device: %v", err)
	}
	if err := g.DisableUser(ctx, tx, Program("test"), u.ID, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := try(d); fieldKey(err) != "passkey: auth.passkey.refused" {
		t.Errorf("a disabled account: %v", err)
	}
}

// Passkeys shared between devices do not count: only the question being burnt
// stops an answer from being sent again.
func TestAnAnswerCountsOnce(t *testing.T) {
	tx, g, d := testdb.Tx(t), newGate(t), newDevice()
	u := account(t, tx, "anna@example.it", false, Reception)
	enrolPasskey(t, g, tx, u, d)
	q, err := g.BeginPasskeySignIn(noon)
	if err != nil {
		t.Fatal(err)
	}
	o, err := virtualwebauthn.ParseAssertionOptions(q.Options)
	if err != nil {
		t.Fatal(err)
	}
	response := virtualwebauthn.CreateAssertionResponse(d.rp, d.auth, d.cred, *o)
	if _, err := g.PasskeySignIn(ctx, tx, browser(), q.Sealed, response, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := g.PasskeySignIn(ctx, tx, browser(), q.Sealed, response, noon); fieldKey(err) != "passkey: auth.passkey.refused" {
		t.Errorf("sent again: %v", err)
	}
}

func TestPasskeyOfOneAccountStaysThere(t *testing.T) {
	tx, g, d := testdb.Tx(t), newGate(t), newDevice()
	anna := account(t, tx, "anna@example.it", false, Reception)
	bruno := account(t, tx, "bruno@example.it", false, Reception)
	enrolPasskey(t, g, tx, anna, d)
	other := newDevice()
	out := enrolPasskey(t, g, tx, bruno, other)
	list, err := ListPasskeys(ctx, tx, Actor{UserID: anna.ID})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := g.RemovePasskey(ctx, tx, out.Session, list[0].ID, goodPassword, noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("removed somebody else's: %v", err)
	}
	own, _ := ListPasskeys(ctx, tx, out.Session.Actor())
	if err := g.RemovePasskey(ctx, tx, out.Session, own[0].ID, goodPassword, noon); fieldKey(err) != "auth.second.last" {
		t.Errorf("removed the last factor: %v", err)
	}
}

func TestWherePasskeysAreOffered(t *testing.T) {
	for address, want := range map[string]bool{"https://lavoro.comune.example": true, "http://localhost:8080": true, "http://localhost": true,
		"http://127.0.0.1:8080": false, "https://192.0.2.7": false, "http://lavoro.comune.example": false, "http://[::1]:8080": false} {
		g := newGate(t, func(o *GateOptions) { o.BaseURL = address })
		if g.Passkeys() != want {
			t.Errorf("%s: %v", address, g.Passkeys())
		}
		if _, err := g.BeginPasskeySignIn(noon); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}
