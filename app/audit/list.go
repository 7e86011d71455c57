package audit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
)

// Row is an entry as it stands in the trail.
type Row struct {
	ID        int64 `bun:",pk"`
	At        time.Time
	Actor     string
	Action    string
	Subject   string
	SubjectID int64
	DeskID    int64
	Data      json.RawMessage `bun:"type:jsonb"`
}

// Scope is how much of the trail a reader may see. The zero Scope sees nothing.
type Scope struct {
	// All shows every row.
	All bool
	// DeskIDs show the rows of these desks.
	DeskIDs []int64
}

// Filter narrows List; zero fields do not narrow.
type Filter struct {
	Actor string
	// Action is one action, or a whole noun when it ends with a dot ("auth.").
	Action    string
	Subject   string
	SubjectID int64
	DeskID    int64
	// From is the first moment shown, To the first moment not shown any more.
	From, To time.Time
	// Before is the cursor List gave, 0 for the newest rows.
	Before int64
	// Limit is how many rows to give; 50 when 0, never more than 500.
	Limit int
}

// List gives the rows a reader may see, newest first, and the cursor of the next
// page: 0 when there is none.
func List(ctx context.Context, idb bun.IDB, scope Scope, f Filter) (rows []Row, next int64, err error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, 500)
	q := idb.NewSelect().Model(&rows).ModelTableExpr("audit_entries AS row").OrderExpr("id DESC").Limit(int64(limit) + 1)
	if !scope.All {
		q = q.Where("desk_id <> 0").Where("desk_id = ANY (?)", pgdialect.Array(scope.DeskIDs))
	}
	q = f.narrow(q)
	if err := q.Scan(ctx); err != nil {
		return nil, 0, db.Translate(err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].ID
	}
	return rows, next, nil
}

func (f Filter) narrow(q *bun.SelectQuery) *bun.SelectQuery {
	where := func(on bool, sql string, arg any) {
		if on {
			q = q.Where(sql, arg)
		}
	}
	where(f.Actor != "", "actor = ?", f.Actor)
	if n := len(f.Action); n > 0 && f.Action[n-1] == '.' {
		where(true, "starts_with(action, ?)", f.Action)
	} else {
		where(n > 0, "action = ?", f.Action)
	}
	where(f.Subject != "", "subject = ?", f.Subject)
	where(f.SubjectID != 0, "subject_id = ?", f.SubjectID)
	where(f.DeskID != 0, "desk_id = ?", f.DeskID)
	where(!f.From.IsZero(), "at >= ?", f.From)
	where(!f.To.IsZero(), "at < ?", f.To)
	where(f.Before != 0, "id < ?", f.Before)
	return q
}
