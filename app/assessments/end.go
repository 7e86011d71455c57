package assessments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
)

// End is how an assessment ends: To is Completed with what came out, or Dropped with the
// reason, both in Outcome. Reason lets it be completed below the least hours.
type End struct {
	To, Outcome, Reason string
	Files               []Upload
}

// Finish ends an assessment under way. Ended so already is quiet, otherwise Conflict
// "assessments.error.over". Below the least hours it is completed only by who may
// override standards, with a reason: Conflict "assessments.error.short" for anybody
// else. Invalid names outcome, override_reason and files.
func Finish(ctx context.Context, idb bun.IDB, v *files.Vault, actor auth.Actor, id int64, in End, now time.Time) error {
	in.Outcome, in.Reason = lines(in.Outcome), oneLine(in.Reason)
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		a, err := locked(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if a.State == in.To {
			return nil
		}
		if !slices.Contains(Moves(), Move{a.State, in.To}) {
			return fault.New(fault.Conflict, "assessments.error.over")
		}
		bounds, err := BoundsOn(ctx, tx, a.BegunOn)
		if err != nil {
			return err
		}
		if err := in.check(a, bounds, actor); err != nil {
			return err
		}
		if err := keep(ctx, tx, v, actor, owner{"assessment", a.ID}, in.Files, now); err != nil {
			return err
		}
		a.State, a.EndedAt, a.EndedBy, a.Outcome, a.Minutes, a.OverrideReason = in.To, &now, actor.Ref(), in.Outcome, a.Done, in.Reason
		if in.To != Completed || !bounds.Short(a.Done) {
			a.OverrideReason = ""
		}
		res, err := tx.NewUpdate().Model(a).Column("state", "ended_at", "ended_by", "outcome", "minutes", "override_reason").WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "end assessment")
		}
		return a.record(ctx, tx, actor, in.To, map[string]any{"minutes": a.Minutes, "override": a.OverrideReason != ""}, now)
	})
}

// check is the pure rule of an end.
func (in End) check(a *Assessment, b Bounds, actor auth.Actor) error {
	var k fault.Check
	required(&k, "outcome", in.Outcome, MaxOutcome)
	if in.To == Completed && b.Short(a.Done) {
		if !actor.May(auth.StandardsOverride) {
			return fault.New(fault.Conflict, "assessments.error.short")
		}
		required(&k, "override_reason", in.Reason, MaxReason)
	}
	return k.Err()
}
