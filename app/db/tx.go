package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"approdo/app/fault"
)

// InTx runs fn in a transaction of idb and commits when fn returns nil. Inside
// another transaction it is a savepoint: an error of fn takes back only what fn
// did. Errors come back through Translate; a panic rolls back and goes on.
//
// A nil result means the change is committed (or, nested, part of the outer
// transaction): an SQL error that fn swallowed makes InTx fail.
// fn gets the caller's context and must use its own tx only.
func InTx(ctx context.Context, idb bun.IDB, fn func(ctx context.Context, tx bun.Tx) error) (err error) {
	begin := ctx
	nested := isTx(idb)
	if nested {
		begin = context.WithoutCancel(ctx) // so that ROLLBACK TO still runs after ctx has ended
	}
	tx, err := idb.BeginTx(begin, nil)
	if err != nil {
		return Translate(err)
	}
	done := false
	defer func() {
		if !done {
			err = ended(ctx, err, tx.Rollback())
		}
	}()
	if err := fn(ctx, tx); err != nil {
		return Translate(err)
	}
	if !nested { // RELEASE SAVEPOINT fails by itself where something went wrong before
		if _, err := tx.ExecContext(ctx, "SELECT 1"); err != nil {
			return Translate(err)
		}
	}
	done = true
	return ended(ctx, Translate(tx.Commit()), nil)
}

// OnOne runs fn on one connection of the pool: who has several statements to ask for
// queues for a connection once instead of once a statement. In a crowd the first
// ones are then through before the last ones begin, and what those find is settled.
// A transaction has its connection already.
func OnOne(ctx context.Context, idb bun.IDB, fn func(ctx context.Context, idb bun.IDB) error) (err error) {
	pool, ok := idb.(*bun.DB)
	if !ok {
		return fn(ctx, idb)
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return Translate(err)
	}
	defer func() {
		if closed := conn.Close(); err == nil {
			err = Translate(closed)
		}
	}()
	return fn(ctx, conn)
}

// ended explains an error that only says that the transaction is over: when the
// deadline has passed, database/sql rolls back behind our back.
func ended(ctx context.Context, err, rollback error) error {
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return &fault.Fault{Kind: fault.Unavailable, Key: keyUnavailable, Err: errors.Join(ctx.Err(), err)}
	}
	if rollback != nil && err == nil { // a panic on its way up, or nothing to tell
		return Translate(rollback)
	}
	return err
}

func isTx(idb bun.IDB) bool {
	switch idb.(type) {
	case bun.Tx, *bun.Tx:
		return true
	}
	return false
}

// One checks that a change touched exactly one row. No row is NotFound: the row
// is unknown, foreign or in another state. More than one is a fault of ours.
func One(res sql.Result, err error) error {
	if err != nil {
		return Translate(err)
	}
	n, err := res.RowsAffected()
	switch {
	case err != nil:
		return Translate(err)
	case n == 0:
		return fault.Missing()
	case n > 1:
		return fmt.Errorf("database: %d rows changed where one was meant", n)
	}
	return nil
}
