package auth

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/fault"
)

// Enrolled is what setting up a second factor gives. Codes are the fresh
// recovery codes, shown once, nil when the account already had some. The session
// is a new one, fully signed in, where the old one was enrolling; Cookie is ""
// where it stays the same.
type Enrolled struct {
	SignedIn
	Codes []string
}

// ConfirmTOTP stores the authenticator app of sealed once its first code is
// right, in place of an earlier one. current is the password, asked for again
// unless the session is enrolling. Invalid on "code" or "current"; a sealed word
// that ran out is Invalid on "code" with "auth.totp.expired".
func (g *Gate) ConfirmTOTP(ctx context.Context, idb bun.IDB, b Browser, sealed, code, current string, now time.Time) (Enrolled, error) {
	user, err := g.ownAccount(ctx, idb, b.Session)
	if err != nil {
		return Enrolled{}, err
	}
	if err := g.confirm(ctx, idb, b.Session, user, current, now); err != nil {
		return Enrolled{}, err
	}
	var c fault.Check
	secret, err := g.Signer.Unseal(totpSeal(user.ID), sealed, now)
	if err != nil {
		c.Add("code", "auth.totp.expired")
		return Enrolled{}, c.Err()
	}
	step := totpStep(secret, strings.ReplaceAll(code, " ", ""), 0, now)
	if step == 0 {
		c.Add("code", "auth.totp.wrong")
		return Enrolled{}, c.Err()
	}
	return g.enrol(ctx, idb, b, user, "totp", now, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewRaw(`UPDATE users SET totp_secret = ?, totp_confirmed_at = ?, totp_step = ? WHERE id = ? AND disabled_at IS NULL`,
			g.Signer.Encrypt(totpRest(user.ID), secret), now, step, user.ID).Exec(ctx)
		return db.One(res, err)
	})
}

// enrol stores a factor, makes recovery codes where none are left, and turns an
// enrolling session into a full one.
func (g *Gate) enrol(ctx context.Context, idb bun.IDB, b Browser, user User, factor string, now time.Time,
	store func(ctx context.Context, tx bun.Tx) error) (out Enrolled, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := store(ctx, tx); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, ownEntry(user.ID, "auth.enrol", now, map[string]any{"factor": factor})); err != nil {
			return err
		}
		if err := tell(ctx, tx, user, factorAdded, now); err != nil {
			return err
		}
		if user.CodesLeft == 0 {
			if out.Codes, err = g.newRecoveryCodes(ctx, tx, user.ID, now); err != nil {
				return err
			}
		}
		out.Session = b.Session
		if b.Session.Stage == StageEnrol {
			out.SignedIn, err = g.open(ctx, tx, b, user, StageFull, factor, now)
		}
		return err
	})
	return out, err
}

// RenewRecoveryCodes replaces all ten; the old ones stop working. current is the
// password, Invalid on "current" when wrong. An account without a second factor
// has none to renew: Conflict.
func (g *Gate) RenewRecoveryCodes(ctx context.Context, idb bun.IDB, s Session, current string, now time.Time) (codes []string, err error) {
	user, err := g.signedInAccount(ctx, idb, s, current, now)
	if err != nil {
		return nil, err
	}
	if !user.HasSecondFactor() {
		return nil, fault.New(fault.Conflict, "auth.second.none")
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if codes, err = g.newRecoveryCodes(ctx, tx, user.ID, now); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, ownEntry(user.ID, "auth.recovery_codes", now, nil)); err != nil {
			return err
		}
		return tell(ctx, tx, user, codesRenewed, now)
	})
	return codes, err
}

// RemoveTOTP takes the authenticator app off one's own account. The last factor
// of an account that needs one stays: Conflict "auth.second.last".
func (g *Gate) RemoveTOTP(ctx context.Context, idb bun.IDB, s Session, current string, now time.Time) error {
	user, err := g.signedInAccount(ctx, idb, s, current, now)
	if err != nil {
		return err
	}
	return removeFactor(ctx, idb, user.ID, ownEntry(user.ID, "auth.factor_remove", now, map[string]any{"factor": "totp"}),
		func(ctx context.Context, tx bun.Tx) error {
			res, err := tx.NewRaw(`UPDATE users SET totp_secret = NULL, totp_confirmed_at = NULL WHERE id = ? AND totp_secret IS NOT NULL`,
				user.ID).Exec(ctx)
			return db.One(res, err)
		})
}

// RemovePasskey takes one passkey off one's own account; somebody else's is not
// found. The last factor of an account that needs one stays: Conflict
// "auth.second.last".
func (g *Gate) RemovePasskey(ctx context.Context, idb bun.IDB, s Session, id int64, current string, now time.Time) error {
	user, err := g.signedInAccount(ctx, idb, s, current, now)
	if err != nil {
		return err
	}
	return removeFactor(ctx, idb, user.ID, ownEntry(user.ID, "auth.factor_remove", now, map[string]any{"factor": "passkey"}),
		func(ctx context.Context, tx bun.Tx) error {
			res, err := tx.NewRaw(`DELETE FROM user_passkeys WHERE id = ? AND user_id = ?`, id, user.ID).Exec(ctx)
			return db.One(res, err)
		})
}

// removeFactor locks the account, removes, and looks again: two removals at once
// cannot take both.
func removeFactor(ctx context.Context, idb bun.IDB, userID int64, e audit.Entry, remove func(ctx context.Context, tx bun.Tx) error) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := lockUser(ctx, tx, userID); err != nil {
			return err
		}
		if err := remove(ctx, tx); err != nil {
			return err
		}
		user, err := findUser(ctx, tx, "u.id = ?", userID)
		if err != nil {
			return err
		}
		if user.NeedsSecondFactor() && !user.HasSecondFactor() {
			return fault.New(fault.Conflict, "auth.second.last")
		}
		if err := audit.Record(ctx, tx, e); err != nil {
			return err
		}
		return tell(ctx, tx, user, factorRemoved, e.At)
	})
}

// signedInAccount is one's own account after the password was confirmed.
func (g *Gate) signedInAccount(ctx context.Context, idb bun.IDB, s Session, current string, now time.Time) (User, error) {
	user, err := g.ownAccount(ctx, idb, s)
	if err != nil {
		return User{}, err
	}
	if s.Stage == StageEnrol {
		return User{}, fault.New(fault.Unauthenticated, "office.signin.needed")
	}
	return user, g.confirm(ctx, idb, s, user, current, now)
}

func lockUser(ctx context.Context, tx bun.IDB, userID int64) error {
	var id int64
	return db.Translate(tx.NewRaw(`SELECT id FROM users WHERE id = ? FOR UPDATE`, userID).Scan(ctx, &id))
}
