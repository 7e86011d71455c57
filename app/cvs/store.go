package cvs

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// kept are the CVs that somebody still has.
const kept = "v.replaced_at IS NULL AND v.deleted_at IS NULL"

// counting are those that may count now: of several, under records merged, the one chosen
// last does (latest).
const counting = kept + " AND v.state = 'ready' AND v.removed_at IS NULL"

// Current gives the CV of a person of the actor's desks that counts now, obsolete or not;
// nil for none. What the desk removed is the person's alone.
func Current(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) (*CV, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	return latest(ctx, idb, p.ID, counting)
}

// OwnCurrent gives the person's own CV, the copy of what the desk removed too where there
// is no other; nil for none.
func OwnCurrent(ctx context.Context, idb bun.IDB, actor auth.Actor) (*CV, error) {
	return latest(ctx, idb, actor.PersonID, kept+" AND v.state = 'ready'")
}

// latest is the CV of a person, merged records included, that was chosen last, handed in or
// renewed, of those for which a condition holds; nil for none. What the desk removed comes
// after the rest.
func latest(ctx context.Context, idb bun.IDB, personID int64, where string, args ...any) (*CV, error) {
	v := new(CV)
	err := idb.NewSelect().Model(v).Where("v.person_id IN "+people.OwnRecords, personID).Where(where, args...).
		OrderExpr("v.removed_at IS NOT NULL, v.valid_until DESC NULLS LAST, v.id DESC").Limit(1).Scan(ctx)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return v, fault.Wrap(err, "find a person's CV")
}

// Standing is where a person is with their CV.
type Standing struct {
	// Current counts now, nil for none; on the person's own page it may be the copy of
	// one that the desk removed.
	Current *CV
	// Coming is the latest one on its way, handed in after Current; nil for none.
	Coming *CV
	// Refused is the latest one refused, where nothing was handed in after it.
	Refused *CV
}

// StandingOf gives it for a person of the actor's desks.
func StandingOf(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) (*Standing, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	return standing(ctx, idb, p.ID, " AND v.removed_at IS NULL")
}

// OwnStanding gives it to the person.
func OwnStanding(ctx context.Context, idb bun.IDB, actor auth.Actor) (*Standing, error) {
	return standing(ctx, idb, actor.PersonID, "")
}

// standing looks at the best of each state, however many were refused.
func standing(ctx context.Context, idb bun.IDB, personID int64, where string) (*Standing, error) {
	s, all, last := new(Standing), []CV{}, int64(0)
	err := idb.NewSelect().Model(&all).DistinctOn("v.state, v.removed_at IS NOT NULL").Where("v.person_id IN "+people.OwnRecords, personID).Where(kept + where).
		OrderExpr("v.state, v.removed_at IS NOT NULL, v.valid_until DESC NULLS LAST, v.id DESC").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list a person's CVs")
	}
	for i := range all { // of what is ready, what the desk removed comes last
		if last = max(last, all[i].ID); all[i].State == Ready && s.Current == nil {
			s.Current = &all[i]
		}
	}
	for i := range all {
		v := &all[i]
		switch {
		case v.Open() && (s.Current == nil || v.ID > s.Current.ID) && (s.Coming == nil || v.ID > s.Coming.ID):
			s.Coming = v
		case v.State == Refused && v.ID == last:
			s.Refused = v
		}
	}
	return s, nil
}

// find gives a CV that somebody still has, of a person, merged records included.
func find(ctx context.Context, idb bun.IDB, personID, id int64) (*CV, error) {
	v := new(CV)
	err := idb.NewSelect().Model(v).Where("v.id = ?", id).Where("v.person_id IN "+people.OwnRecords, personID).Where(kept).Scan(ctx)
	return v, fault.Wrap(db.Translate(err), "find a CV")
}

// lockRoot keeps a person's CVs to the caller until the transaction ends.
func lockRoot(ctx context.Context, tx bun.IDB, root int64) error {
	var id int64
	err := tx.NewRaw("SELECT id FROM people WHERE id = ? AND root_id IS NULL FOR NO KEY UPDATE", root).Scan(ctx, &id)
	return fault.Wrap(db.Translate(err), "lock a person's CVs")
}

// rootOf gives the record under which a person is shown.
func rootOf(ctx context.Context, idb bun.IDB, personID int64) (root int64, err error) {
	err = idb.NewRaw("SELECT COALESCE(root_id, id) FROM people WHERE id = ?", personID).Scan(ctx, &root)
	return root, fault.Wrap(db.Translate(err), "find whose CV it is")
}
