package cvs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
	"approdo/app/people"
)

// IndexKind is the job that brings the whole index in line: what other nouns changed (a
// preference) reaches it within the hour. A search asks for all of it again, so that nobody
// is found meanwhile who should not be.
const IndexKind = "cvs.index"

// due are the rows that the index should hold: the current CV of each person (latest), whole
// and valid, a consent that stands and at least one preference. It takes whether everybody
// is meant, twice the roots that are, and twice the time.
const due = `r AS MATERIALIZED (SELECT id, COALESCE(root_id, id) AS root FROM people WHERE (? OR id = ANY(?) OR root_id = ANY(?))),
	agreed AS MATERIALIZED (` + consents.LiveRoots + `),
	current AS MATERIALIZED (SELECT DISTINCT ON (r.root) r.root, v.id, v.words, v.valid_until FROM r JOIN cvs AS v ON v.person_id = r.id
		WHERE v.state = 'ready' AND v.replaced_at IS NULL AND v.removed_at IS NULL AND v.deleted_at IS NULL ORDER BY r.root, v.valid_until DESC, v.id DESC),
	due AS MATERIALIZED (SELECT c.root, c.id AS cv_id, a.id AS consent_id, COALESCE(c.words, ''::tsvector) AS words
		FROM current AS c JOIN agreed AS a ON a.root = c.root AND a.purpose = 'matching' WHERE c.valid_until > ? AND c.root NOT IN ` + people.RestrictedRoots + `
		AND c.root IN (SELECT r.root FROM r JOIN preferences AS f ON f.person_id = r.id WHERE f.removed_at IS NULL))`

// asDue says of a row x of the index that it is as it should be.
const asDue = "EXISTS (SELECT FROM due WHERE due.root = x.person_id AND due.cv_id = x.cv_id AND due.consent_id = x.consent_id AND due.words = x.words)"

// index brings what stands on the CV of a root in line with it, in the transaction of
// every change of a CV or of a consent to be found, and under the lock of the root: the row
// of the matching index, and the links of employers.
func index(ctx context.Context, tx bun.Tx, root int64, now time.Time) error {
	if err := reindex(ctx, tx, []int64{root}, now); err != nil {
		return err
	}
	return endStale(ctx, tx, root, now)
}

// reindex brings the rows of some roots in line, which the caller has locked: what is read
// here and written a moment later would outlive a consent taken back in between.
func reindex(ctx context.Context, tx bun.IDB, roots []int64, now time.Time) error {
	ids := pgdialect.Array(roots)
	_, err := tx.NewRaw(`WITH `+due+`
		DELETE FROM cv_index AS x WHERE x.person_id IN (SELECT id FROM people WHERE id = ANY(?) OR root_id = ANY(?)) AND NOT `+asDue,
		false, ids, ids, now, now, ids, ids).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "take out of the index of CVs")
	}
	_, err = tx.NewRaw(`WITH `+due+`
		INSERT INTO cv_index (person_id, cv_id, consent_id, words, at) SELECT root, cv_id, consent_id, words, ? FROM due
		ON CONFLICT (person_id) DO NOTHING`, false, ids, ids, now, now, now).Exec(ctx)
	return fault.Wrap(db.Translate(err), "put into the index of CVs")
}

// indexJob is the handler of IndexKind.
func indexJob(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	return bringAll(ctx, idb, now)
}

// indexBatch is how many people are brought in line in one transaction.
const indexBatch = 200

// bringAll is index for everybody: it looks whose row or links are not as they should be,
// and brings those in line under their locks. Whom somebody else holds is brought in line
// by them, or in an hour.
func bringAll(ctx context.Context, idb bun.IDB, now time.Time) error {
	roots, err := stray(ctx, idb, now)
	if err != nil {
		return err
	}
	for len(roots) > 0 {
		n := min(indexBatch, len(roots))
		err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
			var held []int64
			err := tx.NewRaw("SELECT id FROM people WHERE id = ANY(?) AND root_id IS NULL ORDER BY id FOR NO KEY UPDATE SKIP LOCKED", pgdialect.Array(roots[:n])).Scan(ctx, &held)
			if err != nil {
				return fault.Wrap(db.Translate(err), "lock whom to bring in line")
			}
			return reindex(ctx, tx, held, now)
		})
		if err != nil {
			return err
		}
		roots = roots[n:]
	}
	if roots, err = strayShares(ctx, idb, now); err != nil {
		return err
	}
	return each(ctx, idb, "end links", roots, func(ctx context.Context, tx bun.Tx, root int64) error {
		if err := lockRoot(ctx, tx, root); err != nil {
			return err
		}
		return endStale(ctx, tx, root, now)
	})
}

// stray gives whose row of the index is missing or stale. The planner knows nothing of what
// the parts of due hold: joined row by row, they would cost the square of the people.
func stray(ctx context.Context, idb bun.IDB, now time.Time) (roots []int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, "SET LOCAL enable_nestloop = off"); err != nil {
			return fault.Wrap(db.Translate(err), "prepare the index of CVs")
		}
		none := pgdialect.Array([]int64{})
		err := tx.NewRaw(`WITH `+due+` SELECT COALESCE(p.root_id, p.id) FROM cv_index AS x JOIN people AS p ON p.id = x.person_id WHERE NOT `+asDue+`
			UNION SELECT due.root FROM due WHERE NOT EXISTS (SELECT FROM cv_index AS x WHERE x.person_id = due.root) ORDER BY 1`,
			true, none, none, now, now).Scan(ctx, &roots)
		if err != nil {
			return fault.Wrap(db.Translate(err), "compare the index of CVs")
		}
		_, err = tx.ExecContext(ctx, "SET LOCAL enable_nestloop = on")
		return fault.Wrap(db.Translate(err), "keep the index of CVs")
	})
	return roots, err
}

// joinedJob brings the people of records that were merged, or are apart again, in line.
func joinedJob(ctx context.Context, idb *bun.DB, payload json.RawMessage, now time.Time) error {
	x, err := jobs.Decode[people.Joined](payload)
	if err != nil {
		return err
	}
	var roots []int64
	err = idb.NewRaw("SELECT DISTINCT COALESCE(root_id, id) FROM people WHERE id = ANY(?) ORDER BY 1", pgdialect.Array(x.Records)).Scan(ctx, &roots)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list whose records were joined")
	}
	return each(ctx, idb, "bring in line", roots, func(ctx context.Context, tx bun.Tx, root int64) error {
		if err := lockRoot(ctx, tx, root); err != nil {
			return err
		}
		return index(ctx, tx, root, now)
	})
}

// Follows are the jobs that keep what rests on CVs in line, by kind.
func Follows() map[string]jobs.Handler {
	return map[string]jobs.Handler{IndexKind: indexJob, people.JoinedKind: joinedJob}
}
