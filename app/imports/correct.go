package imports

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

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

// Correction is what was typed for a row: cells by column, and the two boxes.
type Correction struct {
	Row               int
	Cells             map[int]string
	Checked, Distinct bool
}

// Correct keeps what was typed for rows that are bad or twins and judges them again.
// Rows in another state are left alone.
func Correct(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, typed []Correction, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		b, err := lock(ctx, tx, actor, id, Checked)
		if err != nil {
			return err
		}
		x := reader{newNames(), b.Fields}
		for _, c := range typed[:min(len(typed), PageRows)] {
			if err := b.correct(ctx, tx, x, actor, c, now); err != nil {
				return err
			}
		}
		return b.record(ctx, tx, actor, "correct", map[string]any{"rows": len(typed)}, now)
	})
}

func (b *Batch) correct(ctx context.Context, tx bun.IDB, x reader, actor auth.Actor, c Correction, now time.Time) error {
	rows := []Row{}
	err := tx.NewSelect().Model(&rows).Where("r.batch_id = ? AND r.row = ? AND r.state IN ('bad', 'twin')", b.ID, c.Row).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return fault.Wrap(db.Translate(err), "find row")
	}
	r := &rows[0]
	for column, value := range c.Cells {
		if column >= 0 && column < len(r.Cells) {
			r.Cells[column] = value
		}
	}
	r.Checked, r.Distinct = r.Checked || c.Checked, c.Distinct
	if _, err := x.judge(ctx, tx, actor, r, now); err != nil {
		return err
	}
	return r.save(ctx, tx)
}

// NameOf is the name a row says, to tell it from others.
func (b *Batch) NameOf(r *Row) string {
	var parts []string
	for _, field := range []string{"given", "surname"} {
		if i := slices.Index(b.Fields, field); i >= 0 && r.Cells[i] != "" {
			parts = append(parts, r.Cells[i])
		}
	}
	return strings.Join(parts, " ")
}
