package cvs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/consents"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
)

// IndexKind is the job that brings the whole index in line: what other nouns changed (a
// preference, a merge) reaches it within the hour. A search asks for all of it again, so
// that nobody is found meanwhile who should not be.
const IndexKind = "cvs.index"

// due are the rows that the index should hold: the current CV of each person (latest), whole and
// valid, a consent that stands and at least one preference. It takes three times the root
// (0 for everybody) and twice the time.
const due = `r AS MATERIALIZED (SELECT id, COALESCE(root_id, id) AS root FROM people WHERE (? = 0 OR id = ? OR root_id = ?)),
	agreed AS MATERIALIZED (` + consents.LiveRoots + `),
	current AS MATERIALIZED (SELECT DISTINCT ON (r.root) r.root, v.id, v.words, v.valid_until FROM r JOIN cvs AS v ON v.person_id = r.id
		WHERE v.state = 'ready' AND v.replaced_at IS NULL AND v.removed_at IS NULL AND v.deleted_at IS NULL ORDER BY r.root, v.valid_until DESC, v.id DESC),
	due AS MATERIALIZED (SELECT c.root, c.id AS cv_id, a.id AS consent_id, COALESCE(c.words, ''::tsvector) AS words
		FROM current AS c JOIN agreed AS a ON a.root = c.root AND a.purpose = 'matching' WHERE c.valid_until > ?
		AND c.root IN (SELECT r.root FROM r JOIN preferences AS f ON f.person_id = r.id WHERE f.removed_at IS NULL))`

// index brings what stands on the CV of a root in line with it, in the transaction of
// every change of a CV or of a consent to be found: the row of the matching index, and the
// links of employers.
func index(ctx context.Context, tx bun.Tx, root int64, now time.Time) error {
	if err := reindex(ctx, tx, root, now); err != nil {
		return err
	}
	return endStale(ctx, tx, root, now)
}

// reindex brings the rows of a root, or of everybody for 0, in line.
func reindex(ctx context.Context, tx bun.IDB, root int64, now time.Time) error {
	_, err := tx.NewRaw(`WITH `+due+`
		DELETE FROM cv_index AS x WHERE (? = 0 OR x.person_id IN (SELECT id FROM people WHERE id = ? OR root_id = ?))
		AND NOT EXISTS (SELECT FROM due WHERE due.root = x.person_id AND due.cv_id = x.cv_id AND due.consent_id = x.consent_id AND due.words = x.words)`,
		root, root, root, now, now, root, root, root).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "take out of the index of CVs")
	}
	_, err = tx.NewRaw(`WITH `+due+`
		INSERT INTO cv_index (person_id, cv_id, consent_id, words, at) SELECT root, cv_id, consent_id, words, ? FROM due
		ON CONFLICT (person_id) DO NOTHING`, root, root, root, now, now, now).Exec(ctx)
	return fault.Wrap(db.Translate(err), "put into the index of CVs")
}

// indexJob is the handler of IndexKind.
func indexJob(ctx context.Context, idb *bun.DB, _ json.RawMessage, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error { return bringAll(ctx, tx, now) })
}

// bringAll is index for everybody. The planner knows nothing of what the parts of due hold:
// joined row by row, they would cost the square of the people.
func bringAll(ctx context.Context, tx bun.Tx, now time.Time) error {
	if _, err := tx.ExecContext(ctx, "SET LOCAL enable_nestloop = off"); err != nil {
		return fault.Wrap(db.Translate(err), "prepare the index of CVs")
	}
	if err := index(ctx, tx, 0, now); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "SET LOCAL enable_nestloop = on")
	return fault.Wrap(db.Translate(err), "keep the index of CVs")
}

// Follows are the jobs that keep what rests on CVs in line, by kind.
func Follows() map[string]jobs.Handler { return map[string]jobs.Handler{IndexKind: indexJob} }
