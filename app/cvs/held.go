package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
	"approdo/app/people"
)

// holdDays is how long what the desk replaced comes back when that was a mistake.
const holdDays = 14

// yield ends a CV whose place another one takes. What the person chose erases it at once;
// where the desk handed the other one in, the content is held, opened by nobody, and comes
// back with Discard.
func (v *CV) yield(ctx context.Context, tx bun.Tx, actor auth.Actor, to *CV, now time.Time) error {
	v.ReplacedAt = &now
	if auth.ByPerson(to.AddedBy) {
		return v.forget(ctx, tx, actor, now)
	}
	if v.State != Ready {
		v.State = Incomplete // checked by now
	}
	until := now.AddDate(0, 0, holdDays)
	v.HeldFor, v.HeldUntil = &to.ID, &until
	_, err := tx.NewUpdate().Model(v).Column("state", "file_id", "pages", "replaced_at", "held_for", "held_until").WherePK().Exec(ctx)
	return fault.Wrap(db.Translate(err), "hold a CV")
}

// restore brings back what a CV that was a mistake had replaced, where its record has no
// other by now, and has its text read if that was still to do.
func (v *CV) restore(ctx context.Context, tx bun.Tx, actor auth.Actor, now time.Time) error {
	all := []CV{}
	err := tx.NewRaw(`UPDATE cvs AS h SET replaced_at = NULL, held_for = NULL, held_until = NULL WHERE h.held_for = ? AND h.held_until > ?
		AND NOT EXISTS (SELECT FROM cvs AS v WHERE v.person_id = h.person_id AND h.state = 'ready' AND h.removed_at IS NULL AND `+counting+`) RETURNING h.id, h.person_id, h.read_at`, v.ID, now).Scan(ctx, &all)
	if err != nil {
		return fault.Wrap(db.Translate(err), "bring CVs back")
	}
	for i := range all {
		x := &all[i]
		if err := record(ctx, tx, actor, "restore", x, nil, now); err != nil {
			return err
		}
		if x.ReadAt != nil {
			continue
		}
		if err := jobs.Enqueue(ctx, tx, jobs.Job{Kind: ReadKind, Payload: job{x.ID}, Unique: unique(x.ID)}); err != nil {
			return err
		}
	}
	return nil
}

// release erases what is held of a person, of whom the caller has the lock: all of it, or
// with over only what was held long enough.
func release(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, over bool, now time.Time) error {
	all := []CV{}
	err := tx.NewSelect().Model(&all).Where("v.person_id IN "+people.OwnRecords, root).
		Where("v.held_until IS NOT NULL AND (NOT ? OR v.held_until <= ?)", over, now).Order("v.id").Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list what is held")
	}
	for i := range all {
		if err := all[i].forget(ctx, tx, actor, now); err != nil {
			return err
		}
	}
	return nil
}

// releaseOver erases what was held long enough, one person after the other.
func releaseOver(ctx context.Context, idb bun.IDB, now time.Time) error {
	var roots []int64
	err := idb.NewRaw(`SELECT DISTINCT COALESCE(p.root_id, p.id) FROM cvs AS v JOIN people AS p ON p.id = v.person_id
		WHERE v.held_until <= ? AND v.person_id NOT IN `+people.HeldRecords, now).Scan(ctx, &roots)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list what was held long enough")
	}
	return each(ctx, idb, "release", roots, func(ctx context.Context, tx bun.Tx, root int64) error {
		if err := lockRoot(ctx, tx, root); err != nil {
			return err
		}
		return release(ctx, tx, auth.Program("jobs"), root, true, now)
	})
}
