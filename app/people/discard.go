package people

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Discard deletes a file of the actor's desks that was opened by mistake and nobody
// used: never changed nor merged, known at one desk, without entries, and nothing of
// another noun leads to it. false says that it stays.
func Discard(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) (bool, error) {
	gone := false
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		p, err := lock(ctx, tx, actor, id)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || p.Version > 1 {
			return err
		}
		var used bool
		err = tx.NewRaw(`SELECT EXISTS (SELECT FROM people WHERE root_id = ?0) OR EXISTS (SELECT FROM person_entries WHERE person_id = ?0)
			OR EXISTS (SELECT FROM person_special WHERE person_id = ?0) OR (SELECT count(*) <> 1 FROM person_desks WHERE person_id = ?0)`,
			id).Scan(ctx, &used)
		if err != nil || used {
			return fault.Wrap(db.Translate(err), "look what hangs on a file")
		}
		if used, err = pointedAt(ctx, tx, id); err != nil || used {
			return err
		}
		if _, err := tx.NewRaw("DELETE FROM people WHERE id = ?", id).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "delete file")
		}
		gone = true
		return record(ctx, tx, actor, "discard", id, 0, nil, now)
	})
	if db.ConstraintOf(err) != "" { // something of another noun leads to it
		return false, nil
	}
	return gone && err == nil, err
}

// pointedAt reports whether a row of another noun leads to the person and would forget
// them (ON DELETE SET NULL); other foreign keys refuse by themselves.
func pointedAt(ctx context.Context, tx bun.IDB, id int64) (bool, error) {
	var from []struct{ Tab, Col string }
	err := tx.NewRaw(`SELECT c.conrelid::regclass::text AS tab, a.attname::text AS col FROM pg_constraint AS c
		JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
		WHERE c.confrelid = 'people'::regclass AND c.contype = 'f' AND c.confdeltype = 'n'`).Scan(ctx, &from)
	if err != nil {
		return false, fault.Wrap(db.Translate(err), "look who leads to people")
	}
	for _, x := range from {
		var used bool
		err := tx.NewRaw("SELECT EXISTS (SELECT FROM ? WHERE ? = ?)", bun.Ident(x.Tab), bun.Ident(x.Col), id).Scan(ctx, &used)
		if err != nil || used {
			return used, fault.Wrap(db.Translate(err), "look who leads to a person")
		}
	}
	return false, nil
}
