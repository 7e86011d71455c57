package appointments

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// free are the free times of the plan.
func (p *plan) free(ctx context.Context, idb bun.IDB, now time.Time) ([]Slot, error) {
	all, err := freeAt(ctx, idb, []*plan{p}, now)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// freeAt are the free times of each plan, in one statement however many they are.
// The plans answer one query, so that they leave the same appointment and the same
// form out.
func freeAt(ctx context.Context, idb bun.IDB, plans []*plan, now time.Time) ([][]Slot, error) {
	busy, err := busyIn(ctx, idb, plans, now)
	if err != nil {
		return nil, err
	}
	of := map[int64][]Busy{}
	for _, b := range busy {
		of[b.OperatorID] = append(of[b.OperatorID], b)
	}
	all := make([][]Slot, len(plans))
	for i, p := range plans {
		var mine []Busy
		for _, id := range operators(p) {
			mine = append(mine, of[id]...)
		}
		if all[i] = Free(p.openings, mine, p.load(mine), p.rules, now); all[i] == nil {
			all[i] = []Slot{}
		}
	}
	if err := findRooms(ctx, idb, plans, all, now); err != nil {
		return nil, err
	}
	return all, withMediator(ctx, idb, plans, all)
}

// operators are those with an opening, in ascending order.
func operators(plans ...*plan) []int64 {
	var ids []int64
	for _, p := range plans {
		for _, o := range p.openings {
			ids = append(ids, o.OperatorID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// busySQL reads the appointments, the live holds, the released times and the times busy
// elsewhere (as held: they are nobody's appointment) of some operators between two
// instants. Nothing of ours lasts longer than 8 hours (appointments_length), so that the
// index on (operator_id, starts_at) is enough.
const busySQL = `
SELECT operator_id, starts_at AS start, ends_at AS "end", false AS held, desk_id, area_id, coalesce(group_seats, 0) AS seats
FROM appointments
WHERE operator_id = ANY(?0) AND cancelled_at IS NULL
  AND starts_at > ?1::timestamptz - interval '8 hours' AND starts_at < ?2 AND ends_at > ?1 AND id <> ?3
UNION ALL
SELECT operator_id, starts_at, ends_at, true, desk_id, area_id, 0
FROM booking_drafts
WHERE operator_id = ANY(?0) AND appointment_id IS NULL
  AND starts_at > ?1::timestamptz - interval '8 hours' AND starts_at < ?2 AND ends_at > ?1
  AND held_until > ?4 AND id <> ?5
UNION ALL
SELECT operator_id, starts_at, ends_at, true, desk_id, area_id, 0
FROM released_times
WHERE NOT ?6 AND operator_id = ANY(?0)
  AND starts_at > ?1::timestamptz - interval '8 hours' AND starts_at < ?2 AND ends_at > ?1
  AND reopens_at > ?4 AND appointment_id <> ?3
UNION ALL
SELECT operator_id, starts_at, ends_at, true, 0, 0, 0
FROM external_busy
WHERE operator_id = ANY(?0) AND ends_at > ?1 AND starts_at < ?2`

func busyIn(ctx context.Context, idb bun.IDB, plans []*plan, now time.Time) ([]Busy, error) {
	var from, to time.Time
	for _, p := range plans {
		for _, o := range p.openings {
			if from.IsZero() {
				from = o.Start
			}
			from, to = earlier(from, o.Start), later(to, o.End)
		}
	}
	if from.IsZero() {
		return nil, nil
	}
	// Whole days, so that the fewest-appointments rule counts the morning too.
	from, to = midnight(from), midnight(to).AddDate(0, 0, 1)
	q := plans[0].query
	var all []Busy
	err := idb.NewRaw(busySQL, pgdialect.Array(operators(plans...)), from, to, q.MovingID, now, q.DraftID, q.Released || q.ForStaff).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "read busy times")
}

// load counts each operator's appointments per day of the desk.
func (p *plan) load(busy []Busy) map[Load]int {
	loc, m := p.zone, map[Load]int{}
	for _, b := range busy {
		if !b.Held {
			m[Load{b.OperatorID, desks.DateOf(b.Start.In(loc))}]++
		}
	}
	return m
}

func midnight(t time.Time) time.Time { return desks.DateOf(t).In(t.Location()) }

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
