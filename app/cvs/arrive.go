package cvs

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/people"
	"approdo/app/preferences"
)

// Lacks is what the file of a person misses for a CV to be ready (source 4).
type Lacks struct{ Education, Preference bool }

// Any reports whether something is missing.
func (l Lacks) Any() bool { return l.Education || l.Preference }

// LacksOf looks what the file of a person of the actor's desks misses.
func LacksOf(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) (Lacks, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return Lacks{}, err
	}
	return lacks(ctx, idb, p.ID)
}

// OwnLacks looks what the person's own file misses.
func OwnLacks(ctx context.Context, idb bun.IDB, actor auth.Actor) (Lacks, error) {
	root, err := rootOf(ctx, idb, actor.PersonID)
	if err != nil {
		return Lacks{}, err
	}
	return lacks(ctx, idb, root)
}

func lacks(ctx context.Context, idb bun.IDB, root int64) (l Lacks, err error) {
	err = idb.NewRaw("SELECT NOT EXISTS (SELECT FROM person_entries WHERE kind = 'education' AND removed_at IS NULL AND person_id IN "+people.OwnRecords+")", root).
		Scan(ctx, &l.Education)
	if err != nil {
		return l, fault.Wrap(db.Translate(err), "look for a title of education")
	}
	has, err := preferences.Has(ctx, idb, root)
	l.Preference = !has
	return l, err
}

// arrive makes a CV whose file is good the current one of its person, or incomplete where
// the file misses something; the person is locked. What it replaces yields to it; where it
// must not take the place of what stands, it ends itself.
func (v *CV) arrive(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, now time.Time) error {
	miss, err := lacks(ctx, tx, root)
	if err != nil {
		return err
	}
	until := validFrom(v.AddedAt, i18n.Rome())
	better, err := v.better(ctx, tx, root, until, now)
	if err != nil {
		return err
	}
	switch {
	case better != nil && better.ID > v.ID && v.RemovedAt == nil:
		return v.yield(ctx, tx, actor, better, now)
	case better != nil:
		v.ReplacedAt = &now
		return v.forget(ctx, tx, actor, now)
	case miss.Any():
		if v.State == Incomplete {
			return nil
		}
		v.State = Incomplete
		if err := v.replaceOlder(ctx, tx, actor, root, []string{Incomplete}, now); err != nil {
			return err
		}
		return v.update(ctx, tx)
	}
	if err := v.replaceOlder(ctx, tx, actor, root, []string{Incomplete, Ready}, now); err != nil {
		return err
	}
	v.State, v.ReadyAt, v.ValidUntil = Ready, &now, &until
	if err := v.update(ctx, tx); err != nil {
		return err
	}
	if err := record(ctx, tx, actor, "ready", v, map[string]any{"pages": v.Pages, "source": v.Source}, now); err != nil {
		return err
	}
	return index(ctx, tx, root, now)
}

// better gives the CV whose place one that arrives must not take, nil for none: one handed
// in after it, any where the desk took this one away on its way, and a valid one where this
// one would be obsolete at once, having waited longer than it is valid.
func (v *CV) better(ctx context.Context, tx bun.Tx, root int64, until, now time.Time) (*CV, error) {
	return latest(ctx, tx, root, counting+" AND v.id <> ? AND (v.id > ? OR ? OR ? AND v.valid_until > ?)",
		v.ID, v.ID, v.RemovedAt != nil, !now.Before(until), now)
}

func (v *CV) update(ctx context.Context, tx bun.IDB) error {
	_, err := tx.NewUpdate().Model(v).Column("state", "reason", "reason_args", "file_id", "pages", "ready_at", "valid_until").WherePK().Exec(ctx)
	return fault.Wrap(db.Translate(err), "change a CV")
}

// replaceOlder ends what a person handed in before a CV, of some states, as yield; what the
// person chose themselves ends what is still held too. One that the
// desk took away on its way replaces only what it took away too.
func (v *CV) replaceOlder(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, states []string, now time.Time) error {
	all := []CV{}
	err := tx.NewSelect().Model(&all).Where("v.person_id IN "+people.OwnRecords, root).
		Where(kept+" AND v.id < ? AND v.state = ANY(?) AND (? OR v.removed_at IS NOT NULL)", v.ID, pgdialect.Array(states), v.RemovedAt == nil).
		Order("v.id").Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list what a CV replaces")
	}
	for i := range all {
		if err := all[i].yield(ctx, tx, actor, v, now); err != nil {
			return err
		}
	}
	if !auth.ByPerson(v.AddedBy) || !slices.Contains(states, Ready) {
		return nil
	}
	return release(ctx, tx, actor, root, false, now)
}

// CompleteKind is the job that makes CVs ready whose files miss nothing any more.
const CompleteKind = "cvs.complete"

// completeJob looks at every incomplete CV; what it misses is written by other nouns,
// which do not know of it.
func completeJob(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	var roots []int64
	err := idb.NewRaw(`SELECT DISTINCT COALESCE(p.root_id, p.id) FROM cvs AS v JOIN people AS p ON p.id = v.person_id
		WHERE v.state = 'incomplete' AND `+kept).Scan(ctx, &roots)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list incomplete CVs")
	}
	return each(ctx, idb, "complete", roots, func(ctx context.Context, tx bun.Tx, root int64) error {
		if err := lockRoot(ctx, tx, root); err != nil { // merged meanwhile: the next run sees the root
			return err
		}
		return completeOf(ctx, tx, auth.Program("jobs"), root, now)
	})
}

// completeOf makes the incomplete CV of a locked person ready where nothing is missing any
// more.
func completeOf(ctx context.Context, tx bun.Tx, actor auth.Actor, root int64, now time.Time) error {
	v, err := latest(ctx, tx, root, kept+" AND v.state = 'incomplete'")
	if err != nil || v == nil {
		return err
	}
	return v.arrive(ctx, tx, actor, root, now)
}

// Schedule is when the jobs of this noun run by themselves.
func Schedule() []jobs.Schedule {
	return []jobs.Schedule{
		{Kind: CompleteKind, Every: time.Minute},
		{Kind: EndKind, Every: time.Hour, Offset: 3 * time.Minute},
		{Kind: RemindKind, Every: 24 * time.Hour, Offset: 8 * time.Hour},
	}
}
