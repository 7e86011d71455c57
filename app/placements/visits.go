package placements

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

// Visit is one talk while a placement runs.
type Visit struct {
	bun.BaseModel `bun:"table:placement_visits,alias:v"`

	ID          int64 `bun:",pk,autoincrement"`
	PlacementID int64
	HeldOn      desks.Date
	// Met says with whom, Channel is one of Channels.
	Met, Channel, Found string
	// NextOn is when the next one is due, zero where nobody said.
	NextOn desks.Date
	At     time.Time
	By     string
}

// Channels are how a visit was made, "firm" being at the firm.
func Channels() []string { return []string{"firm", "desk", "phone", "video", "message"} }

// Visits gives those of a placement of the actor's desks, the latest first; those
// written by mistake are left out.
func Visits(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]Visit, error) {
	if _, err := Find(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	return visits(ctx, idb, id)
}

func visits(ctx context.Context, idb bun.IDB, id int64) ([]Visit, error) {
	all := []Visit{}
	err := idb.NewSelect().Model(&all).Where("v.placement_id = ? AND v.removed_at IS NULL", id).OrderExpr("v.held_on DESC, v.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list visits")
}

// AddVisit writes a visit to a placement of the actor's desks that started; the latest
// one says when the next is due. The same visit again is quiet. Invalid names held_on,
// met, channel, found and next_on.
func AddVisit(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, v Visit, now time.Time) error {
	v.Met, v.Found = line(v.Met), paragraph(v.Found)
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, today, err := lock(ctx, tx, actor, id, now)
		if err != nil {
			return err
		}
		if p.StartedOn.IsZero() {
			return fault.New(fault.Conflict, "placements.error.step")
		}
		if err := v.check(p, today); err != nil {
			return err
		}
		all, err := visits(ctx, tx, id)
		if err != nil || slices.ContainsFunc(all, v.same) {
			return err
		}
		w := &Visit{PlacementID: id, HeldOn: v.HeldOn, Met: v.Met, Channel: v.Channel, Found: v.Found, NextOn: v.NextOn, At: now, By: actor.Ref()}
		if _, err := tx.NewInsert().Model(w).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "write visit")
		}
		return p.plan(ctx, tx, "visit", actor, now)
	})
}

func (v Visit) check(p *Placement, today desks.Date) error {
	var k fault.Check
	k.If(v.HeldOn.IsZero(), "held_on", "placements.error.held_on")
	k.If(v.HeldOn.After(today), "held_on", "placements.error.future")
	k.If(!v.HeldOn.IsZero() && v.HeldOn.Before(p.StartedOn), "held_on", "placements.error.before_start")
	k.If(v.Met == "", "met", "placements.error.met")
	text(&k, "met", v.Met, MaxShort)
	k.If(!slices.Contains(Channels(), v.Channel), "channel", "placements.error.channel")
	k.If(v.Found == "", "found", "placements.error.found")
	text(&k, "found", v.Found, MaxText)
	k.If(!v.NextOn.IsZero() && !v.NextOn.After(v.HeldOn), "next_on", "placements.error.visit_order")
	k.If(v.NextOn.After(addMonths(today, 12*yearsAhead)), "next_on", "placements.error.far")
	return k.Err()
}

// same reports whether two visits say the same.
func (v Visit) same(x Visit) bool {
	return v.HeldOn == x.HeldOn && v.Met == x.Met && v.Channel == x.Channel && v.Found == x.Found && v.NextOn == x.NextOn
}

// RemoveVisit takes a visit written by mistake out of a placement of the actor's desks;
// it is kept, marked with who and when. Out already is quiet; one of another placement
// is NotFound.
func RemoveVisit(ctx context.Context, idb bun.IDB, actor auth.Actor, id, visitID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, _, err := lock(ctx, tx, actor, id, now)
		if err != nil {
			return err
		}
		var removed bool
		err = tx.NewRaw("SELECT removed_at IS NOT NULL FROM placement_visits WHERE id = ? AND placement_id = ?", visitID, id).Scan(ctx, &removed)
		if err != nil || removed {
			return fault.Wrap(db.Translate(err), "find visit")
		}
		res, err := tx.NewRaw("UPDATE placement_visits SET removed_at = ?, removed_by = ? WHERE id = ?", now, actor.Ref(), visitID).Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "take a visit out")
		}
		return p.plan(ctx, tx, "remove_visit", actor, now)
	})
}

// plan saves the placement with when its next visit is due: what the latest visit says.
func (p *Placement) plan(ctx context.Context, tx bun.IDB, verb string, actor auth.Actor, now time.Time) error {
	all, err := visits(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	p.VisitDue = desks.Date{}
	if len(all) > 0 && p.State == Started {
		p.VisitDue = all[0].NextOn
	}
	return p.save(ctx, tx, verb, actor, now)
}
