package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// lockMediators makes who wants a mediator on a day wait for each other, wherever
// the desk is. It comes after the operators' days and the rooms.
func lockMediators(ctx context.Context, tx bun.IDB, start time.Time) error {
	return db.Lock(ctx, tx, "appointments.mediators", 0, desks.DateOf(start.UTC()).String())
}

// busyMediators are the times of some mediators between two instants, but those of
// one appointment and of its group.
func busyMediators(ctx context.Context, idb bun.IDB, ids []int64, from, to time.Time, but *Appointment) ([]Busy, error) {
	var all []Busy
	var group *int64
	var id int64
	if but != nil {
		id, group = but.ID, but.GroupID
	}
	err := idb.NewRaw(`SELECT mediator_id AS operator_id, starts_at AS start, ends_at AS "end" FROM appointments
		WHERE mediator_id = ANY(?0) AND cancelled_at IS NULL AND starts_at < ?2 AND ends_at > ?1 AND starts_at > ?1::timestamptz - interval '8 hours'
			AND id <> ?3 AND (?4::bigint IS NULL OR group_id IS DISTINCT FROM ?4::bigint)`, pgdialect.Array(ids), from, to, id, group).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "read when mediators are busy")
}

func mediatorIDs(all []desks.Mediator) []int64 {
	ids := make([]int64, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	return ids
}

// findMediator gives an appointment that asks for a language the first mediator who
// serves the desk, is there for the whole time and is free: who comes to the desk
// before who helps by phone. Where nobody is, it stands without one.
func (a *Appointment) findMediator(ctx context.Context, tx bun.IDB, start, end time.Time) error {
	a.formerly, a.MediatorID = a.MediatorID, nil
	if a.Mediator == "" {
		return nil
	}
	all, err := desks.MediatorsFor(ctx, tx, a.Mediator, a.DeskID)
	all = slices.DeleteFunc(all, func(m desks.Mediator) bool { return !m.Serves(a.DeskID, a.Mediator) || !m.Present(start, end) })
	if err != nil || len(all) == 0 {
		return err
	}
	if err := lockMediators(ctx, tx, start); err != nil {
		return err
	}
	busy, err := busyMediators(ctx, tx, mediatorIDs(all), start, end, a)
	for i := range all {
		if !slices.ContainsFunc(busy, func(b Busy) bool { return b.OperatorID == all[i].ID }) {
			a.MediatorID = &all[i].ID
			break
		}
	}
	return err
}

// withMediator drops from the free times of each plan those at which no mediator of
// the language asked for is free.
func withMediator(ctx context.Context, idb bun.IDB, plans []*plan, all [][]Slot) error {
	lang := plans[0].query.Mediator
	if lang == "" {
		return nil
	}
	var ids []int64
	var w rooming
	for i, p := range plans {
		ids = append(ids, p.desk.ID)
		w.see(all[i])
	}
	known, err := desks.MediatorsFor(ctx, idb, lang, ids...)
	if err != nil {
		return err
	}
	taken, err := busyMediators(ctx, idb, mediatorIDs(known), w.from, w.to, nil)
	busy := byOperator(taken)
	for i, p := range plans {
		all[i] = slices.DeleteFunc(all[i], func(s Slot) bool {
			return !slices.ContainsFunc(known, func(m desks.Mediator) bool {
				return m.Serves(p.desk.ID, lang) && m.Present(s.Start, s.End) && !meets(busy[m.ID], s.Start, s.End)
			})
		})
	}
	return err
}

// Helping is a mediator who could help at an appointment.
type Helping struct {
	desks.Mediator
	// Busy is true for who helps elsewhere at the time, Present for who is there.
	Busy, Present bool
}

// HelpersFor gives the mediators who speak the language of an appointment and serve
// its desk, those who are there and free first.
func HelpersFor(ctx context.Context, idb bun.IDB, a *Appointment) ([]Helping, error) {
	known, err := desks.MediatorsFor(ctx, idb, a.Mediator, a.DeskID)
	if err != nil || a.Mediator == "" || len(known) == 0 {
		return nil, err
	}
	busy, err := busyMediators(ctx, idb, mediatorIDs(known), a.StartsAt, a.EndsAt, a)
	all := make([]Helping, len(known))
	for i, m := range known {
		all[i] = Helping{Mediator: m, Present: m.Present(a.Start(), a.End())}
		all[i].Busy = slices.ContainsFunc(busy, func(b Busy) bool { return b.OperatorID == m.ID })
	}
	rank := func(h Helping) int {
		return map[bool]int{true: 2}[h.Busy] + map[bool]int{false: 1}[h.Present]
	}
	slices.SortStableFunc(all, func(x, y Helping) int { return rank(x) - rank(y) })
	return all, err
}

// Wanted gives the coming appointments of the actor's desks for which a mediator is
// still to be found, by start; at most 200.
func Wanted(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) ([]Appointment, error) {
	all := []Appointment{}
	q := idb.NewSelect().Model(&all).Relation("Area").Relation("Operator").
		Where("a.mediator <> '' AND a.mediator_id IS NULL AND a.cancelled_at IS NULL AND a.no_show_at IS NULL AND a.seen_at IS NULL").
		Where("a.starts_at > ?::timestamptz - interval '8 hours' AND a.ends_at > ?", now, now).Order("a.starts_at", "a.id").Limit(200)
	if err := scoped(q, actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list who waits for a mediator")
	}
	return all, withDesks(ctx, idb, all)
}
