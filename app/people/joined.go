package people

import (
	"context"

	"github.com/uptrace/bun"

	"approdo/app/jobs"
)

// JoinedKind is the job that follows a merge and its undoing: who keeps something by root
// brings it in line.
const JoinedKind = "people.joined"

// Joined names the records that were merged, or are apart again.
type Joined struct {
	Records []int64 `json:"records"`
}

// tellJoined enqueues the job, in the transaction of the change.
func tellJoined(ctx context.Context, tx bun.IDB, records ...int64) error {
	return jobs.Enqueue(ctx, tx, jobs.Job{Kind: JoinedKind, Payload: Joined{records}})
}
