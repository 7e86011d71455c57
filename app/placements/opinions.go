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

// Best is the best score.
const Best = 5

// Opinion is how satisfied one side of a placement is.
type Opinion struct {
	bun.BaseModel `bun:"table:placement_opinions,alias:o"`

	ID          int64 `bun:",pk,autoincrement"`
	PlacementID int64
	// Side is one of Placement.Sides.
	Side string
	// Score is from 1 to Best, 0 where the side could not be asked: WhyNot says why.
	Score        int
	WhyNot, Note string
	AskedOn      desks.Date
	At           time.Time
	By           string
}

// Opinions gives what the sides of a placement of the actor's desks say, by side.
func Opinions(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (map[string]Opinion, error) {
	if _, err := Find(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	return opinions(ctx, idb, id)
}

func opinions(ctx context.Context, idb bun.IDB, id int64) (map[string]Opinion, error) {
	var all []Opinion
	err := idb.NewSelect().Model(&all).Where("o.placement_id = ? AND o.replaced_at IS NULL", id).Scan(ctx)
	by := map[string]Opinion{}
	for _, o := range all {
		by[o.Side] = o
	}
	return by, fault.Wrap(db.Translate(err), "list opinions")
}

// Ask writes what one side of a placement of the actor's desks said, in the place of
// what it said before, which is kept. The same again is quiet; before it may be asked
// is Conflict "placements.error.early". Invalid names score, why_not, note and asked_on,
// each with "-<side>" behind it.
func Ask(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, o Opinion, now time.Time) error {
	o.WhyNot, o.Note = line(o.WhyNot), paragraph(o.Note)
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, today, err := lock(ctx, tx, actor, id, now)
		if err != nil {
			return err
		}
		if !p.MayAsk(today) {
			return fault.New(fault.Conflict, "placements.error.early")
		}
		if !slices.Contains(p.Sides(), o.Side) {
			return fault.Missing()
		}
		if err := o.check(p, today); err != nil {
			return err
		}
		said, err := opinions(ctx, tx, id)
		if was, ok := said[o.Side]; err != nil || ok && o.same(was) {
			return err
		}
		_, err = tx.NewRaw("UPDATE placement_opinions SET replaced_at = ? WHERE placement_id = ? AND side = ? AND replaced_at IS NULL", now, id, o.Side).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "replace an opinion")
		}
		w := &Opinion{PlacementID: id, Side: o.Side, Score: o.Score, WhyNot: o.WhyNot, Note: o.Note, AskedOn: o.AskedOn, At: now, By: actor.Ref()}
		if _, err := tx.NewInsert().Model(w).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "write opinion")
		}
		return p.save(ctx, tx, "ask_"+o.Side, actor, now)
	})
}

func (o Opinion) check(p *Placement, today desks.Date) error {
	var k fault.Check
	at := func(name string) string { return name + "-" + o.Side }
	k.If(o.Score < 0 || o.Score > Best || o.Score == 0 && o.WhyNot == "", at("score"), "placements.error.score")
	k.If(o.Score > 0 && o.WhyNot != "", at("why_not"), "placements.error.both")
	text(&k, at("why_not"), o.WhyNot, MaxWhy)
	text(&k, at("note"), o.Note, MaxText)
	k.If(o.AskedOn.IsZero(), at("asked_on"), "placements.error.held_on")
	k.If(o.AskedOn.After(today), at("asked_on"), "placements.error.future")
	k.If(!o.AskedOn.IsZero() && o.AskedOn.Before(p.StartedOn), at("asked_on"), "placements.error.before_start")
	return k.Err()
}

func (o Opinion) same(x Opinion) bool {
	return o.Score == x.Score && o.WhyNot == x.WhyNot && o.Note == x.Note && o.AskedOn == x.AskedOn
}
