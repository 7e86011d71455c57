package accesses

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// PageSize is how many rows List gives at once.
const PageSize = 50

// Find gives a row of one of the actor's desks; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Access, error) {
	return one(ctx, idb, actor, "c.id = ?", id)
}

// Of gives the rows that appointments have, of the actor's desks: appointment's id →
// row's id.
func Of(ctx context.Context, idb bun.IDB, actor auth.Actor, appointmentIDs []int64) (map[int64]int64, error) {
	var all []Access
	q := idb.NewSelect().Model(&all).Column("c.id", "c.appointment_id").Where("c.appointment_id = ANY(?)", pgdialect.Array(appointmentIDs))
	if err := scoped(q, actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find accesses of appointments")
	}
	found := map[int64]int64{}
	for _, a := range all {
		found[*a.AppointmentID] = a.ID
	}
	return found, nil
}

// OfTickets is Of for tickets of the queue: ticket's id → row's id.
func OfTickets(ctx context.Context, idb bun.IDB, actor auth.Actor, ticketIDs []int64) (map[int64]int64, error) {
	var all []Access
	q := idb.NewSelect().Model(&all).Column("c.id", "c.ticket_id").Where("c.ticket_id = ANY(?)", pgdialect.Array(ticketIDs))
	if err := scoped(q, actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find accesses of tickets")
	}
	found := map[int64]int64{}
	for _, a := range all {
		found[*a.TicketID] = a.ID
	}
	return found, nil
}

// Cursor is a place in a day's list; the zero Cursor is its beginning.
type Cursor struct {
	At time.Time
	ID int64
}

// List gives a page of the day of one of the actor's desks in order, and where the
// next page begins, nil on the last one. A desk of others is NotFound.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, day desks.Date, after Cursor) ([]Access, *Cursor, error) {
	desk, err := desks.FindFor(ctx, idb, actor, deskID)
	if err != nil {
		return nil, nil, err
	}
	all := []Access{}
	q := listQuery(idb, &all, desk.ID, day, day).Limit(PageSize + 1)
	if after.ID != 0 {
		q = q.Where("(c.at, c.id) > (?, ?)", after.At, after.ID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list a day's accesses")
	}
	var next *Cursor
	if len(all) > PageSize {
		all = all[:PageSize]
		next = &Cursor{all[PageSize-1].At, all[PageSize-1].ID}
	}
	return withDesk(all, desk), next, nil
}

// Versions gives what a row of the actor's desks said before its corrections, the
// first writing first; none for a row that was never corrected.
func Versions(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]Access, error) {
	a, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	all := []Access{}
	err = idb.NewSelect().Model(&all).Relation("Area").Relation("Operator").
		ModelTableExpr("(SELECT (jsonb_populate_record(NULL::accesses, v.content)).* FROM access_versions AS v WHERE v.access_id = ?) AS c", id).
		Order("c.version").Scan(ctx)
	return withDesk(all, a.Desk), fault.Wrap(db.Translate(err), "list versions of an access")
}

func listQuery(idb bun.IDB, into *[]Access, deskID int64, from, to desks.Date) *bun.SelectQuery {
	return idb.NewSelect().Model(into).Relation("Area").Relation("Operator").
		Where("c.desk_id = ? AND c.day BETWEEN ? AND ?", deskID, from, to).Order("c.day", "c.at", "c.id")
}

func withDesk(all []Access, desk *desks.Desk) []Access {
	for i := range all {
		all[i].Desk = desk
	}
	return all
}

func one(ctx context.Context, idb bun.IDB, actor auth.Actor, where string, arg any) (*Access, error) {
	a := new(Access)
	q := idb.NewSelect().Model(a).Relation("Area").Relation("Operator").Where(where, arg)
	if err := scoped(q, actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find access")
	}
	var err error
	a.Desk, err = desks.Find(ctx, idb, a.DeskID)
	return a, err
}

// scoped narrows to the desks of the actor.
func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		q = q.Where("c.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q
}
