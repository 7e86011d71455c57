package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// releaseSQL shuts a time given back, for as long as its area says; a time that
// has begun needs no waiting.
const releaseSQL = `
INSERT INTO released_times (appointment_id, desk_id, operator_id, area_id, starts_at, ends_at, reopens_at)
SELECT ?0, ?1, ?2, id, ?4, ?5, ?6::timestamptz + make_interval(mins => release_minutes) FROM areas
WHERE id = ?3 AND release_minutes > 0 AND ?4::timestamptz > ?6::timestamptz`

// release gives the time back: staff, the waiting list (Query.Released) and who
// moved away from it may have it at once, the public after the area's delay.
func (a *Appointment) release(ctx context.Context, tx bun.IDB, now time.Time) error {
	_, err := tx.NewRaw(releaseSQL, a.ID, a.DeskID, a.OperatorID, a.AreaID, a.StartsAt, a.EndsAt, now).Exec(ctx)
	return fault.Wrap(db.Translate(err), "release a time")
}

// PurgeReleased forgets the times that have reopened and says how many.
func PurgeReleased(ctx context.Context, idb bun.IDB, now time.Time) (int, error) {
	res, err := idb.NewDelete().Table("released_times").Where("reopens_at <= ?", now).Exec(ctx)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "purge released times")
	}
	n, err := res.RowsAffected()
	return int(n), fault.Wrap(err, "purge released times")
}
