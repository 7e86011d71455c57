package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/fault"
)

// pendingOnce is the index that keeps one pending job per kind and unique key.
const pendingOnce = "jobs_pending_once"

// DeadJob is a job that failed for good.
type DeadJob struct {
	ID       int64
	Kind     string
	Payload  json.RawMessage
	Attempts int
	// Error is what Describe said of the last failure.
	Error     string
	CreatedAt time.Time
	DiedAt    time.Time
}

// Dead lists the dead jobs, the latest first, at most limit of them.
func Dead(ctx context.Context, idb bun.IDB, limit int) ([]DeadJob, error) {
	dead := []DeadJob{}
	err := idb.NewRaw(`SELECT id, kind, payload, attempts, last_error AS error, created_at, dead_at AS died_at
		FROM jobs WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT ?`, limit).Scan(ctx, &dead)
	return dead, fault.Wrap(db.Translate(err), "jobs: list the dead")
}

// Retry makes a dead job due at once with all its attempts before it, and records
// who did it (auth.Actor.Ref). When the same work is pending already, that one
// stands for both. NotFound when no dead job has the id.
func Retry(ctx context.Context, idb bun.IDB, by string, id int64, now time.Time) error {
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		var kind string
		err := db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
			return db.Translate(tx.NewRaw(`UPDATE jobs SET dead_at = NULL, attempts = 0, run_at = ?
				WHERE id = ? AND dead_at IS NOT NULL RETURNING kind`, soon(), id).Scan(ctx, &kind))
		})
		if db.ConstraintOf(err) == pendingOnce {
			kind, err = drop(ctx, tx, id)
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, "jobs.retry", by, id, kind, now)
	})
	return fault.Wrap(err, "jobs: retry")
}

// Drop deletes a dead job and records who did it (auth.Actor.Ref). NotFound when
// no dead job has the id.
func Drop(ctx context.Context, idb bun.IDB, by string, id int64, now time.Time) error {
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		kind, err := drop(ctx, tx, id)
		if err != nil {
			return err
		}
		return record(ctx, tx, "jobs.drop", by, id, kind, now)
	})
	return fault.Wrap(err, "jobs: drop")
}

func drop(ctx context.Context, tx bun.Tx, id int64) (kind string, err error) {
	err = tx.NewRaw(`DELETE FROM jobs WHERE id = ? AND dead_at IS NOT NULL RETURNING kind`, id).Scan(ctx, &kind)
	return kind, db.Translate(err)
}

func record(ctx context.Context, tx bun.Tx, action, by string, id int64, kind string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{Actor: by, Action: action, Subject: "job", SubjectID: id,
		Data: map[string]any{"kind": kind}, At: now})
}

// Counts is the state of the queue at a glance.
type Counts struct {
	// Due waits for a runner now, Later for its time; Running is held by one.
	Due, Later, Running, Dead int
	// Oldest is when the oldest of the Due was enqueued, by the database's clock;
	// the zero time where nothing is due.
	Oldest time.Time
}

// Count looks at the queue as it is at now.
func Count(ctx context.Context, idb bun.IDB, now time.Time) (Counts, error) {
	var row struct {
		Due, Later, Running, Dead int
		Oldest                    bun.NullTime
	}
	err := idb.NewRaw(`SELECT
			count(*) FILTER (WHERE dead_at IS NULL AND run_at <= ?) AS due,
			count(*) FILTER (WHERE dead_at IS NULL AND run_at > ? AND lease IS NULL) AS later,
			count(*) FILTER (WHERE dead_at IS NULL AND run_at > ? AND lease IS NOT NULL) AS running,
			count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead,
			min(created_at) FILTER (WHERE dead_at IS NULL AND run_at <= ?) AS oldest
		FROM jobs`, now, now, now, now).Scan(ctx, &row)
	c := Counts{Due: row.Due, Later: row.Later, Running: row.Running, Dead: row.Dead, Oldest: row.Oldest.Time}
	return c, fault.Wrap(db.Translate(err), "jobs: count")
}

// changed tells whether a statement guarded by a lease changed its row.
func changed(res sql.Result, err error) (bool, error) {
	if err != nil {
		return false, db.Translate(err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

var (
	errLost    = errors.New("the runner's lease ran out")
	errStopped = errors.New("the program is stopping")
)
