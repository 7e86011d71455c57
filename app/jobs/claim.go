package jobs

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
)

// claimed is a job this process holds under a lease.
type claimed struct {
	ID          int64
	Kind        string
	Payload     json.RawMessage
	Lease       int64
	Attempts    int
	MaxAttempts int
}

// claim takes up to n due jobs of the kinds for the length of a lease. Two
// runners never get the same job: the rows are locked, and those locked by
// another are skipped.
func claim(ctx context.Context, pool *bun.DB, kinds []string, n int, now time.Time, lease time.Duration) ([]claimed, error) {
	var got []claimed
	err := db.InTx(ctx, pool, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, inOrder); err != nil {
			return err
		}
		return tx.NewRaw(`WITH due AS MATERIALIZED (
				SELECT id FROM jobs
				WHERE dead_at IS NULL AND run_at <= ? AND attempts < max_attempts AND kind = ANY(?)
				ORDER BY run_at, id LIMIT ? FOR UPDATE SKIP LOCKED)
			UPDATE jobs AS j SET lease = nextval('jobs_leases'), run_at = ?, attempts = j.attempts + 1
			FROM due WHERE j.id = due.id
			RETURNING j.id, j.kind, j.payload, j.lease, j.attempts, j.max_attempts`,
			now, pgdialect.Array(kinds), n, now.Add(lease)).Scan(ctx, &got)
	})
	return got, err
}

// inOrder makes the planner read the index jobs_due in its order, for this
// transaction. The queue grows from empty to many thousands between two ANALYZE,
// and the planner then sorts all of it at each claim: 6 ms instead of 0.2.
const inOrder = `SELECT set_config('enable_seqscan', 'off', true),
	set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)`

// renew moves the end of the leases and tells which are still ours.
func renew(ctx context.Context, idb bun.IDB, held []claimed, until time.Time) (map[int64]bool, error) {
	ids, leases := make([]int64, len(held)), make([]int64, len(held))
	for i, c := range held {
		ids[i], leases[i] = c.ID, c.Lease
	}
	var kept []int64
	err := idb.NewRaw(`UPDATE jobs SET run_at = ? WHERE id = ANY(?) AND lease = ANY(?) RETURNING lease`,
		until, pgdialect.Array(ids), pgdialect.Array(leases)).Scan(ctx, &kept)
	ours := make(map[int64]bool, len(kept))
	for _, lease := range kept {
		ours[lease] = true
	}
	return ours, db.Translate(err)
}

// finish deletes a job that succeeded; false when the lease is no longer ours.
func finish(ctx context.Context, idb bun.IDB, c claimed) (bool, error) {
	return changed(idb.NewRaw(`DELETE FROM jobs WHERE id = ? AND lease = ?`, c.ID, c.Lease).Exec(ctx))
}

// putBack makes the job pending again at a time, with the reason of its failure.
// When another job with its unique key is pending by now, that one stands for both.
func putBack(ctx context.Context, idb bun.IDB, c claimed, at, now time.Time, reason string) (bool, error) {
	ok, err := changed(idb.NewRaw(`UPDATE jobs SET lease = NULL, run_at = ?, last_error = ?, failed_at = ?
		WHERE id = ? AND lease = ?`, at, reason, now, c.ID, c.Lease).Exec(ctx))
	if db.ConstraintOf(err) == pendingOnce {
		return finish(ctx, idb, c)
	}
	return ok, err
}

// release makes the job pending again as if it had never been claimed.
func release(ctx context.Context, idb bun.IDB, c claimed, now time.Time) (bool, error) {
	ok, err := changed(idb.NewRaw(`UPDATE jobs SET lease = NULL, run_at = ?, attempts = attempts - 1
		WHERE id = ? AND lease = ?`, now, c.ID, c.Lease).Exec(ctx))
	if db.ConstraintOf(err) == pendingOnce {
		return finish(ctx, idb, c)
	}
	return ok, err
}

// kill makes the job dead.
func kill(ctx context.Context, idb bun.IDB, c claimed, now time.Time, reason string) (bool, error) {
	return changed(idb.NewRaw(`UPDATE jobs SET lease = NULL, dead_at = ?, last_error = ?, failed_at = ?
		WHERE id = ? AND lease = ?`, now, reason, now, c.ID, c.Lease).Exec(ctx))
}

// bury makes dead what ran out of its last lease: a job that ends its runner
// each time must not do so for ever. It returns how many.
func bury(ctx context.Context, idb bun.IDB, kinds []string, now time.Time) (int64, error) {
	res, err := idb.NewRaw(`UPDATE jobs SET lease = NULL, dead_at = ?, failed_at = ?, last_error = ?
		WHERE id IN (SELECT id FROM jobs WHERE dead_at IS NULL AND run_at <= ? AND attempts >= max_attempts
			AND kind = ANY(?) FOR UPDATE SKIP LOCKED)`,
		now, now, errLost.Error(), now, pgdialect.Array(kinds)).Exec(ctx)
	if err != nil {
		return 0, db.Translate(err)
	}
	return res.RowsAffected()
}
