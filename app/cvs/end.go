package cvs

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// EndKind is the job that takes out of the index who has an obsolete CV.
const EndKind = "cvs.end"

// endJob looks again at everybody in the index whose CV is obsolete by now, and erases what
// was held long enough.
func endJob(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	var roots []int64
	err := idb.NewRaw(`SELECT DISTINCT COALESCE(p.root_id, p.id) FROM cv_index AS x JOIN cvs AS v ON v.id = x.cv_id
		JOIN people AS p ON p.id = x.person_id WHERE v.valid_until <= ?`, now).Scan(ctx, &roots)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list who has an obsolete CV")
	}
	err = each(ctx, idb, "end", roots, func(ctx context.Context, tx bun.Tx, root int64) error {
		if err := lockRoot(ctx, tx, root); err != nil {
			return err
		}
		return index(ctx, tx, root, now)
	})
	return cmp.Or(err, releaseOver(ctx, idb, now))
}
