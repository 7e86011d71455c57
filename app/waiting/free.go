package waiting

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// freeTimes are the free times of a service at some desks up to a day, the soonest
// first. early sees what the public does not see yet.
func freeTimes(ctx context.Context, idb bun.IDB, areaID int64, where []desks.Desk, until desks.Date, early bool, now time.Time) ([]opening, error) {
	hold, err := holds(ctx, idb)
	if err != nil {
		return nil, err
	}
	var all []opening
	for _, d := range where {
		q := appointments.Query{DeskID: d.ID, AreaID: areaID, To: until, Released: early}
		slots, err := appointments.FreeSlots(ctx, idb, q, now)
		if fault.Is(err, fault.NotFound) { // the desk offers the service no longer
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, s := range slots {
			all = append(all, opening{place{d.ID, s.Start}, cmp.Or(hold[d.ID], DefaultHold)})
		}
	}
	slices.SortFunc(all, func(a, b opening) int { return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.desk, b.desk)) })
	return all, nil
}

// takenSQL asks whether an appointment stands over a time at a desk or at any that
// offers the service.
const takenSQL = `
SELECT EXISTS (SELECT FROM appointments
WHERE cancelled_at IS NULL AND starts_at > ?2::timestamptz - interval '8 hours' AND starts_at <= ?2 AND ends_at > ?2
  AND desk_id IN (SELECT desk_id FROM desk_areas WHERE area_id = ?1 AND (?0::bigint IS NULL OR desk_id = ?0)))`

// renew moves SoonerThan on once the time it names is over or booked: what is free
// then was free before. A time that is only held by somebody's form stays.
func (e *Entry) renew(ctx context.Context, tx bun.IDB, free []opening, now time.Time) error {
	if e.SoonerThan == nil {
		return nil
	}
	first := e.firstFor(free, *e.SoonerThan)
	if first != nil && first.Equal(*e.SoonerThan) {
		return nil
	}
	if now.Before(*e.SoonerThan) {
		var taken bool
		if err := tx.NewRaw(takenSQL, e.DeskID, e.AreaID, *e.SoonerThan).Scan(ctx, &taken); err != nil || !taken {
			return fault.Wrap(db.Translate(err), "ask for a taken time")
		}
	}
	e.SoonerThan = first
	_, err := tx.NewUpdate().Model(e).Column("sooner_than").WherePK().Exec(ctx)
	return fault.Wrap(db.Translate(err), "renew an entry")
}
