package meetings

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// items reads items with the person of their case, only those the actor may read: about
// no case, or about a case of their desks.
func items(idb bun.IDB, actor auth.Actor) *bun.SelectQuery {
	q := idb.NewSelect().TableExpr("meeting_items AS i").
		Join("LEFT JOIN cases AS c ON c.id = i.case_id").Join("LEFT JOIN people AS p ON p.id = c.person_id").
		Join("LEFT JOIN people AS root ON root.id = COALESCE(p.root_id, p.id)").
		ColumnExpr("i.*, COALESCE(c.desk_id, 0) AS case_desk_id, COALESCE(root.given, '') AS given, COALESCE(root.surname, '') AS surname").
		Order("i.id")
	if ids, all := actor.Desks(); !all {
		q = q.Where("(i.case_id IS NULL OR c.desk_id = ANY(?))", pgdialect.Array(ids))
	}
	return q
}

// Agenda is what the actor may read of a meeting.
type Agenda struct {
	Items []Item
	// Hidden counts the items about cases the actor may not read.
	Hidden  int
	Addenda []Addendum
}

// AgendaOf gives the items of a meeting the actor sees, in order, with their decisions,
// and the addenda to what they may read.
func AgendaOf(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Agenda, error) {
	if _, err := Find(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	a := new(Agenda)
	if err := items(idb, actor).Where("i.meeting_id = ?", id).Scan(ctx, &a.Items); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list items of a meeting")
	}
	n, err := idb.NewSelect().Model((*Item)(nil)).Where("i.meeting_id = ?", id).Count(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "count items of a meeting")
	}
	a.Hidden = int(n) - len(a.Items)
	ids := make([]int64, 0, len(a.Items))
	for i := range a.Items {
		ids = append(ids, a.Items[i].ID)
	}
	err = idb.NewSelect().Model(&a.Addenda).Where("a.meeting_id = ? AND (a.item_id IS NULL OR a.item_id = ANY(?))", id, pgdialect.Array(ids)).Order("a.id").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list addenda of a meeting")
	}
	return a, withDecisions(ctx, idb, a.Items)
}

// withDecisions reads the decisions of items and how far their actions are.
func withDecisions(ctx context.Context, idb bun.IDB, all []Item) error {
	ids := make([]int64, 0, len(all))
	for i := range all {
		ids = append(ids, all[i].ID)
	}
	var list []Decision
	err := idb.NewSelect().Model(&list).ColumnExpr("d.*, COALESCE(ca.state, '') AS action_state").
		Join("LEFT JOIN case_actions AS ca ON ca.id = d.action_id").
		Where("d.item_id = ANY(?)", pgdialect.Array(ids)).Order("d.id").Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "list decisions of a meeting")
	}
	for i := range all {
		for _, d := range list {
			if d.ItemID == all[i].ID {
				all[i].Decisions = append(all[i].Decisions, d)
			}
		}
	}
	return nil
}

// FindItem gives an item the actor may read, with its decisions and its meeting; any
// other id is NotFound. Of a case of the actor's desks it is found also where they were
// not at the meeting; a general one only by who sees the meeting.
func FindItem(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Item, *Meeting, error) {
	list := []Item{}
	if err := items(idb, actor).Where("i.id = ?", id).Scan(ctx, &list); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "find item of a meeting")
	}
	if len(list) == 0 {
		return nil, nil, fault.Missing()
	}
	who := actor
	if list[0].CaseID != nil {
		who = auth.Program("meetings") // the case gives the right to its own item
	}
	m, err := Find(ctx, idb, who, list[0].MeetingID)
	if err != nil {
		return nil, nil, err
	}
	return &list[0], m, withDecisions(ctx, idb, list)
}

// AddendaOf gives the addenda to one item the actor may read.
func AddendaOf(ctx context.Context, idb bun.IDB, actor auth.Actor, itemID int64) ([]Addendum, error) {
	if _, _, err := FindItem(ctx, idb, actor, itemID); err != nil {
		return nil, err
	}
	all := []Addendum{}
	err := idb.NewSelect().Model(&all).Where("a.item_id = ?", itemID).Order("a.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list addenda of an item")
}

// Point is one line of the meetings about a case.
type Point struct {
	ID       int64
	Title    string
	State    string
	StartsAt time.Time
}

// OfCase gives the items about a case of the actor's desks, the latest meeting first.
func OfCase(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]Point, error) {
	all := []Point{}
	q := idb.NewSelect().TableExpr("meeting_items AS i").Join("JOIN meetings AS m ON m.id = i.meeting_id").Join("JOIN cases AS c ON c.id = i.case_id").
		ColumnExpr("i.id, i.title, m.state, m.starts_at").Where("i.case_id = ?", caseID).OrderExpr("m.starts_at DESC, i.id DESC").Limit(PageSize)
	if ids, every := actor.Desks(); !every {
		q = q.Where("c.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return all, fault.Wrap(db.Translate(q.Scan(ctx, &all)), "list meetings about a case")
}
