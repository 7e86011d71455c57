package cvs

import (
	"context"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
)

// Reader gives the share of a link to who opened it with the code, for an answer of the
// employer's, and keeps its person to the caller until the transaction ends. nil says that
// the code is still owed; NotFound that the link opens nothing.
func Reader(ctx context.Context, tx bun.Tx, s auth.Signer, token, opened string, now time.Time) (*Share, error) {
	x, err := ShareByLink(ctx, tx, s, token)
	if err != nil {
		return nil, err
	}
	root, err := rootOf(ctx, tx, x.PersonID)
	if err != nil {
		return nil, err
	}
	if err := lockRoot(ctx, tx, root); err != nil { // who takes it back waits, or is waited for
		return nil, err
	}
	x, _, err = standingShare(ctx, tx, s, token, now)
	if err != nil || !x.opens(s, opened, now) {
		return nil, err
	}
	return x, nil
}

// Ref names the employer behind a share where what they did is written down: "share:12".
func (s *Share) Ref() string { return "share:" + strconv.FormatInt(s.ID, 10) }

// GiveUpShare ends a link because the person gave up the job it was sent for. Whose it is
// was looked at by the caller. Ended already is quiet.
func GiveUpShare(ctx context.Context, tx bun.Tx, actor auth.Actor, id int64, now time.Time) error {
	return endShares(ctx, tx, actor, WhyPerson, now, "sh.id = ?", id)
}
