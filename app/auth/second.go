package auth

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/fault"
)

// Second judges the second step: six digits of the authenticator app or a
// recovery code. The session must have proved its password (StageSecond), else
// the answer is Unauthenticated. A wrong code is Invalid on "code", too many
// TooMany "auth.signin.locked".
func (g *Gate) Second(ctx context.Context, idb bun.IDB, b Browser, code string, now time.Time) (in SignedIn, err error) {
	user, err := pendingUser(ctx, idb, b.Session, StageSecond)
	if err != nil {
		return SignedIn{}, err
	}
	locked, err := knock(ctx, idb, g.secondDoor(user.ID), now)
	if err != nil {
		return SignedIn{}, err
	}
	factor := ""
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if factor, err = g.useCode(ctx, tx, user.ID, code, now); err != nil || factor == "" {
			return err
		}
		in, err = g.secondProved(ctx, tx, b, user, factor, now)
		return err
	})
	if err != nil || factor != "" {
		return in, err
	}
	return SignedIn{}, g.secondFailed(ctx, idb, user.ID, locked, now)
}

// useCode burns the code and names what it was: "totp", "recovery" or "" when wrong.
func (g *Gate) useCode(ctx context.Context, tx bun.IDB, userID int64, code string, now time.Time) (string, error) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, code)
	if len(digits) == 6 {
		ok, err := g.useTOTP(ctx, tx, userID, digits, now)
		if err != nil || !ok {
			return "", err
		}
		return "totp", nil
	}
	ok, err := g.useRecoveryCode(ctx, tx, userID, code, now)
	if err != nil || !ok {
		return "", err
	}
	return "recovery", nil
}

func (g *Gate) secondProved(ctx context.Context, tx bun.IDB, b Browser, user User, factor string, now time.Time) (SignedIn, error) {
	if err := forgive(ctx, tx, g.secondDoor(user.ID), true); err != nil {
		return SignedIn{}, err
	}
	return g.open(ctx, tx, b, user, StageFull, factor, now)
}

func (g *Gate) secondFailed(ctx context.Context, idb bun.IDB, userID int64, locked bool, now time.Time) error {
	if err := recordFailure(ctx, idb, "auth.second_fail", userID, locked, now); err != nil {
		return err
	}
	var c fault.Check
	c.Add("code", "auth.second.wrong")
	return c.Err()
}

// pendingUser gives the enabled account of a session that owes the stage.
func pendingUser(ctx context.Context, idb bun.IDB, s Session, stage Stage) (User, error) {
	if !s.Pending() || s.Stage != stage {
		return User{}, fault.New(fault.Unauthenticated, "office.signin.needed")
	}
	user, err := findUser(ctx, idb, "u.id = ?", s.UserID)
	if err == nil && !user.Enabled() {
		return User{}, fault.New(fault.Unauthenticated, "office.signin.needed")
	}
	return user, err
}

// ownAccount gives the account of a session that may set up its own factors: one
// that must enrol, or one fully signed in. Owing a second factor is not enough.
func (g *Gate) ownAccount(ctx context.Context, idb bun.IDB, s Session) (User, error) {
	if s.Stage == StageEnrol {
		return pendingUser(ctx, idb, s, StageEnrol)
	}
	if !s.Actor().SignedIn() {
		return User{}, fault.New(fault.Unauthenticated, "office.signin.needed")
	}
	return findUser(ctx, idb, "u.id = ?", s.UserID)
}

// confirm asks the person in front of the screen for the password again before
// their own account's locks are changed. A session that is just enrolling has
// given it a moment ago. Invalid on "current" when it is wrong.
func (g *Gate) confirm(ctx context.Context, idb bun.IDB, s Session, user User, password string, now time.Time) error {
	if s.Stage == StageEnrol {
		return nil
	}
	d := g.accountDoor(user.Email)
	locked, err := knock(ctx, idb, d, now)
	if err != nil {
		return err
	}
	hash, err := passwordHash(ctx, idb, user.ID)
	if err != nil {
		return err
	}
	ok, err := g.hasher.Matches(ctx, password, hash)
	if err != nil {
		return err
	}
	if ok {
		return forgive(ctx, idb, d, true)
	}
	if err := recordFailure(ctx, idb, "auth.confirm_fail", user.ID, locked, now); err != nil {
		return err
	}
	var c fault.Check
	c.Add("current", "auth.password.current_wrong")
	return c.Err()
}

// ownEntry is a row of the trail about somebody's own account.
func ownEntry(userID int64, action string, now time.Time, data map[string]any) audit.Entry {
	return audit.Entry{Actor: Actor{UserID: userID}.Ref(), Action: action, Subject: "user", SubjectID: userID, Data: data, At: now}
}
