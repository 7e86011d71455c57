package people

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Merging is that two records were found to be one person.
type Merging struct {
	bun.BaseModel `bun:"table:person_merges,alias:m"`

	ID       int64 `bun:",pk,autoincrement"`
	KeptID   int64
	MergedID int64
	// Moved are the records that got KeptID as their root.
	Moved    []int64 `bun:",array"`
	Reason   string
	At       time.Time
	By       string
	UndoneAt *time.Time
	UndoneBy string
}

// Merge says that merged is the same person as kept, whose identity stays. Nothing is
// deleted or rewritten: merged and what was merged into it point to kept from now on,
// and kept is known at the desks of both. Both must be roots of the actor's desks, else
// NotFound; merging again what is merged is quiet.
func Merge(ctx context.Context, idb bun.IDB, actor auth.Actor, kept, merged int64, reason string, now time.Time) error {
	reason = strings.TrimSpace(reason)
	var c fault.Check
	c.If(kept == merged, "merged", "people.error.same")
	c.If(utf8.RuneCountInString(reason) > MaxReason, "reason", "people.error.long", "Max", MaxReason)
	if err := c.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := lockBoth(ctx, tx, kept, merged); err != nil {
			return err
		}
		if done, err := joined(ctx, tx, kept, merged); err != nil || done {
			return err
		}
		for _, id := range []int64{kept, merged} {
			if _, err := lock(ctx, tx, actor, id); err != nil {
				return err
			}
		}
		m := &Merging{KeptID: kept, MergedID: merged, Reason: reason, At: now, By: actor.Ref()}
		if err := m.move(ctx, tx); err != nil {
			return err
		}
		if err := tellJoined(ctx, tx, kept, merged); err != nil {
			return err
		}
		return record(ctx, tx, actor, "merge", kept, 0, map[string]any{"merged": merged, "merge": m.ID, "records": len(m.Moved)}, now)
	})
}

// lockBoth takes the rows in ascending order, so that two merges never wait for each other.
func lockBoth(ctx context.Context, tx bun.IDB, a, b int64) error {
	_, err := tx.NewRaw("SELECT id FROM people WHERE id IN (?, ?) ORDER BY id FOR UPDATE", a, b).Exec(ctx)
	return fault.Wrap(db.Translate(err), "lock people to merge")
}

func joined(ctx context.Context, tx bun.IDB, kept, merged int64) (bool, error) {
	done, err := tx.NewSelect().Table("people").Where("id = ? AND root_id = ?", merged, kept).Exists(ctx)
	return done, fault.Wrap(db.Translate(err), "look for a merge")
}

func (m *Merging) move(ctx context.Context, tx bun.IDB) error {
	err := tx.NewRaw("SELECT id FROM people WHERE id = ?0 OR root_id = ?0 ORDER BY id FOR UPDATE", m.MergedID).Scan(ctx, &m.Moved)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list records to merge")
	}
	if _, err := tx.NewInsert().Model(m).ExcludeColumn("undone_at", "undone_by").Returning("id").Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "keep merge")
	}
	if _, err := tx.NewRaw("UPDATE people SET root_id = ? WHERE id = ANY(?)", m.KeptID, pgdialect.Array(m.Moved)).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "merge")
	}
	_, err = tx.NewRaw(`INSERT INTO person_desks (person_id, desk_id, since, by, reason, merge_id)
		SELECT ?, desk_id, since, by, reason, ? FROM person_desks WHERE person_id = ? ON CONFLICT DO NOTHING`,
		m.KeptID, m.ID, m.MergedID).Exec(ctx)
	return fault.Wrap(db.Translate(err), "merge desks")
}

// Merges gives the merges into a root, latest first, undone ones too.
func Merges(ctx context.Context, idb bun.IDB, id int64) ([]Merging, error) {
	all := []Merging{}
	err := idb.NewSelect().Model(&all).Where("m.kept_id = ?", id).Order("m.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list merges")
}

// Unmerge takes back the latest merge of a root of the actor's desks: the records point
// again where they did before. Taken back already is quiet; an older merge is Conflict
// "people.error.not_latest"; a codice fiscale both have by now is Conflict
// "people.error.fiscal_taken".
func Unmerge(ctx context.Context, idb bun.IDB, actor auth.Actor, id, mergeID int64, now time.Time) error {
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if _, err := lock(ctx, tx, actor, id); err != nil {
			return err
		}
		m := new(Merging)
		if err := tx.NewSelect().Model(m).Where("m.id = ? AND m.kept_id = ?", mergeID, id).Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "find merge")
		}
		if m.UndoneAt != nil {
			return nil
		}
		later, err := tx.NewSelect().Table("person_merges").Where("kept_id = ? AND id > ? AND undone_at IS NULL", id, mergeID).Exists(ctx)
		if err != nil {
			return fault.Wrap(db.Translate(err), "look for later merges")
		}
		if later {
			return fault.New(fault.Conflict, "people.error.not_latest")
		}
		if err := m.undo(ctx, tx, actor, now); err != nil {
			return err
		}
		if err := tellJoined(ctx, tx, id, m.MergedID); err != nil {
			return err
		}
		return record(ctx, tx, actor, "unmerge", id, 0, map[string]any{"merged": m.MergedID, "merge": m.ID}, now)
	})
	return taken(err)
}

func (m *Merging) undo(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	for _, q := range []*bun.RawQuery{
		tx.NewRaw("UPDATE people SET root_id = NULLIF(?0::bigint, id) WHERE id = ANY(?1)", m.MergedID, pgdialect.Array(m.Moved)),
		tx.NewRaw("DELETE FROM person_desks WHERE merge_id = ?", m.ID),
		tx.NewRaw("UPDATE person_merges SET undone_at = ?, undone_by = ? WHERE id = ?", now, actor.Ref(), m.ID),
	} {
		if _, err := q.Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "undo merge")
		}
	}
	return nil
}
