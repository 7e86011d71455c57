package waiting

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/jobs"
)

// SweepKind is the periodic job, every few minutes.
const SweepKind = "waiting.sweep"

// Handlers are the jobs of the list; sms is true where the program has a gateway for
// short messages. A time given back makes the sweep run at once.
func Handlers(sms bool) map[string]jobs.Handler {
	sweep := func(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
		return Sweep(ctx, pool, sms, now)
	}
	return map[string]jobs.Handler{SweepKind: sweep, appointments.ReleasedKind: sweep}
}
