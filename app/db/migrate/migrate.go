package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/uptrace/bun"
	bunmigrate "github.com/uptrace/bun/migrate"

	"approdo/app/db"
)

// The advisory lock of all migrations: two halves of 32 bits, so that it never
// meets a lock of db.Lock, which takes one of 64.
const lockSpace, lockID = 0x4170, 0x6d69

const (
	table    = "schema_migrations"
	lockPoll = 100 * time.Millisecond
)

// Up applies what is pending in fsys and names it, in order. It waits for another
// program that is migrating until ctx ends. On an error the names are those
// applied before it; what failed has left nothing behind.
func Up(ctx context.Context, idb *bun.DB, fsys fs.FS) (applied []string, err error) {
	err = locked(ctx, idb, fsys, noteUp, func(m *bunmigrate.Migrator) error {
		group, err := m.Migrate(ctx)
		for _, one := range group.Migrations {
			applied = append(applied, label(one))
		}
		if err != nil && len(applied) > 0 {
			applied = applied[:len(applied)-1] // bun counts the one that failed
		}
		return err
	})
	return applied, err
}

// Down takes back the migration applied last; with none applied it is quiet.
func Down(ctx context.Context, idb *bun.DB, fsys fs.FS) error {
	_, err := DownOne(ctx, idb, fsys)
	return err
}

// DownOne is Down and names what was taken back, "" where there was nothing.
func DownOne(ctx context.Context, idb *bun.DB, fsys fs.FS) (name string, err error) {
	err = locked(ctx, idb, fsys, noteDown, func(m *bunmigrate.Migrator) error {
		all, err := m.MigrationsWithStatus(ctx)
		if err != nil || len(all.Applied()) == 0 {
			return err
		}
		last := all.Applied()[0]
		if err := last.Down(ctx, m, &last); err != nil {
			return fmt.Errorf("taking back %s: %w", label(last), err)
		}
		name = label(last)
		return nil
	})
	return name, err
}

// Pending names what Up would apply, in order, without touching anything.
func Pending(ctx context.Context, idb *bun.DB, fsys fs.FS) ([]string, error) {
	set, err := read(fsys)
	if err != nil {
		return nil, err
	}
	m := migrator(idb, set, noteUp)
	var exists bool
	if err := idb.NewRaw("SELECT to_regclass(?) IS NOT NULL", table).Scan(ctx, &exists); err != nil {
		return nil, db.Translate(err)
	}
	waiting := set.Sorted()
	if exists {
		all, err := m.MigrationsWithStatus(ctx)
		if err != nil {
			return nil, db.Translate(err)
		}
		waiting = all.Unapplied()
	}
	var names []string
	for _, one := range waiting {
		names = append(names, label(one))
	}
	return names, nil
}

// locked runs fn under the one lock, on a set that has been checked.
func locked(ctx context.Context, idb *bun.DB, fsys fs.FS, note bunmigrate.MigrationHook,
	fn func(*bunmigrate.Migrator) error,
) (err error) {
	set, err := read(fsys)
	if err != nil {
		return err
	}
	conn, err := idb.Conn(ctx)
	if err != nil {
		return db.Translate(err)
	}
	defer func() { err = errors.Join(err, release(conn)) }()
	if err := acquire(ctx, conn); err != nil {
		return db.Translate(err)
	}
	m := migrator(idb, set, note)
	if err := m.Init(ctx); err != nil {
		return db.Translate(err)
	}
	if err := known(ctx, m, set); err != nil {
		return err
	}
	return db.Translate(fn(m))
}

func acquire(ctx context.Context, conn bun.Conn) error {
	for {
		var got bool
		err := conn.NewRaw("SELECT pg_try_advisory_lock(?, ?)", lockSpace, lockID).Scan(ctx, &got)
		if err != nil || got {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("another program is changing the database: %w", ctx.Err())
		case <-time.After(lockPoll):
		}
	}
}

// release gives the lock back even when the caller's context has ended.
func release(conn bun.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock(?, ?)", lockSpace, lockID)
	return errors.Join(err, conn.Close())
}

// known refuses a database that is ahead of this program.
func known(ctx context.Context, m *bunmigrate.Migrator, set *bunmigrate.Migrations) error {
	applied, err := m.AppliedMigrations(ctx)
	if err != nil {
		return db.Translate(err)
	}
	names := make([]string, 0, len(applied))
	for _, one := range set.Sorted() {
		names = append(names, one.Name)
	}
	for _, one := range applied {
		if !slices.Contains(names, one.Name) {
			return fmt.Errorf("the database holds migration %s, which this version of the program does not know: start the newer version", one.Name)
		}
	}
	return nil
}

func label(m bunmigrate.Migration) string { return m.Name + "_" + m.Comment }
