package db_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
)

// One insert, committed: bare, by bun's own transaction, and by InTx, which asks
// before COMMIT.
func BenchmarkCommit(b *testing.B) {
	ctx := context.Background()
	d := testdb.New(b)
	if _, err := d.Exec("CREATE TABLE rows (n int)"); err != nil {
		b.Fatal(err)
	}
	insert := func(ctx context.Context, idb bun.IDB) error {
		_, err := idb.ExecContext(ctx, "INSERT INTO rows VALUES (1)")
		return err
	}
	for name, run := range map[string]func() error{
		"bare": func() error { return insert(ctx, d) },
		"bun": func() error {
			return d.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return insert(ctx, tx) })
		},
		"InTx": func() error {
			return db.InTx(ctx, d, func(ctx context.Context, tx bun.Tx) error { return insert(ctx, tx) })
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
