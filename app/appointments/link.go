package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// Link says that an appointment of the actor's desks is of a person the actor's desks
// know; personID 0 takes it back. The same again is quiet.
func Link(ctx context.Context, idb bun.IDB, actor auth.Actor, id, personID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := lock(ctx, tx, id, of(actor))
		if err != nil {
			return err
		}
		root, err := people.RootOf(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		verb, data := "link", map[string]any{"person": personID}
		if root == nil {
			verb, data = "unlink", nil
		}
		if a.PersonID == root || a.PersonID != nil && root != nil && *a.PersonID == *root {
			return nil
		}
		a.PersonID = root
		if err := save(ctx, tx, a, "person_id"); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Actor: actor.Ref(), Action: "appointments." + verb, Subject: "appointment", SubjectID: a.ID, DeskID: a.DeskID, Data: data, At: now,
		})
	})
}

// PersonOf gives the record an appointment of the actor's desks is linked to, nil for
// none.
func PersonOf(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*int64, error) {
	a := new(Appointment)
	err := scoped(idb.NewSelect().Model(a).Column("a.person_id").Where("a.id = ?", id), actor).Scan(ctx)
	return a.PersonID, fault.Wrap(db.Translate(err), "find whose appointment it is")
}
