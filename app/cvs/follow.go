package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/people"
)

// Follow is what a change of a consent does to CVs, as a consents.Effect: who takes
// Matching back is out of the index, who takes Sharing back ends the links of that
// employer, in the transaction of the change.
func Follow(ctx context.Context, tx bun.Tx, actor auth.Actor, c *consents.Consent, now time.Time) error {
	root, err := rootOf(ctx, tx, c.PersonID)
	if err != nil {
		return err
	}
	switch c.Purpose {
	case consents.Matching:
		return index(ctx, tx, root, now)
	case consents.Sharing:
		return endUnagreed(ctx, tx, actor, root, c.EmployerEmail, now)
	}
	return nil
}

// Obey brings the index and the links of employers in line with a restriction of a person
// that began or ended, in its transaction: while it stands they are found by nobody, and
// who was sent their CV is asked to delete it.
func Obey(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, now time.Time) error {
	if err := index(ctx, tx, root, now); err != nil {
		return err
	}
	return endShares(ctx, tx, actor, WhyHeld, now, "sh.person_id IN "+people.OwnRecords+" AND ? IN "+people.RestrictedRoots, root, root)
}
