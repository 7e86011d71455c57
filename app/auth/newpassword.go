package auth

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/fault"
)

// linkKind is why somebody is mailed a link to choose a password.
type linkKind string

const (
	inviteLink linkKind = "auth.invite" // a new account
	resetLink  linkKind = "auth.reset"  // a forgotten password
)

// life of a link: an invitation waits for a working day, a reset is used at once.
func (k linkKind) life() time.Duration {
	if k == inviteLink {
		return 7 * 24 * time.Hour
	}
	return time.Hour
}

const passwordToken = "password link"

// ChangePassword replaces one's own password and ends one's other sessions.
// Invalid on "current" or "password".
func (g *Gate) ChangePassword(ctx context.Context, idb bun.IDB, s Session, current, password string, now time.Time) error {
	user, err := g.signedInAccount(ctx, idb, s, current, now)
	if err != nil {
		return err
	}
	hash, err := g.hashFor(ctx, user, password)
	if err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := setPassword(ctx, tx, user.ID, s.ID, hash, ownEntry(user.ID, "auth.password_change", now, nil)); err != nil {
			return err
		}
		return tell(ctx, tx, user, passwordChanged, now)
	})
}

// hashFor checks a new password against the rules and hashes it.
func (g *Gate) hashFor(ctx context.Context, user User, password string) (string, error) {
	var c fault.Check
	checkPassword(&c, "password", password, user.Name, user.Email)
	if err := c.Err(); err != nil {
		return "", err
	}
	return g.hasher.Hash(ctx, password)
}

// setPassword stores the hash, makes every link to choose one useless and ends
// all sessions but the one kept.
func setPassword(ctx context.Context, tx bun.Tx, userID, keepSession int64, hash string, e audit.Entry) error {
	res, err := tx.NewRaw(`UPDATE users SET password_hash = ?, password_changed_at = ? WHERE id = ? AND disabled_at IS NULL`,
		hash, e.At, userID).Exec(ctx)
	if err := db.One(res, err); err != nil {
		return err
	}
	_, err = tx.NewRaw(`UPDATE user_password_links SET used_at = ? WHERE user_id = ? AND used_at IS NULL`, e.At, userID).Exec(ctx)
	if err != nil {
		return err
	}
	n, err := endSessions(ctx, tx, userID, keepSession)
	if err != nil {
		return err
	}
	e.Data = map[string]any{"sessions": n}
	return audit.Record(ctx, tx, e)
}

// ForgotPassword mails a link to choose a new password to the owner of the
// address. Whether there is such an account the answer, and the work, is the
// same; only too many requests for an address or from a network are refused
// (TooMany). A wrong address is Invalid on "email".
func (g *Gate) ForgotPassword(ctx context.Context, idb bun.IDB, b Browser, email string, now time.Time) error {
	email = cleanEmail(email)
	var c fault.Check
	c.If(!validEmail(email), "email", "auth.user.email_wrong")
	if err := c.Err(); err != nil {
		return err
	}
	if err := g.AllowMail(ctx, idb, "auth.forgot", email, b.Address, now); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		user, err := findUser(ctx, tx, "u.email = ?", email)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err != nil || !user.Enabled() || (user.Demo && !g.development) {
			user = User{Email: email, Lang: officeLang(b.Lang)}
		}
		e := audit.Entry{Actor: Actor{}.Ref(), Action: "auth.password_forgot", At: now}
		if user.ID != 0 {
			e.Subject, e.SubjectID = "user", user.ID
		}
		if err := audit.Record(ctx, tx, e); err != nil {
			return err
		}
		return g.mailPasswordLink(ctx, tx, user, resetLink, now)
	})
}

// AllowMail limits what one address is sent and what one network asks for; name
// says for what. It counts like Allow, and refuses known and unknown addresses alike.
func (g *Gate) AllowMail(ctx context.Context, idb bun.IDB, name, email, address string, now time.Time) error {
	for _, l := range []struct {
		key    string
		limit  int
		window time.Duration
	}{
		{name + "_network:" + networkOf(address), 30, time.Hour},
		{name + "_address:" + email, 3, 15 * time.Minute},
		{name + "_day:" + email, 10, 24 * time.Hour},
	} {
		if err := Allow(ctx, idb, l.key, l.limit, l.window, now); err != nil {
			return err
		}
	}
	return nil
}

func officeLang(lang string) string {
	if lang == "en" {
		return "en"
	}
	return "it"
}

// FindPasswordLink gives the account a link may choose a password for. Used,
// expired and invented links are NotFound.
func (g *Gate) FindPasswordLink(ctx context.Context, idb bun.IDB, token string, now time.Time) (User, error) {
	id, err := g.Signer.Open(passwordToken, token)
	if err != nil {
		return User{}, err
	}
	return passwordLinkUser(ctx, idb, id, now, "")
}

// UsePasswordLink chooses the password a link was mailed for, burns the link and
// ends every session of the account. Invalid on "password"; a used or expired
// link is NotFound.
func (g *Gate) UsePasswordLink(ctx context.Context, idb bun.IDB, token, password string, now time.Time) error {
	user, err := g.FindPasswordLink(ctx, idb, token, now)
	if err != nil {
		return err
	}
	hash, err := g.hashFor(ctx, user, password)
	if err != nil {
		return err
	}
	id, err := g.Signer.Open(passwordToken, token)
	if err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := passwordLinkUser(ctx, tx, id, now, " FOR UPDATE OF l"); err != nil {
			return err
		}
		if err := forgive(ctx, tx, g.accountDoor(user.Email), true); err != nil {
			return err
		}
		err := setPassword(ctx, tx, user.ID, 0, hash, ownEntry(user.ID, "auth.password_reset", now, nil))
		if err != nil || user.PasswordChangedAt.IsZero() { // the first one, of an invitation, replaces none
			return err
		}
		return tell(ctx, tx, user, passwordChanged, now)
	})
}

// passwordLinkUser reads the account behind a link that is still good.
func passwordLinkUser(ctx context.Context, idb bun.IDB, linkID int64, now time.Time, lock string) (User, error) {
	var userID int64
	err := idb.NewRaw(`SELECT l.user_id FROM user_password_links AS l JOIN users AS u ON u.id = l.user_id
		WHERE l.id = ? AND l.used_at IS NULL AND l.expires_at > ? AND u.disabled_at IS NULL`+lock, linkID, now).Scan(ctx, &userID)
	if err != nil {
		return User{}, fault.Wrap(db.Translate(err), "auth: password link")
	}
	return findUser(ctx, idb, "u.id = ?", userID)
}
