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

// begin marks the placement as started; the first visit is not in the past.
func (p *Placement) begin(on, visit, today desks.Date) {
	p.State, p.StartedOn, p.VisitDue = Started, on, visit
	if !visit.IsZero() && visit.Before(today) {
		p.VisitDue = today
	}
	if !p.EndsOn.IsZero() && p.EndsOn.Before(today) {
		p.VisitDue = desks.Date{} // it is over: only its end is still to be written
	}
	p.AskOn = p.askOn()
}

// Begin starts a planned placement of the actor's desks on a day, with the first visit
// due on another (zero for none). Started already is quiet; a step the table has not is
// Conflict "placements.error.step". Invalid names started_on and visit_due.
func Begin(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, on, visit desks.Date, now time.Time) error {
	return step(ctx, idb, actor, id, Started, now, func(p *Placement, today desks.Date) error {
		var k fault.Check
		k.If(on.IsZero(), "started_on", "placements.error.started_on")
		k.If(on.After(today), "started_on", "placements.error.future")
		k.If(!on.IsZero() && on.Before(addMonths(p.StartsOn, -12)), "started_on", "placements.error.far")
		k.If(!p.EndsOn.IsZero() && on.After(p.EndsOn), "started_on", "placements.error.after_end")
		k.If(!visit.IsZero() && !visit.After(on), "visit_due", "placements.error.visit_order")
		p.begin(on, visit, today)
		return k.Err()
	})
}

// Ending is how a placement ended: the last day, one of Reasons, and a note, which
// OtherReason needs.
type Ending struct {
	On           desks.Date
	Reason, Note string
}

// End ends a started placement of the actor's desks. Ended already is quiet; a step the
// table has not is Conflict "placements.error.step". Invalid names ended_on, end_reason
// and end_note.
func End(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, e Ending, now time.Time) error {
	e.Note = line(e.Note)
	return step(ctx, idb, actor, id, Ended, now, func(p *Placement, today desks.Date) error {
		var k fault.Check
		k.If(e.On.IsZero(), "ended_on", "placements.error.ended_on")
		k.If(e.On.After(today), "ended_on", "placements.error.future")
		k.If(!e.On.IsZero() && e.On.Before(p.StartedOn), "ended_on", "placements.error.end_order")
		k.If(!slices.Contains(Reasons(), e.Reason), "end_reason", "placements.error.end_reason")
		k.If(e.Reason == OtherReason && e.Note == "", "end_note", "placements.error.why")
		text(&k, "end_note", e.Note, MaxWhy)
		p.State, p.EndedOn, p.EndReason, p.EndNote, p.VisitDue = Ended, e.On, e.Reason, e.Note, desks.Date{}
		return k.Err()
	})
}

// Cancel gives a planned placement of the actor's desks up, with the reason. Cancelled
// already is quiet; a step the table has not is Conflict "placements.error.step".
// Invalid names the field why.
func Cancel(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, why string, now time.Time) error {
	why = line(why)
	return step(ctx, idb, actor, id, Cancelled, now, func(p *Placement, _ desks.Date) error {
		var k fault.Check
		k.If(why == "", "why", "placements.error.why")
		text(&k, "why", why, MaxWhy)
		p.State, p.EndNote = Cancelled, why
		return k.Err()
	})
}

// TakeBack takes the last step of a placement of the actor's desks back: from is the
// state its reader saw. In another state it is quiet. What was visited or asked about
// has started, what turned into another placement has ended: Conflict
// "placements.error.stands".
func TakeBack(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, from string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, _, err := lock(ctx, tx, actor, id, now)
		if err != nil || p.State != from {
			return err
		}
		i := slices.IndexFunc(Steps(), func(s Step) bool { return s.From == from && s.Back })
		if i < 0 {
			return fault.New(fault.Conflict, "placements.error.step")
		}
		var stands bool
		err = tx.NewRaw(`SELECT EXISTS (SELECT FROM placements WHERE follows_id = ?0)
				OR ?1 AND EXISTS (SELECT FROM placement_visits WHERE placement_id = ?0 AND removed_at IS NULL)
				OR ?1 AND EXISTS (SELECT FROM placement_opinions WHERE placement_id = ?0)`, id, from == Started).Scan(ctx, &stands)
		if err != nil {
			return fault.Wrap(db.Translate(err), "look at what came after")
		}
		if stands {
			return fault.New(fault.Conflict, "placements.error.stands")
		}
		p.State = Steps()[i].To
		if p.State == Planned {
			p.StartedOn, p.VisitDue = desks.Date{}, desks.Date{}
		}
		p.EndedOn, p.EndReason, p.EndNote = desks.Date{}, "", ""
		return p.save(ctx, tx, "take_back", actor, now)
	})
}

// Moved is a new planned end. From is the one its reader saw.
type Moved struct {
	From, To desks.Date
	Reason   string
}

// Extend moves the planned end of a started placement of the actor's desks and keeps
// who did, when and why. The same day is quiet; an end somebody else moved meanwhile is
// Conflict "placements.error.changed". Invalid names new_end and reason.
func Extend(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, m Moved, now time.Time) error {
	m.Reason = line(m.Reason)
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, today, err := lock(ctx, tx, actor, id, now)
		if err != nil || !p.EndsOn.IsZero() && p.EndsOn == m.To {
			return err
		}
		switch {
		case p.State != Started || p.EndsOn.IsZero():
			return fault.New(fault.Conflict, "placements.error.step")
		case p.EndsOn != m.From:
			return fault.New(fault.Conflict, "placements.error.changed")
		}
		var k fault.Check
		k.If(m.To.IsZero(), "new_end", "placements.error.ends_on")
		k.If(!m.To.IsZero() && (!m.To.After(p.StartedOn) || !m.To.After(p.StartsOn)), "new_end", "placements.error.order")
		k.If(m.To.After(addMonths(today, 12*yearsBack)), "new_end", "placements.error.far")
		text(&k, "reason", m.Reason, MaxWhy)
		if err := k.Err(); err != nil {
			return err
		}
		_, err = tx.NewRaw("INSERT INTO placement_extensions (placement_id, old_end, new_end, reason, at, by) VALUES (?, ?, ?, ?, ?, ?)",
			id, m.From, m.To, m.Reason, now, actor.Ref()).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "note an extension")
		}
		p.EndsOn = m.To
		return p.save(ctx, tx, "extend", actor, now)
	})
}

// step carries out one step forward: do checks it and writes what it changes.
func step(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, to string, now time.Time, do func(*Placement, desks.Date) error) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, today, err := lock(ctx, tx, actor, id, now)
		if err != nil || p.State == to {
			return err
		}
		if !slices.Contains(Steps(), Step{From: p.State, To: to}) {
			return fault.New(fault.Conflict, "placements.error.step")
		}
		if err := do(p, today); err != nil {
			return err
		}
		return p.save(ctx, tx, to, actor, now)
	})
}
