package auth

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// A passkey opens an account in two ways: as the second step after a password,
// or alone, when the device itself checks who holds it (PIN, finger, face).

// BeginPasskeySecond asks for one of the account's passkeys as the second step.
// An account without any is NotFound.
func (g *Gate) BeginPasskeySecond(ctx context.Context, idb bun.IDB, s Session, now time.Time) (Ceremony, error) {
	user, err := pendingUser(ctx, idb, s, StageSecond)
	if err != nil {
		return Ceremony{}, err
	}
	if g.rp == nil || user.Passkeys == 0 {
		return Ceremony{}, fault.Missing()
	}
	p, err := loadPasskeyUser(ctx, idb, user)
	if err != nil {
		return Ceremony{}, err
	}
	options, data, err := g.rp.BeginLogin(p, webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return Ceremony{}, fault.Wrap(err, "auth: ask for passkey")
	}
	return g.ask("second", s.ID, options, data, now), nil
}

// PasskeySecond judges the answer; Invalid on "passkey" when it is wrong.
func (g *Gate) PasskeySecond(ctx context.Context, idb bun.IDB, b Browser, sealed, response string, now time.Time) (SignedIn, error) {
	user, err := pendingUser(ctx, idb, b.Session, StageSecond)
	if err != nil {
		return SignedIn{}, err
	}
	if g.rp == nil {
		return SignedIn{}, fault.Missing()
	}
	data, err := g.answered(ctx, idb, "second", sealed, b.Session.ID, now)
	if err != nil {
		return SignedIn{}, err
	}
	p, err := loadPasskeyUser(ctx, idb, user)
	if err != nil {
		return SignedIn{}, err
	}
	var cred *webauthn.Credential
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(response))
	if err == nil {
		cred, err = g.rp.ValidateLogin(p, data, parsed)
	}
	if err != nil || cred.Authenticator.CloneWarning {
		return SignedIn{}, passkeyFailed(ctx, idb, user.ID, now)
	}
	return g.passkeyProved(ctx, idb, b, user, cred, now)
}

// BeginPasskeySignIn asks for any passkey of this program, for signing in
// without a password.
func (g *Gate) BeginPasskeySignIn(now time.Time) (Ceremony, error) {
	if g.rp == nil {
		return Ceremony{}, fault.Missing()
	}
	options, data, err := g.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ceremony{}, fault.Wrap(err, "auth: ask for passkey")
	}
	return g.ask("signin", 0, options, data, now), nil
}

// PasskeySignIn judges the answer and signs in fully: the device is what the
// person has, its unlocking what they know or are. Unknown passkey, disabled
// account and wrong answer are the same Invalid on "passkey".
func (g *Gate) PasskeySignIn(ctx context.Context, idb bun.IDB, b Browser, sealed, response string, now time.Time) (SignedIn, error) {
	if g.rp == nil {
		return SignedIn{}, fault.Missing()
	}
	if _, err := knock(ctx, idb, g.networkDoor(b.Address), now); err != nil {
		return SignedIn{}, err
	}
	data, err := g.answered(ctx, idb, "signin", sealed, 0, now)
	if err != nil {
		return SignedIn{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(response))
	if err != nil {
		return SignedIn{}, passkeyFailed(ctx, idb, 0, now)
	}
	var found passkeyUser
	var lookup error
	_, cred, err := g.rp.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		found, lookup = findByHandle(ctx, idb, handle)
		return found, lookup
	}, data, parsed)
	if lookup != nil && !fault.Is(lookup, fault.NotFound) {
		return SignedIn{}, lookup
	}
	user := found.user
	if err != nil || cred.Authenticator.CloneWarning || !user.Enabled() || (user.Demo && !g.development) {
		return SignedIn{}, passkeyFailed(ctx, idb, user.ID, now)
	}
	if err := forgive(ctx, idb, g.networkDoor(b.Address), false); err != nil {
		return SignedIn{}, err
	}
	return g.passkeyProved(ctx, idb, b, user, cred, now)
}

func findByHandle(ctx context.Context, idb bun.IDB, handle []byte) (passkeyUser, error) {
	user, err := findUser(ctx, idb, "u.handle = ?", handle)
	if err != nil {
		return passkeyUser{}, err
	}
	return loadPasskeyUser(ctx, idb, user)
}

// passkeyProved keeps the passkey's counters and opens the full session.
func (g *Gate) passkeyProved(ctx context.Context, idb bun.IDB, b Browser, user User, cred *webauthn.Credential, now time.Time) (in SignedIn, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewRaw(`UPDATE user_passkeys SET credential = ?::jsonb, used_at = ? WHERE user_id = ? AND credential_id = ?`,
			mustJSON(cred), now, user.ID, cred.ID).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return err
		}
		in, err = g.secondProved(ctx, tx, b, user, "passkey", now)
		return err
	})
	return in, err
}

func passkeyFailed(ctx context.Context, idb bun.IDB, userID int64, now time.Time) error {
	if err := recordFailure(ctx, idb, "auth.passkey_fail", userID, false, now); err != nil {
		return err
	}
	return errPasskey()
}

func passkeyName(name string, now time.Time) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		name = now.Format("2006-01-02")
	}
	var c fault.Check
	c.If(utf8.RuneCountInString(name) > 60 || strings.ContainsRune(name, 0), "name", "auth.passkey.name_long", "Max", 60)
	return name, c.Err()
}
