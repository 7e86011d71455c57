package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/people"
)

// AddOwnTitle writes a title of education into the person's own file; an incomplete CV
// that waited for it is ready at once. Invalid names the fields.
func AddOwnTitle(ctx context.Context, idb bun.IDB, actor auth.Actor, data map[string]string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := people.AddOwnEntry(ctx, tx, actor, "education", data, now); err != nil {
			return err
		}
		root, err := rootOf(ctx, tx, actor.PersonID)
		if err != nil {
			return err
		}
		if err := lockRoot(ctx, tx, root); err != nil {
			return err
		}
		return completeOf(ctx, tx, actor, root, now)
	})
}
