package appointments

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"
)

// PurgeKind is the periodic job that forgets old forms and reopened times; once an hour is enough.
const PurgeKind = "appointments.purge_drafts"

// PurgeJob is the handler of PurgeKind. Running it twice changes nothing.
func PurgeJob(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
	if _, err := PurgeDrafts(ctx, pool, now); err != nil {
		return err
	}
	_, err := PurgeReleased(ctx, pool, now)
	return err
}
