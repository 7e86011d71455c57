package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// Delete takes a CV of a person of the actor's desks away from the desk: no operator and
// no employer opens it, nobody finds it. The person keeps their own copy of a ready one.
// Removed already is quiet; a foreign one is NotFound.
func Delete(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		if err := lockRoot(ctx, tx, p.ID); err != nil {
			return err
		}
		v, err := find(ctx, tx, p.ID, id)
		if err != nil || v.RemovedAt != nil {
			return err
		}
		v.RemovedAt, v.RemovedBy = &now, actor.Ref()
		if _, err := tx.NewUpdate().Model(v).Column("removed_at", "removed_by").WherePK().Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "remove a CV")
		}
		if err := record(ctx, tx, actor, "remove", v, nil, now); err != nil {
			return err
		}
		return index(ctx, tx, p.ID, now)
	})
}

// Discard erases for all a CV that the desk itself handed in by mistake, such as another
// person's: nobody keeps a copy. One that the person handed in is Conflict
// "cvs.error.theirs"; gone already is quiet.
func Discard(ctx context.Context, idb bun.IDB, actor auth.Actor, personID, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Find(ctx, tx, actor, personID)
		if err != nil {
			return err
		}
		if err := lockRoot(ctx, tx, p.ID); err != nil {
			return err
		}
		v, err := find(ctx, tx, p.ID, id)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if auth.ByPerson(v.AddedBy) {
			return fault.New(fault.Conflict, "cvs.error.theirs")
		}
		v.DeletedAt, v.DeletedBy = &now, actor.Ref()
		if err := v.forget(ctx, tx, actor, now); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, "discard", v, nil, now); err != nil {
			return err
		}
		return index(ctx, tx, p.ID, now)
	})
}

// DeleteOwn deletes one of the person's own CVs for all, with its content. Deleted
// already is quiet; a foreign one is NotFound.
func DeleteOwn(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := people.Own(ctx, tx, actor)
		if err != nil {
			return err
		}
		if err := lockRoot(ctx, tx, p.ID); err != nil {
			return err
		}
		v := new(CV)
		err = tx.NewSelect().Model(v).Where("v.id = ?", id).Where("v.person_id IN "+people.OwnRecords, p.ID).Where("v.replaced_at IS NULL").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "find one's own CV")
		}
		if v.DeletedAt != nil {
			return nil
		}
		v.DeletedAt, v.DeletedBy = &now, actor.Ref()
		if err := v.forget(ctx, tx, actor, now); err != nil {
			return err
		}
		if err := record(ctx, tx, actor, "delete", v, nil, now); err != nil {
			return err
		}
		return index(ctx, tx, p.ID, now)
	})
}

// forgotten is the name of a CV that nobody has any more: the one it came with may say
// whose it was.
const forgotten = "-"

// forget writes that a CV was replaced or deleted, and erases its content and its words.
func (v *CV) forget(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	v.FileID, v.Name = "", forgotten
	_, err := tx.NewUpdate().Model(v).Column("file_id", "name", "replaced_at", "deleted_at", "deleted_by").Set("words = NULL").WherePK().Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "forget a CV")
	}
	_, err = tx.NewRaw("DELETE FROM cv_proposals WHERE cv_id = ? AND state IN ('open', 'refused')", v.ID).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "forget what a CV said")
	}
	return v.erase(ctx, tx, actor, "", now)
}
