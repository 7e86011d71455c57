package referrals

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// FormOf is what a referral says, for its form.
func FormOf(r *Referral) Form {
	return Form{ToDeskID: r.ToDeskID, Kind: r.Kind, Reason: r.Reason, Goals: r.Goals, Items: slices.Clone(r.Items)}
}

// Differences names what two forms say differently: desk, kind, reason, goals, items.
func Differences(a, b Form) []string {
	var all []string
	for _, x := range []struct {
		name string
		same bool
	}{
		{"desk", a.ToDeskID == b.ToDeskID}, {"kind", a.Kind == b.Kind}, {"reason", a.Reason == b.Reason}, {"goals", a.Goals == b.Goals},
		{"items", slices.Equal(sorted(a.Items), sorted(b.Items))},
	} {
		if !x.same {
			all = append(all, x.name)
		}
	}
	return all
}

func sorted(items []string) []string { return slices.Sorted(slices.Values(items)) }

// Write changes a draft of the actor's desks. revision is the one the form was filled
// from: where somebody wrote meanwhile it is Conflict "referrals.error.changed" and
// nothing is kept. The same again is quiet; what was sent is Conflict
// "referrals.error.moved". Invalid as for Begin.
func Write(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, revision int, f Form, now time.Time) error {
	return once(db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		r, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if r.State != Draft {
			return fault.New(fault.Conflict, "referrals.error.moved")
		}
		if err := f.check(r.FromDeskID); err != nil {
			return err
		}
		if len(Differences(FormOf(r), f)) == 0 {
			return nil
		}
		if r.Revision != revision {
			return fault.New(fault.Conflict, "referrals.error.changed")
		}
		if _, err := desks.Find(ctx, tx, f.ToDeskID); err != nil {
			return err
		}
		r.ToDeskID, r.Kind, r.Reason, r.Goals, r.Items = f.ToDeskID, f.Kind, f.Reason, f.Goals, append([]string{}, f.Items...)
		r.Revision++
		r.ChangedAt, r.ChangedBy = now, actor.Ref()
		res, err := tx.NewUpdate().Model(r).Column("to_desk_id", "kind", "reason", "goals", "items", "revision", "changed_at", "changed_by").WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "write a draft of a referral")
		}
		return r.record(ctx, tx, actor, "write", now)
	}))
}
