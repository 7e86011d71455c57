package deliveries

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Record writes a service on an open case of the actor's desks and gives its id. Where
// it misses its standard and the entry does not answer to exactly that, nothing is
// written: the id is 0 and the findings are to be shown. The same key gives the same
// service. Invalid names the fields; the reason of an override is "override_reason".
func Record(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, e Entry, now time.Time) (id int64, findings []services.Finding, err error) {
	if !keyShape.MatchString(e.Key) {
		return 0, nil, fault.Missing()
	}
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		c, err := cases.LockOpen(ctx, tx, actor, caseID)
		if err != nil {
			return err
		}
		d := &Delivery{Key: actor.Ref() + ":" + e.Key, CaseID: c.ID, DeskID: c.DeskID}
		if id, err = written(ctx, tx, d); err != nil || id != 0 {
			return err
		}
		ask := false
		if findings, ask, err = d.take(ctx, tx, nil, c, e, actor, now); err != nil || ask {
			return err
		}
		id, err = d.insert(ctx, tx, actor, now)
		return err
	})
	return id, findings, err
}

// written gives the id of the service its key has already on that case, or 0.
func written(ctx context.Context, tx bun.IDB, d *Delivery) (id int64, err error) {
	err = tx.NewSelect().Model((*Delivery)(nil)).Column("d.id").Where("d.entry_key = ? AND d.case_id = ?", d.Key, d.CaseID).Scan(ctx, &id)
	if err = db.Translate(err); fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return id, fault.Wrap(err, "look for a delivered service")
}

// take fills d from the entry, holds it against its standard and settles its state.
func (d *Delivery) take(ctx context.Context, tx bun.IDB, old *Delivery, c *cases.Case, e Entry, actor auth.Actor, now time.Time) (findings []services.Finding, ask bool, err error) {
	desk, err := desks.Find(ctx, tx, c.DeskID)
	if err != nil {
		return nil, false, err
	}
	if err := e.fill(ctx, tx, d, old, desk, now); err != nil {
		return nil, false, err
	}
	if findings, err = d.check(ctx, tx, c.PersonID, desk.Location()); err != nil {
		return nil, false, err
	}
	ask, err = d.judge(old, findings, e.Answer, actor, now)
	return findings, ask, err
}

// Correction is a service as it should have been, or as it went on.
type Correction struct {
	// Version is the one the form was filled from.
	Version int
	Entry
	// Why is needed where something that stood there changes.
	Why string
}

// Correct writes a service of the actor's desks anew; what stood before stays among its
// Versions. Findings and answer are those of Record: done is false where they are to be
// shown first. Invalid names the fields, the reason being "why"; one that somebody else
// changed meanwhile is Conflict "deliveries.error.changed", the same form sent twice is
// quiet.
func Correct(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, x Correction, now time.Time) (done bool, findings []services.Finding, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		old, c, err := lock(ctx, tx, actor, id, cases.LockOpen)
		if err != nil {
			return err
		}
		if old.State == Withdrawn {
			return fault.New(fault.Conflict, "deliveries.error.withdrawn")
		}
		again := old.Version == x.Version+1 && old.WrittenBy == actor.Ref()
		if old.Version != x.Version && !again {
			return fault.New(fault.Conflict, "deliveries.error.changed")
		}
		d := *old
		d.Meetings, d.Why = nil, tidy(x.Why)
		var ask bool
		if findings, ask, err = d.take(ctx, tx, old, c, x.Entry, actor, now); err != nil {
			return err
		}
		if again && !same(old, &d) {
			return fault.New(fault.Conflict, "deliveries.error.changed")
		}
		if done = again; done {
			return nil
		}
		if err := d.needsWhy(old); err != nil || ask {
			return err
		}
		done = true
		return d.update(ctx, tx, "correct", actor, now)
	})
	return done, findings, err
}

// needsWhy asks for a reason where something that stood there is changed or taken away.
func (d *Delivery) needsWhy(old *Delivery) error {
	kept := d.StandardVersionID == old.StandardVersionID && (d.Finished || !old.Finished) && len(d.Meetings) >= len(old.Meetings)
	for _, m := range old.Meetings {
		kept = kept && slices.ContainsFunc(d.Meetings, m.equal)
	}
	for _, r := range old.Recorded {
		kept = kept && slices.Contains(d.Recorded, r)
	}
	kept = kept && (old.Notes == "" || len(d.Notes) >= len(old.Notes) && d.Notes[:len(old.Notes)] == old.Notes)
	var k fault.Check
	k.If(!kept && d.Why == "", "why", "deliveries.error.why")
	text(&k, "why", d.Why, MaxWhy)
	return k.Err()
}

func (m Meeting) equal(x Meeting) bool {
	return m.Mode == x.Mode && m.StartsAt.Equal(x.StartsAt) && m.EndsAt.Equal(x.EndsAt) && m.UserID == x.UserID && m.Place == x.Place && m.GroupSize == x.GroupSize
}

// same reports whether two versions say the same of the service.
func same(a, b *Delivery) bool {
	return a.StandardVersionID == b.StandardVersionID && a.Finished == b.Finished && a.Notes == b.Notes && a.Why == b.Why &&
		slices.Equal(a.Recorded, b.Recorded) && slices.EqualFunc(a.Meetings, b.Meetings, Meeting.equal)
}
