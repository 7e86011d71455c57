package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

type bunTx = bun.Tx

// table makes a table with one constraint of each kind.
func table(t *testing.T, idb bun.IDB) {
	t.Helper()
	exec(t, idb, `CREATE TABLE halls (
		id int CONSTRAINT halls_pkey PRIMARY KEY,
		name text NOT NULL DEFAULT '' CONSTRAINT halls_name_short CHECK (length(name) <= 10),
		parent int CONSTRAINT halls_parent_known REFERENCES halls,
		during int4range, CONSTRAINT halls_no_overlap EXCLUDE USING gist (during WITH &&))`)
}

func insert(id int) func(context.Context, bun.Tx) error {
	return func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO halls (id) VALUES (?)", id)
		return err
	}
}

func TestInTx(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := testdb.New(t)
	table(t, d)
	if err := db.InTx(ctx, d, insert(1)); err != nil {
		t.Fatal(err)
	}
	mine := errors.New("changed my mind")
	err := db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error {
		return errors.Join(insert(2)(ctx, tx), mine)
	})
	if !errors.Is(err, mine) {
		t.Errorf("the closure's error came back as %v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error {
			_ = insert(3)(ctx, tx)
			panic("no")
		})
	}()
	if n := count(t, d, "halls"); n != 1 {
		t.Errorf("%d rows, want the committed one", n)
	}
	if open := d.Stats().InUse; open != 0 {
		t.Errorf("%d connections are still in use", open)
	}
}

// PostgreSQL turns COMMIT into ROLLBACK after an error, without an error.
func TestSwallowedErrorIsNotSuccess(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	table(t, d)
	err := db.InTx(context.Background(), d, func(ctx context.Context, tx bun.Tx) error {
		_ = insert(1)(ctx, tx)
		_ = insert(1)(ctx, tx) // fails; nobody looks
		return nil
	})
	if err == nil {
		t.Error("a transaction that was rolled back is reported as committed")
	}
	if n := count(t, d, "halls"); n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestNestedIsASavepoint(t *testing.T) {
	t.Parallel()
	for name, outer := range map[string]func(t *testing.T) bun.IDB{
		"in a transaction of the caller": func(t *testing.T) bun.IDB { return testdb.Tx(t) },
		"on a pool":                      func(t *testing.T) bun.IDB { return testdb.New(t) },
	} {
		t.Run(name, func(t *testing.T) {
			d := outer(t)
			table(t, d)
			err := db.InTx(context.Background(), d, func(ctx context.Context, tx bun.Tx) error {
				if err := insert(1)(ctx, tx); err != nil {
					return err
				}
				if err := db.InTx(ctx, tx, insert(1)); !fault.Is(err, fault.Conflict) {
					t.Errorf("nested duplicate gave %v", err)
				}
				if err := db.InTx(ctx, &tx, insert(2)); err != nil {
					return err
				}
				return db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
					_ = insert(3)(ctx, tx)
					return db.InTx(ctx, tx, insert(4))
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			if n := count(t, d, "halls"); n != 4 {
				t.Errorf("%d rows, want 4", n)
			}
		})
	}
}

// The inner context ends after the inner insert: the insert must go, the outer
// transaction must stay.
func TestInnerContextThatEnds(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	table(t, d)
	err := db.InTx(context.Background(), d, func(ctx context.Context, tx bun.Tx) error {
		if err := insert(1)(ctx, tx); err != nil {
			return err
		}
		inner, cancel := context.WithCancel(ctx)
		err := db.InTx(inner, tx, func(ctx context.Context, tx bun.Tx) error {
			_ = insert(2)(ctx, tx)
			cancel()
			return ctx.Err()
		})
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("inner error is %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int
	if err := d.NewRaw("SELECT id FROM halls").Scan(context.Background(), &ids); err != nil || fmt.Sprint(ids) != "[1]" {
		t.Errorf("rows %v, want [1] (%v)", ids, err)
	}
}

type key struct{}

func TestClosureGetsTheCallersContext(t *testing.T) {
	t.Parallel()
	_ = db.InTx(context.Background(), testdb.Tx(t), func(ctx context.Context, tx bun.Tx) error {
		return db.InTx(context.WithValue(ctx, key{}, "inner"), tx, func(ctx context.Context, _ bun.Tx) error {
			if ctx.Value(key{}) != "inner" {
				t.Error("a nested closure got the outer context")
			}
			return nil
		})
	})
}

func TestContextEndsInsideATransaction(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	table(t, d)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	err := db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error {
		_ = insert(1)(ctx, tx)
		<-ctx.Done()
		time.Sleep(20 * time.Millisecond) // database/sql rolls back behind our back
		return nil
	})
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("error is %v", err)
	}
	if n := count(t, d, "halls"); n != 0 {
		t.Errorf("%d rows", n)
	}
}

// The same seen from a savepoint, which no longer has its transaction.
func TestContextEndsInsideASavepoint(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	exec(t, d, "SELECT 1")
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_ = db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error {
		err := db.InTx(ctx, tx, func(ctx context.Context, _ bun.Tx) error {
			<-ctx.Done()
			time.Sleep(20 * time.Millisecond)
			return nil
		})
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("error is %v", err)
		}
		return err
	})
}

func TestOne(t *testing.T) {
	t.Parallel()
	tx := testdb.Tx(t)
	table(t, tx)
	exec(t, tx, "INSERT INTO halls (id) VALUES (1), (2)")
	if err := db.One(tx.Exec("UPDATE halls SET name = 'a' WHERE id = 1")); err != nil {
		t.Error(err)
	}
	if err := db.One(tx.Exec("UPDATE halls SET name = 'a' WHERE id = 9")); !fault.Is(err, fault.NotFound) {
		t.Errorf("no row: %v", err)
	}
	if err := db.One(tx.Exec("UPDATE halls SET name = 'a'")); err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("two rows: %v", err)
	}
	if err := db.One(nil, sql.ErrConnDone); !fault.Is(err, fault.Unavailable) {
		t.Errorf("an error: %v", err)
	}
}

// Several statements of one caller are asked on one connection; a transaction is one
// already.
func TestOnOneStaysOnOneConnection(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := testdb.New(t)
	pid := func(ctx context.Context, idb bun.IDB) (n int) {
		if err := idb.NewRaw("SELECT pg_backend_pid()").Scan(ctx, &n); err != nil {
			t.Error(err)
		}
		return n
	}
	open := func(ctx context.Context, idb bun.IDB) error {
		first := pid(ctx, idb)
		var inside int
		err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error { inside = pid(ctx, tx); return nil })
		if other := pid(ctx, d); err != nil || first != inside || first == other {
			t.Errorf("connections %d, %d in the transaction, %d beside it, %v", first, inside, other, err)
		}
		return err
	}
	if err := db.OnOne(ctx, d, open); err != nil {
		t.Error(err)
	}
	if err := db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error { return db.OnOne(ctx, tx, open) }); err != nil {
		t.Error(err)
	}
	if n := d.Stats().InUse; n != 0 {
		t.Errorf("%d connections were not given back", n)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := db.OnOne(ended, d, open); err == nil {
		t.Error("nobody waits for it any more")
	}
}
