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
// no employer opens it, nobody finds it. The person keeps their own copy of a ready one;
// one on its way takes nobody's place. With the current one goes what would come in its
// place. Removed already is quiet; a foreign one is NotFound.
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
		all, err := v.behind(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		for i := range all {
			if err := all[i].remove(ctx, tx, actor, now); err != nil {
				return err
			}
		}
		return index(ctx, tx, p.ID, now)
	})
}

// remove marks a CV as taken away by the desk; removed already is quiet.
func (v *CV) remove(ctx context.Context, tx bun.Tx, actor auth.Actor, now time.Time) error {
	if v.RemovedAt != nil {
		return nil
	}
	v.RemovedAt, v.RemovedBy = &now, actor.Ref()
	if _, err := tx.NewUpdate().Model(v).Column("removed_at", "removed_by").WherePK().Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "remove a CV")
	}
	return record(ctx, tx, actor, "remove", v, nil, now)
}

// behind gives the CV and, of one that is ready, what would come in its place once it is
// gone: what the person chose before it under any record, what they handed in before it and
// is still on its way, the copies of what the desk removed.
func (v *CV) behind(ctx context.Context, tx bun.IDB, root int64) ([]CV, error) {
	all := []CV{}
	q := tx.NewSelect().Model(&all).Where("v.person_id IN "+people.OwnRecords, root).Where(kept).Order("v.id")
	if v.State == Ready {
		q = q.Where(`v.id = ? OR v.state = 'ready' AND (v.removed_at IS NOT NULL OR ? AND (v.valid_until, v.id) <= (?, ?))
			OR v.state IN ('checking', 'unscanned', 'incomplete') AND v.id < ?`, v.ID, v.RemovedAt == nil, v.ValidUntil, v.ID, v.ID)
	} else {
		q = q.Where("v.id = ?", v.ID)
	}
	return all, fault.Wrap(db.Translate(q.Scan(ctx)), "list what stands behind a CV")
}

// Discard erases for all a CV that the desk itself handed in by mistake, such as another
// person's: nobody keeps a copy. What it replaced comes back, for holdDays. One that the person handed in is Conflict
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
		if err := v.drop(ctx, tx, actor, "discard", now); err != nil {
			return err
		}
		if err := v.restore(ctx, tx, actor, now); err != nil {
			return err
		}
		return index(ctx, tx, p.ID, now)
	})
}

// DeleteOwn deletes one of the person's own CVs for all, with its content and with what
// would come in its place. Deleted already is quiet; a foreign one is NotFound.
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
		all, err := v.behind(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		for i := range all {
			if err := all[i].drop(ctx, tx, actor, "delete", now); err != nil {
				return err
			}
		}
		if v.State == Ready { // what it replaced is gone too
			if err := release(ctx, tx, actor, p.ID, false, now); err != nil {
				return err
			}
		}
		return index(ctx, tx, p.ID, now)
	})
}

// drop deletes a CV for all, with its content.
func (v *CV) drop(ctx context.Context, tx bun.Tx, actor auth.Actor, verb string, now time.Time) error {
	v.DeletedAt, v.DeletedBy = &now, actor.Ref()
	if err := v.forget(ctx, tx, actor, now); err != nil {
		return err
	}
	return record(ctx, tx, actor, verb, v, nil, now)
}

// forgotten is the name of a CV that nobody has any more: the one it came with may say
// whose it was.
const forgotten = "-"

// forget writes that a CV was replaced or deleted, and erases its content and its words.
func (v *CV) forget(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	v.FileID, v.Name, v.HeldFor, v.HeldUntil = "", forgotten, nil, nil
	_, err := tx.NewUpdate().Model(v).Column("file_id", "name", "replaced_at", "held_for", "held_until", "deleted_at", "deleted_by").Set("words = NULL").WherePK().Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "forget a CV")
	}
	_, err = tx.NewRaw("DELETE FROM cv_proposals WHERE cv_id = ? AND state IN ('open', 'refused')", v.ID).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "forget what a CV said")
	}
	return v.erase(ctx, tx, actor, "", now)
}
