package cvs

import (
	"cmp"
	"context"
	"log/slog"
	"strconv"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
)

// each does something for every number of a list, each in a transaction of its own: one
// that fails is logged by its number and the others go on; the first failure is told at the
// end, so that the job runs again. What is not there any more is quiet.
func each(ctx context.Context, idb bun.IDB, what string, ids []int64, do func(ctx context.Context, tx bun.Tx, id int64) error) error {
	var failed error
	for _, id := range ids {
		if ctx.Err() != nil {
			return cmp.Or(failed, ctx.Err())
		}
		err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error { return do(ctx, tx, id) })
		if err == nil || fault.Is(err, fault.NotFound) {
			continue
		}
		slog.ErrorContext(ctx, "cvs: "+what, "id", id, "error", jobs.Describe(err))
		failed = cmp.Or(failed, fault.Wrap(err, what+" "+strconv.FormatInt(id, 10)))
	}
	return failed
}
