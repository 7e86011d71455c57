package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestTranslateConstraints(t *testing.T) {
	t.Parallel()
	tx := testdb.Tx(t)
	table(t, tx)
	exec(t, tx, "INSERT INTO halls (id, during) VALUES (1, '[1,5)')")
	for query, constraint := range map[string]string{
		"INSERT INTO halls (id) VALUES (1)":                       "halls_pkey",
		"INSERT INTO halls (id, name) VALUES (2, 'far too long')": "halls_name_short",
		"INSERT INTO halls (id, parent) VALUES (2, 77)":           "halls_parent_known",
		"INSERT INTO halls (id, during) VALUES (2, '[4,6)')":      "halls_no_overlap",
	} {
		err := db.InTx(context.Background(), tx, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.ExecContext(ctx, query)
			return fault.Wrap(err, "booking")
		})
		f, _ := fault.As(err)
		if f == nil || f.Kind != fault.Conflict || f.Key != "constraint."+constraint || db.ConstraintOf(err) != constraint {
			t.Errorf("%s: %v (%q)", query, err, db.ConstraintOf(err))
		}
	}
}

func TestTranslateOthers(t *testing.T) {
	t.Parallel()
	tx := testdb.Tx(t)
	run := func(query string) error {
		return db.InTx(context.Background(), tx, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.ExecContext(ctx, query)
			return err
		})
	}
	if err := run("SELECT 'Mario Rossi'::int"); err == nil || strings.Contains(err.Error(), "Rossi") || fault.KindOf(err) != fault.Internal {
		t.Errorf("an error about a value: %v", err)
	}
	if err := run("SELECT nothing"); err == nil || strings.Count(fmt.Sprint(db.Translate(err)), "database:") != 1 {
		t.Errorf("a fault of ours: %v", err)
	}
	var id int
	if err := db.Translate(tx.NewRaw("SELECT 1 WHERE false").Scan(context.Background(), &id)); !fault.Is(err, fault.NotFound) {
		t.Errorf("no row: %v", err)
	}
	if db.Translate(nil) != nil {
		t.Error("nil is not nil")
	}
	mine := fault.New(fault.TooMany, "x")
	if got := db.Translate(fault.Wrap(mine, "y")); !fault.Is(got, fault.TooMany) {
		t.Errorf("a fault became %v", got)
	}
	if other := errors.New("other"); db.Translate(other) != other {
		t.Error("somebody else's error was changed")
	}
}
