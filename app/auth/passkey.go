package auth

import (
	"context"
	"encoding/json"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

const ceremonyLife = 10 * time.Minute

// Ceremony is one question put to a passkey. Options is the JSON that
// navigator.credentials wants; Sealed must come back with the answer.
type Ceremony struct{ Options, Sealed string }

// Passkey is one passkey of an account, as the profile lists it.
type Passkey struct {
	bun.BaseModel `bun:"table:user_passkeys,alias:p"`

	ID        int64 `bun:",pk"`
	Name      string
	CreatedAt time.Time
	UsedAt    time.Time `bun:",nullzero"`
}

// ListPasskeys gives the passkeys of the session's own account, oldest first.
func ListPasskeys(ctx context.Context, idb bun.IDB, actor Actor) ([]Passkey, error) {
	var list []Passkey
	err := idb.NewSelect().Model(&list).Where("p.user_id = ?", actor.UserID).OrderExpr("p.id").Scan(ctx)
	return list, fault.Wrap(db.Translate(err), "auth: list passkeys")
}

// passkeyUser is an account as the webauthn library wants to see it.
type passkeyUser struct {
	user        User
	handle      []byte
	credentials []webauthn.Credential
}

func (p passkeyUser) WebAuthnID() []byte                         { return p.handle }
func (p passkeyUser) WebAuthnName() string                       { return p.user.Email }
func (p passkeyUser) WebAuthnDisplayName() string                { return p.user.Name }
func (p passkeyUser) WebAuthnCredentials() []webauthn.Credential { return p.credentials }

func loadPasskeyUser(ctx context.Context, idb bun.IDB, user User) (passkeyUser, error) {
	p := passkeyUser{user: user}
	if err := idb.NewRaw(`SELECT handle FROM users WHERE id = ?`, user.ID).Scan(ctx, &p.handle); err != nil {
		return p, fault.Wrap(db.Translate(err), "auth: passkey handle")
	}
	var raw []string
	err := idb.NewRaw(`SELECT credential::text FROM user_passkeys WHERE user_id = ? ORDER BY id`, user.ID).Scan(ctx, &raw)
	if err != nil {
		return p, fault.Wrap(db.Translate(err), "auth: passkeys")
	}
	p.credentials = make([]webauthn.Credential, len(raw))
	for i, text := range raw {
		if err := json.Unmarshal([]byte(text), &p.credentials[i]); err != nil {
			return p, fault.Wrap(err, "auth: read passkey")
		}
	}
	return p, nil
}

// question is what a ceremony's Sealed hides.
type question struct {
	SessionID int64                `json:"session"`
	Data      webauthn.SessionData `json:"data"`
}

func (g *Gate) ask(purpose string, sessionID int64, options any, data *webauthn.SessionData, now time.Time) Ceremony {
	return Ceremony{Options: mustJSON(options),
		Sealed: g.Signer.Seal("passkey "+purpose, []byte(mustJSON(question{sessionID, *data})), now.Add(ceremonyLife))}
}

// answered opens the sealed question and burns it: an answer counts once.
func (g *Gate) answered(ctx context.Context, idb bun.IDB, purpose, sealed string, sessionID int64, now time.Time) (webauthn.SessionData, error) {
	raw, err := g.Signer.Unseal("passkey "+purpose, sealed, now)
	if err != nil {
		return webauthn.SessionData{}, errPasskey()
	}
	var q question
	if err := json.Unmarshal(raw, &q); err != nil || q.SessionID != sessionID {
		return webauthn.SessionData{}, errPasskey()
	}
	if err := Allow(ctx, idb, "passkey:"+q.Data.Challenge, 1, ceremonyLife, now); err != nil {
		if fault.Is(err, fault.TooMany) {
			return webauthn.SessionData{}, errPasskey()
		}
		return webauthn.SessionData{}, err
	}
	return q.Data, nil
}

// errPasskey is the one answer to anything that is wrong with a passkey.
func errPasskey() error {
	var c fault.Check
	c.Add("passkey", "auth.passkey.refused")
	return c.Err()
}

// BeginPasskey asks for a new passkey for the session's own account.
func (g *Gate) BeginPasskey(ctx context.Context, idb bun.IDB, s Session, now time.Time) (Ceremony, error) {
	if g.rp == nil {
		return Ceremony{}, fault.Missing()
	}
	user, err := g.ownAccount(ctx, idb, s)
	if err != nil {
		return Ceremony{}, err
	}
	p, err := loadPasskeyUser(ctx, idb, user)
	if err != nil {
		return Ceremony{}, err
	}
	have := make([]protocol.CredentialDescriptor, len(p.credentials))
	for i := range p.credentials {
		have[i] = p.credentials[i].Descriptor()
	}
	options, data, err := g.rp.BeginRegistration(p, webauthn.WithExclusions(have), webauthn.WithAuthenticatorSelection(
		protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationPreferred}))
	if err != nil {
		return Ceremony{}, fault.Wrap(err, "auth: begin passkey")
	}
	return g.ask("new", s.ID, options, data, now), nil
}

// NewPasskey is the answer to BeginPasskey.
type NewPasskey struct {
	Sealed string
	// Response is the JSON of the credential the browser made.
	Response string
	// Name is what the person calls it; the day it was made when empty.
	Name string
	// Current is the password, asked for again unless the session is enrolling.
	Current string
}

// ConfirmPasskey stores the new passkey. Invalid on "passkey" whatever is wrong
// with the answer, on "name" or on "current".
func (g *Gate) ConfirmPasskey(ctx context.Context, idb bun.IDB, b Browser, in NewPasskey, now time.Time) (Enrolled, error) {
	if g.rp == nil {
		return Enrolled{}, fault.Missing()
	}
	user, err := g.ownAccount(ctx, idb, b.Session)
	if err != nil {
		return Enrolled{}, err
	}
	name, err := passkeyName(in.Name, now)
	if err != nil {
		return Enrolled{}, err
	}
	if err := g.confirm(ctx, idb, b.Session, user, in.Current, now); err != nil {
		return Enrolled{}, err
	}
	cred, err := g.registered(ctx, idb, b.Session, user, in, now)
	if err != nil {
		return Enrolled{}, err
	}
	return g.enrol(ctx, idb, b, user, "passkey", now, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO user_passkeys (user_id, credential_id, name, credential, created_at) VALUES (?, ?, ?, ?::jsonb, ?)`,
			user.ID, cred.ID, name, mustJSON(cred), now).Exec(ctx)
		if db.ConstraintOf(err) == "user_passkeys_credential_taken" {
			return errPasskey()
		}
		return err
	})
}

func (g *Gate) registered(ctx context.Context, idb bun.IDB, s Session, user User, in NewPasskey, now time.Time) (*webauthn.Credential, error) {
	data, err := g.answered(ctx, idb, "new", in.Sealed, s.ID, now)
	if err != nil {
		return nil, err
	}
	p, err := loadPasskeyUser(ctx, idb, user)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(in.Response))
	if err != nil {
		return nil, errPasskey()
	}
	cred, err := g.rp.CreateCredential(p, data, parsed)
	if err != nil {
		return nil, errPasskey()
	}
	return cred, nil
}
