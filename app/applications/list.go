package applications

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// PageSize is how many applications List gives at once.
const PageSize = 50

// What a list looks at: who waits without news, interviews to come.
const (
	WithoutNews = "silent"
	ToMeet      = "meetings"
)

// Watches are all of them, in the order shown.
func Watches() []string { return []string{WithoutNews, ToMeet} }

// Filter narrows a list; a zero field does not narrow.
type Filter struct {
	// DeskID is a desk that knows the person.
	DeskID      int64
	Road, State string
	// Watch keeps what is to be looked at on Today, the most pressing first.
	Watch string
	Today desks.Date
	After Place
}

// Row is one line of a list.
type Row struct {
	Application
	// Root is whose file it is, merged records included.
	Root           int64
	Given, Surname string
}

// List gives a page of the applications of the people of the actor's desks, those with the
// latest news first, or what is to be looked at, and where the next page begins, nil on
// the last one.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, f Filter) ([]Row, *Place, error) {
	all := []Row{}
	if err := listQuery(idb, actor, f).Scan(ctx, &all); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list applications")
	}
	if len(all) <= PageSize {
		return all, nil, nil
	}
	all = all[:PageSize]
	last := &all[PageSize-1]
	if f.Watch == ToMeet {
		return all, &Place{last.MeetOn, last.ID}, nil
	}
	return all, &Place{last.NewsOn, last.ID}, nil
}

func listQuery(idb bun.IDB, actor auth.Actor, f Filter) *bun.SelectQuery {
	q := idb.NewSelect().TableExpr("applications AS ap").
		Join("JOIN people AS o ON o.id = ap.person_id").Join("JOIN people AS p ON p.id = COALESCE(o.root_id, o.id)").
		ColumnExpr("ap.*, p.id AS root, p.given, p.surname").Where("p.forgotten_at IS NULL").Limit(PageSize + 1)
	q = knownAt(q, actor, f.DeskID)
	for column, v := range map[string]string{"road": f.Road, "state": f.State} {
		if v != "" {
			q = q.Where("ap.? = ?", bun.Ident(column), v)
		}
	}
	column := bun.Ident("news_on")
	switch f.Watch {
	case WithoutNews:
		q = q.Where("ap.state IN ('sent', 'interview', 'offer') AND ap.news_on <= ?", f.Today.AddDays(-Quiet)).Where("(ap.meet_on IS NULL OR ap.meet_on <= ?)", f.Today.AddDays(-Quiet))
	case ToMeet:
		column = "meet_on"
		q = q.Where("ap.meet_on >= ?", f.Today)
	default:
		if f.After.ID != 0 {
			q = q.Where("(ap.news_on, ap.id) < (?, ?)", f.After.On, f.After.ID)
		}
		return q.OrderExpr("ap.news_on DESC, ap.id DESC")
	}
	if f.After.ID != 0 {
		q = q.Where("(ap.?, ap.id) > (?, ?)", column, f.After.On, f.After.ID)
	}
	return q.OrderExpr("ap.?, ap.id", column)
}

// knownAt narrows to people that the actor's desks know, or one desk of theirs.
func knownAt(q *bun.SelectQuery, actor auth.Actor, deskID int64) *bun.SelectQuery {
	ids, all := actor.Desks()
	if deskID != 0 {
		if !all && !slices.Contains(ids, deskID) {
			return q.Where("false")
		}
		ids, all = []int64{deskID}, false
	}
	if all {
		return q
	}
	return q.Where("EXISTS (SELECT FROM person_desks AS pd WHERE pd.person_id = p.id AND pd.desk_id = ANY(?))", pgdialect.Array(ids))
}

// Watched counts what is to be looked at on a day among the people of a desk of the
// actor's, of all of theirs for the desk 0, by Watches.
func Watched(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, today desks.Date) (map[string]int, error) {
	counts := map[string]int{}
	for _, watch := range Watches() {
		q := listQuery(idb, actor, Filter{DeskID: deskID, Watch: watch, Today: today}).Limit(0)
		n, err := idb.NewSelect().TableExpr("(?) AS x", q).Count(ctx)
		if err != nil {
			return nil, fault.Wrap(db.Translate(err), "count applications to look at")
		}
		counts[watch] = int(n)
	}
	return counts, nil
}
