package imports

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Map says what each column holds and begins the dry run; headings are remembered for
// the account. Invalid on "column-N" for a field chosen twice, and where a column is
// missing without which no row can be read.
func Map(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, fields []string, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		b, err := lock(ctx, tx, actor, id, Mapping, Checked, Stopped)
		if err != nil {
			return err
		}
		if err := checkFields(b.Kind, b.Head, fields); err != nil {
			return err
		}
		counts, err := b.Count(ctx, tx)
		if err != nil {
			return err
		}
		if counts[Opened]+counts[Kept]+counts[Taken] > 0 {
			return fault.New(fault.Conflict, "imports.error.state")
		}
		b.Fields, b.UserID = fields, actor.UserID
		for i, f := range fields {
			_, err := tx.NewRaw(`INSERT INTO import_headings VALUES (?, ?, ?) ON CONFLICT (user_id, heading) DO UPDATE SET field = EXCLUDED.field`,
				actor.UserID, heading(b.Kind, b.Head[i]), f).Exec(ctx)
			if err != nil {
				return fault.Wrap(db.Translate(err), "remember heading")
			}
		}
		_, err = tx.NewRaw("UPDATE import_rows SET state = 'new', person_id = CASE WHEN chosen THEN person_id END WHERE batch_id = ?0; DELETE FROM import_keys WHERE batch_id = ?0", b.ID).Exec(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "judge rows again")
		}
		if err := b.record(ctx, tx, actor, "check", nil, now); err != nil {
			return err
		}
		return b.set(ctx, tx, Checking, now)
	})
}

// heading is a heading as it is remembered: those of files of history apart.
func heading(kind, head string) string {
	if kind == People {
		return plain(head)
	}
	return kind + ":" + signs(head)
}

func headings(ctx context.Context, idb bun.IDB, user int64, kind string) (map[string]string, error) {
	var rows []struct{ Heading, Field string }
	err := idb.NewSelect().Table("import_headings").Column("heading", "field").Where("user_id = ?", user).Scan(ctx, &rows)
	known := map[string]string{}
	for _, r := range rows {
		if slices.Contains(Fields(kind), r.Field) || r.Field == "" {
			known[r.Heading] = r.Field
		}
	}
	return known, fault.Wrap(db.Translate(err), "list headings")
}
