package auth

import (
	"context"
	"net/netip"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/fault"
)

// Browser is what a request tells about where it comes from.
type Browser struct {
	// Address is the client's address after the trusted proxies.
	Address string
	// Agent is the User-Agent header.
	Agent string
	// Lang is the language of the page.
	Lang string
	// Session is the one the request came with; it is replaced by signing in.
	Session Session
}

// SignedIn is what a step of signing in gives: the cookie to set and the new
// session. Where Session.Pending() the next page is the second step
// (StageSecond) or the set-up of a second factor (StageEnrol).
type SignedIn struct {
	Cookie  string
	Session Session
}

// SignIn judges an address and a password. Unknown address, wrong password,
// disabled account and an account without a password get the same Invalid
// answer after the same work. Too many failures for the address typed or from
// the network give TooMany "auth.signin.locked" (arguments Seconds and Minutes),
// whether or not there is such an account.
func (g *Gate) SignIn(ctx context.Context, idb bun.IDB, b Browser, email, password string, now time.Time) (SignedIn, error) {
	email = cleanEmail(email)
	locked, err := g.knockBoth(ctx, idb, b.Address, g.accountDoor(email), now)
	if err != nil {
		return SignedIn{}, err
	}
	user, hash, err := findForSignIn(ctx, idb, email)
	if err != nil {
		return SignedIn{}, err
	}
	if len(password) > 4*PasswordMax { // nobody has it; the work stays the same
		password = ""
	}
	ok, err := g.hasher.Matches(ctx, password, hash)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok || !user.Enabled() || (user.Demo && !g.development) {
		return SignedIn{}, g.signInFailed(ctx, idb, user.ID, locked, now)
	}
	return g.passwordProved(ctx, idb, b, user, now)
}

// knockBoth counts the attempt at the network first: a network already shut out
// cannot lock an account.
func (g *Gate) knockBoth(ctx context.Context, idb bun.IDB, address string, d door, now time.Time) (locked bool, err error) {
	if _, err = knock(ctx, idb, g.networkDoor(address), now); err != nil {
		return false, err
	}
	return knock(ctx, idb, d, now)
}

// findForSignIn gives the account and its hash; both zero where there is none.
func findForSignIn(ctx context.Context, idb bun.IDB, email string) (u User, hash string, err error) {
	u, err = findUser(ctx, idb, "u.email = ?", email)
	if fault.Is(err, fault.NotFound) {
		return User{}, "", nil
	}
	if err != nil {
		return User{}, "", err
	}
	hash, err = passwordHash(ctx, idb, u.ID)
	return u, hash, err
}

func passwordHash(ctx context.Context, idb bun.IDB, userID int64) (hash string, err error) {
	err = idb.NewRaw(`SELECT coalesce(password_hash, '') FROM users WHERE id = ?`, userID).Scan(ctx, &hash)
	return hash, fault.Wrap(db.Translate(err), "auth: password")
}

func (g *Gate) signInFailed(ctx context.Context, idb bun.IDB, userID int64, locked bool, now time.Time) error {
	if err := recordFailure(ctx, idb, "auth.signin_fail", userID, locked, now); err != nil {
		return err
	}
	var c fault.Check
	c.Add("email", "auth.signin.wrong")
	return c.Err()
}

// recordFailure leaves the trail of a failed attempt, and of the lock it caused.
// Nothing that was typed goes into it.
func recordFailure(ctx context.Context, idb bun.IDB, action string, userID int64, locked bool, now time.Time) error {
	e := audit.Entry{Actor: Actor{}.Ref(), Action: action, At: now}
	if userID != 0 {
		e.Subject, e.SubjectID = "user", userID
	}
	if err := audit.Record(ctx, idb, e); err != nil || !locked {
		return err
	}
	e.Action = "auth.lock"
	return audit.Record(ctx, idb, e)
}

// passwordProved forgives the attempt and opens the session the account has a
// right to at this stage.
func (g *Gate) passwordProved(ctx context.Context, idb bun.IDB, b Browser, user User, now time.Time) (in SignedIn, err error) {
	stage := g.stageAfterPassword(user, b.Address)
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := forgive(ctx, tx, g.networkDoor(b.Address), false); err != nil {
			return err
		}
		if err := forgive(ctx, tx, g.accountDoor(user.Email), true); err != nil {
			return err
		}
		in, err = g.open(ctx, tx, b, user, stage, "password", now)
		return err
	})
	return in, err
}

func (g *Gate) stageAfterPassword(u User, address string) Stage {
	switch {
	case SkipsSecondStep(u.Demo, g.development, address):
		return StageDemo
	case u.HasSecondFactor():
		return StageSecond
	case u.NeedsSecondFactor():
		return StageEnrol
	}
	return StageFull
}

// SkipsSecondStep says who signs in with a password alone although the roles ask
// for more: a demo account, while the program runs in development, from the
// machine itself. Everything else, an address that cannot be read included, does
// not skip.
func SkipsSecondStep(demo, development bool, address string) bool {
	ip, err := netip.ParseAddr(address)
	return err == nil && demo && development && ip.Unmap().IsLoopback()
}

// open starts the session and leaves the trail. factor is the proof just given.
func (g *Gate) open(ctx context.Context, tx bun.IDB, b Browser, user User, stage Stage, factor string, now time.Time) (in SignedIn, err error) {
	in.Cookie, in.Session, err = g.Sessions.Start(ctx, tx, StartSession{Kind: OfficeSession, Stage: stage, UserID: user.ID,
		Lang: user.Lang, Agent: b.Agent, Replaces: b.Session}, now)
	if err != nil {
		return SignedIn{}, err
	}
	action := "auth.signin"
	if in.Session.Pending() {
		action = "auth.signin_password"
	} else if _, err = tx.NewRaw(`UPDATE users SET signed_in_at = ? WHERE id = ?`, now, user.ID).Exec(ctx); err != nil {
		return SignedIn{}, db.Translate(err)
	}
	err = audit.Record(ctx, tx, audit.Entry{Actor: Actor{UserID: user.ID}.Ref(), Action: action, Subject: "user", SubjectID: user.ID,
		Data: map[string]any{"factor": factor, "stage": string(stage)}, At: now})
	return in, err
}
