package imports

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// PageRows is how many rows a page of corrections holds.
const PageRows = 20

// Rows gives rows of the batch in a state after a row number, at most PageRows; more
// says that others follow.
func (b *Batch) Rows(ctx context.Context, idb bun.IDB, state string, after int) (rows []Row, more bool, err error) {
	err = idb.NewSelect().Model(&rows).Where("r.batch_id = ? AND r.state = ? AND r.row > ?", b.ID, state, after).
		Order("r.row").Limit(PageRows + 1).Scan(ctx)
	if len(rows) > PageRows {
		rows, more = rows[:PageRows], true
	}
	return rows, more, fault.Wrap(db.Translate(err), "list rows")
}

// Correction is what was typed for a row: cells by column, the two boxes, and the
// person of a row of history.
type Correction struct {
	Row               int
	Cells             map[int]string
	Checked, Distinct bool
	// PersonID is whose the row is, chosen by hand; 0 for not chosen.
	PersonID int64
}

// Correct keeps what was typed for rows that are bad, twins or lost and judges them again.
// Rows in another state are left alone.
func Correct(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, typed []Correction, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		b, err := lock(ctx, tx, actor, id, Checked)
		if err != nil {
			return err
		}
		rows, err := b.typed(ctx, tx, typed[:min(len(typed), PageRows)])
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := b.judge(ctx, tx, newNames(), actor, rows, now); err != nil {
			return err
		}
		if err := save(ctx, tx, rows); err != nil {
			return err
		}
		return b.record(ctx, tx, actor, "correct", map[string]any{"rows": len(rows)}, now)
	})
}

// typed are the rows that were bad, twins or lost, with what was typed for them.
func (b *Batch) typed(ctx context.Context, tx bun.IDB, typed []Correction) ([]Row, error) {
	by, numbers := map[int]Correction{}, []int64{}
	for _, c := range typed {
		by[c.Row] = c
		numbers = append(numbers, int64(c.Row))
	}
	rows := []Row{}
	err := tx.NewSelect().Model(&rows).Where("r.batch_id = ? AND r.row = ANY(?) AND r.state IN ('bad', 'twin', 'lost')", b.ID, pgdialect.Array(numbers)).
		Order("r.row").Scan(ctx)
	for i := range rows {
		r := &rows[i]
		c := by[r.Row]
		for column, value := range c.Cells {
			if column >= 0 && column < len(r.Cells) {
				r.Cells[column] = sound(value)
			}
		}
		r.Checked, r.Distinct = r.Checked || c.Checked, c.Distinct
		if c.PersonID != 0 && b.History() {
			r.PersonID, r.Chosen = &c.PersonID, true
		}
	}
	return rows, fault.Wrap(db.Translate(err), "find rows")
}

// NameOf is the name a row says, to tell it from others, or the number it says instead.
func (b *Batch) NameOf(r *Row) string {
	name, number := nameOf(b.Fields, r.Cells), slices.Index(b.Fields, "number")
	if name == "" && number >= 0 {
		return r.Cells[number]
	}
	return name
}

func nameOf(fields, cells []string) string {
	var parts []string
	for _, field := range []string{"given", "surname", "full_name"} {
		if i := slices.Index(fields, field); i >= 0 && cells[i] != "" {
			parts = append(parts, cells[i])
		}
	}
	return strings.Join(parts, " ")
}
