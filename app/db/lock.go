package db

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
)

// lockQueue stays below the web pool's statement timeout (5 s), so that who waited
// too long is told the reason. Fifty people on one time, on a machine with ten times
// the load it can bear, waited longer than 2 s (2026-11-22).
const lockQueue = "4500ms"

// Lock waits for the advisory lock named by space, id and extra and keeps it
// until the transaction ends; a savepoint rolled back gives it up earlier. Take
// it before a statement that many clients would otherwise fight over: the
// constraint stays the promise, the lock keeps the queue short and free of
// deadlocks. Several locks are taken in ascending order of id.
//
// The queue for a lock is meant, so it may last longer than the wait for a row:
// after lockQueue it is Unavailable, and the same limit holds for the rest of the
// transaction. Outside a transaction it fails, because
// the lock would be gone at once.
func Lock(ctx context.Context, tx bun.IDB, space string, id int64, extra string) error {
	return locks(ctx, tx, lockKey(space, id, extra))
}

// LockAll is Lock for several ids, which must be in ascending order, in one
// statement; none is quiet.
func LockAll(ctx context.Context, tx bun.IDB, space string, ids []int64, extra string) error {
	keys := make([]int64, len(ids))
	for i, id := range ids {
		keys[i] = lockKey(space, id, extra)
	}
	return locks(ctx, tx, keys...)
}

// LockNames is Lock for several names, which must be in ascending order, in one
// statement; none is quiet.
func LockNames(ctx context.Context, tx bun.IDB, space string, names []string) error {
	keys := make([]int64, len(names))
	for i, name := range names {
		keys[i] = lockKey(space, 0, name)
	}
	return locks(ctx, tx, keys...)
}

// locks takes them from the first to the last: the columns of one row are computed
// from left to right.
func locks(ctx context.Context, tx bun.IDB, keys ...int64) error {
	if !isTx(tx) {
		return errors.New("database: Lock needs a transaction")
	}
	if len(keys) == 0 {
		return nil
	}
	query, args := "SELECT set_config('lock_timeout', ?, true)", []any{lockQueue}
	for _, key := range keys {
		query += ", pg_advisory_xact_lock(?)"
		args = append(args, key)
	}
	_, err := tx.ExecContext(ctx, query, args...)
	return Translate(err)
}

// lockKey spreads names over the 64 bits PostgreSQL gives; two names that fall
// together only wait for each other.
func lockKey(space string, id int64, extra string) int64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d %q", space, id, extra))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}
