package meetings

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/fault"
)

// AddItem puts a point on the agenda of an open meeting the actor sees, about an open
// case of their desks or, with caseID 0, about none: then the meeting must be of their
// desks. It gives its id. A meeting that is over is Conflict "meetings.error.over", a
// case that stands there already "meetings.error.twice", a full agenda
// "meetings.error.full". Invalid names the field title.
func AddItem(ctx context.Context, idb bun.IDB, actor auth.Actor, meetingID, caseID int64, title string, now time.Time) (id int64, err error) {
	title = oneLine(title)
	var k fault.Check
	required(&k, "title", title, MaxTitle)
	if err := k.Err(); err != nil {
		return 0, err
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		m, err := lock(ctx, tx, actor, meetingID)
		if err != nil {
			return err
		}
		if err := m.takesItem(ctx, tx); err != nil {
			return err
		}
		i := &Item{MeetingID: m.ID, Title: title, Revision: 1, WrittenAt: now, WrittenBy: actor.Ref()}
		switch {
		case caseID != 0:
			c, err := cases.LockOpen(ctx, tx, actor, caseID)
			if err != nil {
				return err
			}
			i.CaseID = &c.ID
		case !m.At(actor):
			return fault.Missing()
		}
		if _, err := tx.NewInsert().Model(i).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "add item to a meeting")
		}
		id = i.ID
		return m.touch(ctx, tx, actor, "item", map[string]any{"item": i.ID, "case": caseID}, now)
	})
	if db.ConstraintOf(err) == "meeting_items_case" {
		err = fault.New(fault.Conflict, "meetings.error.twice")
	}
	return id, err
}

func (m *Meeting) takesItem(ctx context.Context, tx bun.IDB) error {
	if !m.Open() {
		return fault.New(fault.Conflict, "meetings.error.over")
	}
	n, err := tx.NewSelect().Model((*Item)(nil)).Where("i.meeting_id = ?", m.ID).Count(ctx)
	if err == nil && n >= MaxItems {
		err = fault.New(fault.Conflict, "meetings.error.full")
	}
	return fault.Wrap(db.Translate(err), "count items of a meeting")
}

// Minutes is an item as it was written. Revision is the one its author saw; minutes and
// decisions count only once the meeting is held. Decisions that became actions stay
// whatever stands here.
type Minutes struct {
	Revision       int
	Title, Minutes string
	Decisions      []Decision
}

// WriteItem writes an item the actor may write of an open meeting. What somebody wrote
// meanwhile is Conflict "meetings.error.changed", a meeting that is over
// "meetings.error.over". Invalid names title, minutes and what-1, doer-1, due-1, who-1 …
// of the decisions.
func WriteItem(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, in Minutes, now time.Time) error {
	if err := in.check(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		i, m, err := lockItem(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if i.Revision != in.Revision {
			return fault.New(fault.Conflict, "meetings.error.changed")
		}
		i.Title, i.Revision, i.WrittenAt, i.WrittenBy = in.Title, i.Revision+1, now, actor.Ref()
		if m.State == Held {
			i.Minutes = in.Minutes
			if err := i.writeDecisions(ctx, tx, in.Decisions); err != nil {
				return err
			}
		}
		res, err := tx.NewUpdate().Model(i).Column("title", "minutes", "revision", "written_at", "written_by").WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "write item of a meeting")
		}
		return m.touch(ctx, tx, actor, "write", map[string]any{"item": i.ID}, now)
	})
}

// lockItem keeps the meeting of an item the actor may write, while it is open.
func lockItem(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Item, *Meeting, error) {
	i, m, err := FindItem(ctx, tx, actor, id)
	if err != nil {
		return nil, nil, err
	}
	if !i.MayWrite(actor, m) {
		return nil, nil, fault.Missing()
	}
	if m, err = lock(ctx, tx, actor, m.ID); err != nil {
		return nil, nil, err
	}
	if !m.Open() {
		return nil, nil, fault.New(fault.Conflict, "meetings.error.over")
	}
	i, _, err = FindItem(ctx, tx, actor, id) // as it stands now that nobody else can change it
	return i, m, err
}

func (in *Minutes) check() error {
	in.Title, in.Minutes = oneLine(in.Title), lines(in.Minutes)
	var k fault.Check
	required(&k, "title", in.Title, MaxTitle)
	text(&k, "minutes", in.Minutes, MaxMinutes)
	k.If(len(in.Decisions) > MaxDecisions, "what-1", "meetings.error.many", "Max", MaxDecisions)
	for i := range in.Decisions {
		d, n := &in.Decisions[i], fmt.Sprint("-", i+1)
		d.What, d.Who = oneLine(d.What), oneLine(d.Who)
		required(&k, "what"+n, d.What, cases.MaxWhat)
		text(&k, "who"+n, d.Who, cases.MaxName)
		k.If(!slices.Contains(cases.Doers(), d.Doer), "doer"+n, "meetings.error.choose")
		k.If(d.DueOn.IsZero(), "due"+n, "meetings.error.due")
	}
	return k.Err()
}

// writeDecisions replaces the decisions that became no action.
func (i *Item) writeDecisions(ctx context.Context, tx bun.IDB, list []Decision) error {
	kept := []int64{}
	linked := func(id int64) bool {
		return slices.ContainsFunc(i.Decisions, func(d Decision) bool { return d.ID == id && d.ActionID != nil })
	}
	for _, d := range list {
		if linked(d.ID) {
			continue
		}
		if !slices.ContainsFunc(i.Decisions, func(was Decision) bool { return was.ID == d.ID }) {
			d.ID = 0
		}
		d.MeetingID, d.ItemID, d.ActionID = i.MeetingID, i.ID, nil
		if err := d.keep(ctx, tx); err != nil {
			return err
		}
		kept = append(kept, d.ID)
	}
	for _, was := range i.Decisions {
		if was.ActionID != nil || slices.Contains(kept, was.ID) {
			continue
		}
		if _, err := tx.NewDelete().Model(&was).WherePK().Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "drop decision")
		}
	}
	return nil
}

func (d *Decision) keep(ctx context.Context, tx bun.IDB) error {
	if d.ID == 0 {
		_, err := tx.NewInsert().Model(d).Returning("id").Exec(ctx)
		return fault.Wrap(db.Translate(err), "write decision")
	}
	res, err := tx.NewUpdate().Model(d).Column("what", "doer", "who", "due_on").WherePK().Exec(ctx)
	return fault.Wrap(db.One(res, err), "change decision")
}

// DropItem takes a point nobody wrote about off the agenda of an open meeting. One with
// minutes or decisions is Conflict "meetings.error.written".
func DropItem(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		i, m, err := lockItem(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if i.Discussed() {
			return fault.New(fault.Conflict, "meetings.error.written")
		}
		res, err := tx.NewDelete().Model(i).WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "drop item of a meeting")
		}
		return m.touch(ctx, tx, actor, "item_drop", map[string]any{"item": i.ID}, now)
	})
}
