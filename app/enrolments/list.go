package enrolments

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// PageSize is how many enrolments List gives at once, StartingAhead how many days before
// its start a course is among those that start soon.
const (
	PageSize      = 50
	StartingAhead = 14
)

// What a desk has to look at: courses that start soon, days of start or end that went by
// and nobody said what became of it, what people told and nobody confirmed.
const (
	DueStarts = "starts"
	DueMarks  = "marks"
	DueTold   = "told"
)

// Dues are all of them, in the order shown.
func Dues() []string { return []string{DueStarts, DueMarks, DueTold} }

// Filter narrows a list; a zero field does not narrow.
type Filter struct {
	DeskID      int64
	State, Road string
	// From and To are days between which the course begins, both included.
	From, To desks.Date
	// Due keeps what is to be looked at on Today, the earliest first.
	Due   string
	Today desks.Date
	After Cursor
}

// Cursor is a place in a list; the zero Cursor is its beginning.
type Cursor struct {
	On desks.Date
	ID int64
}

// Row is one line of a list. PersonID is the root of its person.
type Row struct {
	Enrolment
	RootID         int64
	Given, Surname string
}

// List gives a page of the enrolments of the actor's desks, the latest first, or what is
// due, and where the next page begins, nil on the last one.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, f Filter) ([]Row, *Cursor, error) {
	all := []Row{}
	if err := listQuery(idb, actor, f, PageSize+1).Scan(ctx, &all); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list enrolments")
	}
	if len(all) <= PageSize {
		return all, nil, nil
	}
	all = all[:PageSize]
	last := &all[PageSize-1]
	on := map[string]desks.Date{DueStarts: last.DueOn, DueMarks: last.DueOn, DueTold: last.MovedOn, "": last.FromOn}[f.Due]
	return all, &Cursor{on, last.ID}, nil
}

func listQuery(idb bun.IDB, actor auth.Actor, f Filter, limit int64) *bun.SelectQuery {
	q := staff(actor).rows(idb.NewSelect().TableExpr("enrolments AS en").
		Join("JOIN people AS o ON o.id = en.person_id").Join("JOIN people AS p ON p.id = COALESCE(o.root_id, o.id)").
		ColumnExpr("en.*, p.id AS root_id, p.given, p.surname").Limit(limit))
	for column, v := range map[string]string{"state": f.State, "road": f.Road} {
		if v != "" {
			q = q.Where("en.? = ?", bun.Ident(column), v)
		}
	}
	if f.DeskID != 0 {
		q = q.Where("en.desk_id = ?", f.DeskID)
	}
	if !f.From.IsZero() {
		q = q.Where("en.from_on >= ?", f.From)
	}
	if !f.To.IsZero() {
		q = q.Where("en.from_on <= ?", f.To)
	}
	column := bun.Ident("due_on")
	switch f.Due {
	case DueStarts:
		q = q.Where("en.due_on BETWEEN ? AND ?", f.Today, f.Today.AddDays(StartingAhead)).Where("en.state <> 'attending'")
	case DueMarks:
		q = q.Where("en.due_on < ?", f.Today)
	case DueTold:
		q, column = q.Where("en.told"), "moved_on"
	default:
		if f.After.ID != 0 {
			q = q.Where("(en.from_on, en.id) < (?, ?)", f.After.On, f.After.ID)
		}
		return q.OrderExpr("en.from_on DESC, en.id DESC")
	}
	if f.After.ID != 0 {
		q = q.Where("(en.?, en.id) > (?, ?)", column, f.After.On, f.After.ID)
	}
	return q.OrderExpr("en.?, en.id", column)
}

// Due counts what is due at a desk of the actor's on a day, at all of theirs for the desk
// 0, by Dues.
func Due(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, today desks.Date) (map[string]int, error) {
	ids, all := actor.Desks()
	var starts, marks, told int
	where := " AND removed_at IS NULL AND (?0 OR desk_id = ANY(?1)) AND (?2 = 0 OR desk_id = ?2)"
	err := idb.NewRaw(`SELECT (SELECT count(*) FROM enrolments WHERE due_on BETWEEN ?3 AND ?4 AND state <> 'attending'`+where+`),
			(SELECT count(*) FROM enrolments WHERE due_on < ?3`+where+`),
			(SELECT count(*) FROM enrolments WHERE told`+where+`)`,
		all, pgdialect.Array(ids), deskID, today, today.AddDays(StartingAhead)).Scan(ctx, &starts, &marks, &told)
	return map[string]int{DueStarts: starts, DueMarks: marks, DueTold: told}, fault.Wrap(db.Translate(err), "count what is due")
}
