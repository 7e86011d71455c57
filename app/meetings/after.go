package meetings

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/fault"
)

// PutInPlan makes a decision about a case an action of its plan, in the draft (see
// cases.AddAction, whose Conflicts it passes on), and links the two. seen is the plan
// the reader had in view. Linked already is quiet; a decision about no case is NotFound.
func PutInPlan(ctx context.Context, idb bun.IDB, actor auth.Actor, decisionID int64, seen cases.Seen, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		i, err := ItemOfDecision(ctx, tx, actor, decisionID)
		if err != nil {
			return err
		}
		if !i.OfDesk(actor) {
			return fault.Missing()
		}
		m, err := lock(ctx, tx, auth.Program("meetings"), i.MeetingID)
		if err != nil {
			return err
		}
		d := new(Decision)
		if err := tx.NewSelect().Model(d).Where("d.id = ?", decisionID).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "find decision")
		}
		if d.ActionID != nil {
			return nil
		}
		action, err := cases.AddAction(ctx, tx, actor, *i.CaseID, cases.Line{What: d.What, Doer: d.Doer, Who: d.Who, DueOn: d.DueOn}, seen, now)
		if err != nil {
			return err
		}
		d.ActionID = &action
		res, err := tx.NewUpdate().Model(d).Column("action_id").WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "link decision and action")
		}
		return m.record(ctx, tx, actor, "plan", map[string]any{"decision": d.ID, "case": *i.CaseID, "action": action}, now)
	})
}

// ItemOfDecision gives the item of a decision, where the actor may read it.
func ItemOfDecision(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Item, error) {
	var itemID int64
	if err := idb.NewRaw("SELECT item_id FROM meeting_decisions WHERE id = ?", id).Scan(ctx, &itemID); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find decision")
	}
	i, _, err := FindItem(ctx, idb, actor, itemID)
	return i, err
}

// AddAddendum corrects closed minutes: those of an item the actor may write, or, with
// itemID 0, the whole, which the desk of the meeting may. Minutes still open are Conflict
// "meetings.error.open". Invalid names the field text.
func AddAddendum(ctx context.Context, idb bun.IDB, actor auth.Actor, meetingID, itemID int64, said string, now time.Time) error {
	said = lines(said)
	var k fault.Check
	required(&k, "text", said, MaxAddendum)
	if err := k.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		m, err := lock(ctx, tx, actor, meetingID)
		if err != nil {
			return err
		}
		a := &Addendum{MeetingID: m.ID, Text: said, At: now, By: actor.Ref()}
		if itemID != 0 {
			i, of, err := FindItem(ctx, tx, actor, itemID)
			if err != nil {
				return err
			}
			if of.ID != m.ID || !i.MayWrite(actor, m) {
				return fault.Missing()
			}
			a.ItemID = &i.ID
		} else if !m.At(actor) {
			return fault.Missing()
		}
		if m.State != Closed {
			return fault.New(fault.Conflict, "meetings.error.open")
		}
		if _, err := tx.NewInsert().Model(a).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "add to closed minutes")
		}
		return m.record(ctx, tx, actor, "addendum", map[string]any{"item": itemID}, now)
	})
}
