package placements

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// PageSize is how many placements List gives at once, MaxExport the most of Export.
const (
	PageSize  = 50
	MaxExport = 5000
)

// What is due: a visit, an end to look at, somebody to be asked.
const (
	DueVisits = "visits"
	DueEnds   = "ends"
	DueAsks   = "asks"
)

// Dues are all of them, in the order shown.
func Dues() []string { return []string{DueVisits, DueEnds, DueAsks} }

// Filter narrows a list; a zero field does not narrow.
type Filter struct {
	DeskID      int64
	Kind, State string
	// Due keeps what is due on Today or soon, the earliest first.
	Due   string
	Today desks.Date
	After Cursor
}

// Cursor is a place in a list; the zero Cursor is its beginning.
type Cursor struct {
	On desks.Date
	ID int64
}

// Row is one line of a list.
type Row struct {
	Placement
	PersonID       int64
	Given, Surname string
}

// List gives a page of the placements of the actor's desks, the latest first, or what
// is due, and where the next page begins, nil on the last one.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, f Filter) ([]Row, *Cursor, error) {
	all := []Row{}
	if err := listQuery(idb, actor, f, PageSize+1).Scan(ctx, &all); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list placements")
	}
	if len(all) <= PageSize {
		return all, nil, nil
	}
	all = all[:PageSize]
	last := &all[PageSize-1]
	return all, &Cursor{f.day(&last.Placement), last.ID}, nil
}

// day is what the list is ordered by.
func (f Filter) day(p *Placement) desks.Date {
	switch f.Due {
	case DueVisits:
		return p.VisitDue
	case DueEnds:
		return p.EndsOn
	case DueAsks:
		return p.AskOn
	}
	return p.From()
}

func listQuery(idb bun.IDB, actor auth.Actor, f Filter, limit int64) *bun.SelectQuery {
	q := scoped(idb.NewSelect().TableExpr("placements AS pl").
		Join("JOIN cases AS c ON c.id = pl.case_id").Join("JOIN people AS o ON o.id = c.person_id").Join("JOIN people AS p ON p.id = COALESCE(o.root_id, o.id)").
		ColumnExpr("pl.*, p.id AS person_id, p.given, p.surname").Limit(limit), actor)
	for column, v := range map[string]string{"kind": f.Kind, "state": f.State} {
		if v != "" {
			q = q.Where("pl.? = ?", bun.Ident(column), v)
		}
	}
	if f.DeskID != 0 {
		q = q.Where("pl.desk_id = ?", f.DeskID)
	}
	column, last := dueColumn(f.Due), f.Today
	switch f.Due {
	case DueVisits:
		last = last.AddDays(VisitsAhead)
	case DueEnds:
		last = last.AddDays(EndingAhead)
		q = q.Where("pl.state = 'started'")
	case DueAsks:
	default:
		if f.After.ID != 0 {
			q = q.Where("(pl.from_on, pl.id) < (?, ?)", f.After.On, f.After.ID)
		}
		return q.OrderExpr("pl.from_on DESC, pl.id DESC")
	}
	q = q.Where("pl.? <= ?", column, last)
	if f.After.ID != 0 {
		q = q.Where("(pl.?, pl.id) > (?, ?)", column, f.After.On, f.After.ID)
	}
	return q.OrderExpr("pl.?, pl.id", column)
}

func dueColumn(due string) bun.Ident {
	return bun.Ident(map[string]string{DueVisits: "visit_due", DueEnds: "ends_on", DueAsks: "ask_on"}[due])
}

// Due counts what is due at a desk of the actor's on a day or soon, at all of theirs
// for the desk 0, by Dues.
func Due(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, today desks.Date) (map[string]int, error) {
	ids, all := actor.Desks()
	var visits, ends, asks int
	where := " AND (?0 OR desk_id = ANY(?1)) AND (?2 = 0 OR desk_id = ?2)"
	err := idb.NewRaw(`SELECT (SELECT count(*) FROM placements WHERE visit_due <= ?3`+where+`),
			(SELECT count(*) FROM placements WHERE state = 'started' AND ends_on <= ?4`+where+`),
			(SELECT count(*) FROM placements WHERE ask_on <= ?5`+where+`)`,
		all, pgdialect.Array(ids), deskID, today.AddDays(VisitsAhead), today.AddDays(EndingAhead), today).Scan(ctx, &visits, &ends, &asks)
	return map[string]int{DueVisits: visits, DueEnds: ends, DueAsks: asks}, fault.Wrap(db.Translate(err), "count what is due")
}

// Full is a row of an export, with what its sides said.
type Full struct {
	Row
	PersonScore, FirmScore, Visits int
}

// Export gives the placements of the actor's desks for a table, MaxExport of them at
// most, the latest first. Who took them away is in the audit trail.
func Export(ctx context.Context, idb bun.IDB, actor auth.Actor, f Filter, now time.Time) ([]Full, error) {
	f.After = Cursor{}
	all := []Full{}
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		q := listQuery(tx, actor, f, MaxExport).
			ColumnExpr("COALESCE((SELECT score FROM placement_opinions AS s WHERE s.placement_id = pl.id AND s.side = 'person' AND s.replaced_at IS NULL), 0) AS person_score").
			ColumnExpr("COALESCE((SELECT score FROM placement_opinions AS s WHERE s.placement_id = pl.id AND s.side = 'firm' AND s.replaced_at IS NULL), 0) AS firm_score").
			ColumnExpr("(SELECT count(*) FROM placement_visits AS v WHERE v.placement_id = pl.id AND v.removed_at IS NULL) AS visits")
		if err := q.Scan(ctx, &all); err != nil {
			return fault.Wrap(db.Translate(err), "export placements")
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Ref(), Action: "placements.export", Subject: "placements", DeskID: f.DeskID, At: now,
			Data: map[string]any{"rows": len(all), "kind": f.Kind, "state": f.State, "due": f.Due}})
	})
	return all, err
}
