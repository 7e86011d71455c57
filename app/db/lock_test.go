package db_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestLock(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := testdb.New(t)
	if err := db.Lock(ctx, d, "slots", 1, ""); err == nil {
		t.Error("a lock outside a transaction would be gone at once")
	}
	var inside, most atomic.Int32
	done := make(chan error)
	for range 10 {
		go func() {
			done <- db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error {
				if err := db.Lock(ctx, tx, "slots", 1, "2026-11-22"); err != nil {
					return err
				}
				most.Store(max(most.Load(), inside.Add(1)))
				time.Sleep(5 * time.Millisecond)
				inside.Add(-1)
				return nil
			})
		}()
	}
	for range 10 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d holders at once", most.Load())
	}
}

func TestLockNames(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := testdb.New(t)
	first, err := d.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Rollback() }()
	if err := db.Lock(ctx, first, "slots", 1, "a"); err != nil {
		t.Fatal(err)
	}
	within(t, 1900*time.Millisecond, func() { // another name does not wait
		if err := db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error { return db.Lock(ctx, tx, "slots", 1, "b") }); err != nil {
			t.Error(err)
		}
	})
	err = db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error { return db.Lock(ctx, tx, "slots", 1, "a") })
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("a lock that stays held: %v", err)
	}
}

func TestLockAll(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := testdb.New(t)
	first, err := d.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Rollback() }()
	if err := db.LockAll(ctx, first, "slots", nil, "a"); err != nil {
		t.Fatal(err)
	}
	if err := db.LockAll(ctx, first, "slots", []int64{1, 2, 3}, "a"); err != nil {
		t.Fatal(err)
	}
	if err := db.LockNames(ctx, first, "people", []string{"a", "b"}); err != nil {
		t.Fatal(err)
	}
	var held int
	if err := first.NewRaw("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted").Scan(ctx, &held); err != nil || held != 5 {
		t.Errorf("%d locks held, %v", held, err)
	}
	err = db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error { return db.Lock(ctx, tx, "slots", 2, "a") })
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("the second of three: %v", err)
	}
	if err := first.Rollback(); err != nil {
		t.Fatal(err)
	}
	err = db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error { return db.Lock(ctx, tx, "slots", 2, "a") })
	if err != nil {
		t.Errorf("after the rollback: %v", err)
	}
}
