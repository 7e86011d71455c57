package auth

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/fault"
)

// ResetSecondFactor takes authenticator app, passkeys and recovery codes off an
// account (a lost phone) and ends its sessions; at the next sign-in it must
// enrol again. Never one's own: Conflict.
func (g *Gate) ResetSecondFactor(ctx context.Context, idb bun.IDB, actor Actor, id int64, now time.Time) error {
	return changeUser(ctx, idb, actor, id, func(ctx context.Context, tx bun.Tx, user User) error {
		if id == actor.UserID {
			return fault.New(fault.Conflict, "auth.user.self")
		}
		for _, query := range []string{
			`UPDATE users SET totp_secret = NULL, totp_confirmed_at = NULL WHERE id = ?`,
			`DELETE FROM user_passkeys WHERE user_id = ?`,
			`DELETE FROM user_recovery_codes WHERE user_id = ?`,
		} {
			if _, err := tx.NewRaw(query, id).Exec(ctx); err != nil {
				return err
			}
		}
		if err := forgive(ctx, tx, g.secondDoor(id), true); err != nil {
			return err
		}
		if err := endAndRecord(ctx, tx, actor, id, "auth.second_reset", now); err != nil {
			return err
		}
		return tell(ctx, tx, user, factorsReset, now)
	})
}

// SendPasswordLink mails the account's owner a link to choose a new password;
// the old one keeps working until it is used.
func (g *Gate) SendPasswordLink(ctx context.Context, idb bun.IDB, actor Actor, id int64, now time.Time) error {
	return changeUser(ctx, idb, actor, id, func(ctx context.Context, tx bun.Tx, user User) error {
		return g.sendLink(ctx, tx, actor, user, now)
	})
}

func (g *Gate) sendLink(ctx context.Context, tx bun.Tx, actor Actor, user User, now time.Time) error {
	if !user.Enabled() {
		return fault.New(fault.Conflict, "auth.user.disabled")
	}
	kind := resetLink
	if user.PasswordChangedAt.IsZero() {
		kind = inviteLink
	}
	if err := g.mailPasswordLink(ctx, tx, user, kind, now); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "auth.password_link", Subject: "user", SubjectID: user.ID, At: now})
}
