package waiting

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
)

// Kinds of jobs. SweepKind is periodic, every few minutes; PurgeKind once a day.
const (
	SweepKind = "waiting.sweep"
	PurgeKind = "waiting.purge"
)

// Handlers are the jobs of the list; sms is true where the program has a gateway for
// short messages. A time given back makes the sweep run at once.
func Handlers(sms bool) map[string]jobs.Handler {
	sweep := func(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
		return Sweep(ctx, pool, sms, now)
	}
	return map[string]jobs.Handler{
		SweepKind: sweep, appointments.ReleasedKind: sweep,
		PurgeKind: func(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
			_, err := Purge(ctx, pool, now)
			return err
		},
	}
}

// Purge forgets the entries that ended KeepFor ago, with their offers, and says how
// many.
func Purge(ctx context.Context, idb bun.IDB, now time.Time) (int, error) {
	res, err := idb.NewDelete().Table("waiting_entries").Where("ended_at <= ?", now.Add(-KeepFor)).Exec(ctx)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "purge the waiting list")
	}
	n, err := res.RowsAffected()
	return int(n), fault.Wrap(err, "purge the waiting list")
}
