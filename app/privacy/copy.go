package privacy

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/personal"
)

// Part is what one table keeps about a person.
type Part struct {
	Table   string           `json:"table"`
	Purpose personal.Purpose `json:"purpose"`
	// Rows hold the columns of personal.Table.Show by name.
	Rows json.RawMessage `json:"rows"`
}

// CopyOf gives everything the tables show about a person, ids being all their records;
// tables without rows are left out. What is sealed is not in it.
func CopyOf(ctx context.Context, idb bun.IDB, ids []int64) ([]Part, error) {
	return parts(ctx, idb, Catalogue(), ids)
}

func parts(ctx context.Context, idb bun.IDB, tables []personal.Table, ids []int64) (all []Part, err error) {
	for i := range tables {
		t := &tables[i]
		if len(t.Show) == 0 {
			continue
		}
		var rows string
		err := idb.NewRaw("SELECT COALESCE(json_agg(x), '[]')::text FROM (SELECT t."+strings.Join(t.Show, ", t.")+
			" FROM "+t.Name+" AS t WHERE "+t.Whose+" ORDER BY 1, 2) AS x", pgdialect.Array(ids)).Scan(ctx, &rows)
		if err != nil {
			return nil, fault.Wrap(db.Translate(err), "copy "+t.Name)
		}
		if rows != "[]" {
			all = append(all, Part{Table: t.Name, Purpose: t.Purpose, Rows: json.RawMessage(rows)})
		}
	}
	return all, nil
}
