package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/fault"
	"approdo/app/people"
)

// Findable reports whether a person of the actor's desks agreed that employers find their
// CV: who hands one in reads the warning first.
func Findable(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64, now time.Time) (bool, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return false, err
	}
	return findable(ctx, idb, p.ID, now)
}

// OwnFindable is Findable for the person.
func OwnFindable(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) (bool, error) {
	root, err := rootOf(ctx, idb, actor.PersonID)
	if err != nil {
		return false, err
	}
	return findable(ctx, idb, root, now)
}

func findable(ctx context.Context, idb bun.IDB, root int64, now time.Time) (bool, error) {
	c, err := consents.Live(ctx, idb, root, consents.Matching, "", now)
	return c != nil, err
}

// warned is Invalid on warned where the CV can be found as soon as it is ready and nobody
// read so.
func warned(ctx context.Context, idb bun.IDB, root int64, read bool, now time.Time) error {
	found, err := findable(ctx, idb, root, now)
	if err != nil {
		return err
	}
	var k fault.Check
	k.If(found && !read, "warned", "cvs.error.warned")
	return k.Err()
}
