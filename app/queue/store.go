package queue

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Find gives a ticket of one of the actor's desks; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Ticket, error) {
	return scoped(ctx, idb, id, of(actor))
}

// TicketsOf gives the ids of the tickets that appointments have, of the actor's
// desks: appointment's id → ticket's id.
func TicketsOf(ctx context.Context, idb bun.IDB, actor auth.Actor, appointmentIDs []int64) (map[int64]int64, error) {
	var all []Ticket
	q := idb.NewSelect().Model(&all).Column("t.id", "t.appointment_id").Where("t.appointment_id = ANY(?)", pgdialect.Array(appointmentIDs))
	if err := of(actor)(q).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find tickets of appointments")
	}
	found := map[int64]int64{}
	for _, t := range all {
		found[*t.AppointmentID] = t.ID
	}
	return found, nil
}

type scope func(*bun.SelectQuery) *bun.SelectQuery

// of is the scope of an operator: the actor's desks.
func of(actor auth.Actor) scope {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		if ids, all := actor.Desks(); !all {
			q = q.Where("t.desk_id = ANY(?)", pgdialect.Array(ids))
		}
		return q
	}
}

// byLink is the scope of a signed link: the id itself is the proof.
func byLink(q *bun.SelectQuery) *bun.SelectQuery { return q }

func one(ctx context.Context, idb bun.IDB, id int64) (*Ticket, error) {
	return scoped(ctx, idb, id, byLink)
}

func scoped(ctx context.Context, idb bun.IDB, id int64, s scope) (*Ticket, error) {
	t := new(Ticket)
	err := s(idb.NewSelect().Model(t).Relation("Area").Relation("Operator").Where("t.id = ?", id)).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find ticket")
	}
	t.Desk, err = desks.Find(ctx, idb, t.DeskID)
	return t, err
}

// lock reads the bare row of a ticket and keeps it until the transaction ends.
func lock(ctx context.Context, tx bun.IDB, id int64, s scope) (*Ticket, error) {
	t := new(Ticket)
	err := s(tx.NewSelect().Model(t).Where("t.id = ?", id)).For("UPDATE").Scan(ctx)
	return t, fault.Wrap(db.Translate(err), "lock ticket")
}

// listDay gives the tickets of a desk's day in the order given, with area and operator.
func listDay(ctx context.Context, idb bun.IDB, desk *desks.Desk, day desks.Date) ([]*Ticket, error) {
	all := []*Ticket{}
	err := dayQuery(idb, &all, desk.ID, day).Scan(ctx)
	for _, t := range all {
		t.Desk = desk
	}
	return all, fault.Wrap(db.Translate(err), "list a day's tickets")
}

func dayQuery(idb bun.IDB, into *[]*Ticket, deskID int64, day desks.Date) *bun.SelectQuery {
	return idb.NewSelect().Model(into).Relation("Area").Relation("Operator").
		Where("t.desk_id = ? AND t.day = ?", deskID, day).Order("t.id")
}
