package db

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
)

// Lock waits for the advisory lock named by space, id and extra and keeps it
// until the transaction ends; a savepoint rolled back gives it up earlier. Take
// it before a statement that many clients would otherwise fight over: the
// constraint stays the promise, the lock keeps the queue short and free of
// deadlocks. Several locks are taken in ascending order of id.
//
// Waiting longer than 2 s is Unavailable. Outside a transaction it fails, because
// the lock would be gone at once.
func Lock(ctx context.Context, tx bun.IDB, space string, id int64, extra string) error {
	if !isTx(tx) {
		return errors.New("database: Lock needs a transaction")
	}
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(?)", lockKey(space, id, extra))
	return Translate(err)
}

// lockKey spreads names over the 64 bits PostgreSQL gives; two names that fall
// together only wait for each other.
func lockKey(space string, id int64, extra string) int64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d %q", space, id, extra))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}
