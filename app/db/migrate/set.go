package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"

	"github.com/uptrace/bun"
	bunmigrate "github.com/uptrace/bun/migrate"
)

var fileName = regexp.MustCompile(`^\d{14}_[a-z0-9]+_[a-z0-9_]+\.tx\.(up|down)\.sql$`)

// read takes the migrations of fsys and refuses a set with a misnamed file, a
// number used twice or half a pair.
func read(fsys fs.FS) (*bunmigrate.Migrations, error) {
	names, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		return nil, err
	}
	var faults []error
	for _, name := range names {
		if !fileName.MatchString(name) {
			faults = append(faults, fmt.Errorf("migration %s: the name must be <14 digits>_<noun>_<what>.tx.up.sql or .tx.down.sql", name))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	set := bunmigrate.NewMigrations(bunmigrate.WithMigrationsDirectory("."))
	if err := set.Discover(fsys); err != nil {
		return nil, err
	}
	for _, one := range set.Sorted() {
		if one.Up == nil || one.Down == nil {
			faults = append(faults, fmt.Errorf("migration %s: up and down must both be there", label(one)))
		}
	}
	return set, errors.Join(faults...)
}

// migrator is bun's, told to note a migration inside the migration's own
// transaction; bun's note afterwards is an upsert of the same row.
func migrator(idb *bun.DB, set *bunmigrate.Migrations, note bunmigrate.MigrationHook) *bunmigrate.Migrator {
	return bunmigrate.NewMigrator(idb, set,
		bunmigrate.WithTableName(table),
		bunmigrate.WithLocksTableName(table+"_locks"), // bun makes it; the lock is ours
		bunmigrate.WithMarkAppliedOnSuccess(true),
		bunmigrate.WithUpsert(true),
		bunmigrate.AfterMigration(note))
}

// noteUp is the row that says: applied.
func noteUp(ctx context.Context, tx bun.IConn, one *bunmigrate.Migration) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO `+table+` (name, group_id) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET group_id = EXCLUDED.group_id`, one.Name, one.GroupID)
	return err
}

// noteDown takes that row back.
func noteDown(ctx context.Context, tx bun.IConn, one *bunmigrate.Migration) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE name = ?`, one.Name)
	return err
}
