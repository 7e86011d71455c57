package people

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Discard deletes a file of the actor's desks that was opened by mistake and nobody
// used: never changed nor merged, known at one desk, without entries or anything past,
// and nothing of another noun leads to it. false says that it stays.
func Discard(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) (bool, error) {
	gone, err := DiscardAll(ctx, idb, actor, []int64{id}, now)
	return len(gone) == 1, err
}

// DiscardAll does what Discard does for each of the files and gives those that are gone.
func DiscardAll(ctx context.Context, idb bun.IDB, actor auth.Actor, ids []int64, now time.Time) (gone []int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		all := []Person{}
		err := scoped(tx.NewSelect().Model(&all).Where("p.id = ANY(?) AND p.root_id IS NULL AND p.version = 1", pgdialect.Array(ids)), actor).
			Order("p.id").For("UPDATE OF p").Scan(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "lock files to delete")
		}
		gone = []int64{}
		for _, p := range all {
			gone = append(gone, p.ID)
		}
		used, err := usedAmong(ctx, tx, gone)
		if err != nil {
			return err
		}
		gone = slices.DeleteFunc(gone, func(id int64) bool { return slices.Contains(used, id) })
		if _, err := tx.NewRaw("DELETE FROM people WHERE id = ANY(?)", pgdialect.Array(gone)).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "delete files")
		}
		return recordAll(ctx, tx, actor, "discard", 0, gone, now)
	})
	return gone, err
}

// bare are the tables whose rows come with a file and are no use of it: what opening it
// writes, who looked at it, and the number another program had for the person.
var bare = []string{"person_contacts", "person_names", "person_versions", "person_reads", "person_desks", "import_numbers"}

// usedAmong gives those of some locked files that are known at more desks than one, or to
// which any other row leads, of this noun or another.
func usedAmong(ctx context.Context, tx bun.IDB, ids []int64) ([]int64, error) {
	used := []int64{}
	err := tx.NewRaw("SELECT person_id FROM person_desks WHERE person_id = ANY(?) GROUP BY person_id HAVING count(*) > 1", pgdialect.Array(ids)).Scan(ctx, &used)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "look at which desks files are")
	}
	var from []struct{ Tab, Col string }
	err = tx.NewRaw(`SELECT c.conrelid::regclass::text AS tab, a.attname::text AS col FROM pg_constraint AS c
		JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
		WHERE c.confrelid = 'people'::regclass AND c.contype = 'f' AND c.conrelid::regclass::text <> ALL(?)`, pgdialect.Array(bare)).Scan(ctx, &from)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "look who leads to people")
	}
	for _, x := range from {
		var found []int64
		err := tx.NewRaw("SELECT DISTINCT ?0 FROM ?1 WHERE ?0 = ANY(?2)", bun.Ident(x.Col), bun.Ident(x.Tab), pgdialect.Array(ids)).Scan(ctx, &found)
		if err != nil {
			return nil, fault.Wrap(db.Translate(err), "look who leads to files")
		}
		used = append(used, found...)
	}
	return used, nil
}
