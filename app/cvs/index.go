package cvs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// index brings the row of a root in cv_index in line with what stands: no row without a
// current CV that is not obsolete. Nobody enters before they consented to be found. Call
// it in the transaction of every change of a CV.
func index(ctx context.Context, tx bun.Tx, root int64, now time.Time) error {
	_, err := tx.NewRaw(`DELETE FROM cv_index AS x WHERE x.person_id IN (SELECT id FROM people WHERE id = ?0 OR root_id = ?0)
		AND NOT EXISTS (SELECT FROM cvs AS v WHERE v.id = x.cv_id AND v.state = 'ready' AND v.valid_until > ?1
			AND v.replaced_at IS NULL AND v.removed_at IS NULL AND v.deleted_at IS NULL)`, root, now).Exec(ctx)
	return fault.Wrap(db.Translate(err), "keep the index of CVs")
}
