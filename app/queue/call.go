package queue

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// CallNext calls the first of the line whom the operator may receive, at a desk of the
// actor. An operator who has called somebody already gets that ticket again; one who
// is receiving somebody, or finds nobody, gets Conflict "queue.error.busy" or
// "queue.error.empty". The line's advisory lock makes operators who press together
// take turns: each gets another person.
func CallNext(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID, operatorID int64, now time.Time) (*Ticket, error) {
	desk, err := desks.FindFor(ctx, idb, actor, deskID)
	if err != nil {
		return nil, err
	}
	var id int64
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		tickets, err := holdLine(ctx, tx, desk, operatorID, now)
		if err != nil {
			return err
		}
		if own := heldBy(tickets, operatorID); own != nil {
			id = own.ID
			return own.mustBeCalled()
		}
		s, err := settingsOf(ctx, tx, desk.ID)
		if err != nil {
			return err
		}
		line := s.Order(tickets, now)
		i := slices.IndexFunc(line, func(t Turn) bool { return t.CallableBy(operatorID) })
		if i < 0 {
			return fault.New(fault.Conflict, "queue.error.empty")
		}
		id = line[i].ID
		return line[i].call(ctx, tx, operatorID, actor, now)
	})
	if err != nil {
		return nil, err
	}
	return one(ctx, idb, id)
}

// CallOne calls a ticket out of its turn, which the moves show; whoever is called or
// received already is Conflict, and so is a ticket for another operator.
func CallOne(ctx context.Context, idb bun.IDB, actor auth.Actor, id, operatorID int64, now time.Time) error {
	t, err := Find(ctx, idb, actor, id)
	if err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		tickets, err := holdLine(ctx, tx, t.Desk, operatorID, now)
		if err != nil {
			return err
		}
		if own := heldBy(tickets, operatorID); own != nil && own.ID != id {
			return busy()
		}
		i := slices.IndexFunc(tickets, func(x *Ticket) bool { return x.ID == id })
		if i < 0 || !Call.May(tickets[i].State) || !tickets[i].CallableBy(operatorID) {
			return wrongState()
		}
		return tickets[i].call(ctx, tx, operatorID, actor, now)
	})
}

// holdLine takes the line of the desk's day and locks its open tickets.
func holdLine(ctx context.Context, tx bun.IDB, desk *desks.Desk, operatorID int64, now time.Time) ([]*Ticket, error) {
	if err := mustWork(ctx, tx, desk.ID, operatorID); err != nil {
		return nil, err
	}
	day := desks.DateOf(now.In(desk.Location()))
	if err := db.Lock(ctx, tx, "queue.line", desk.ID, day.String()); err != nil {
		return nil, err
	}
	var all []*Ticket
	err := tx.NewSelect().Model(&all).Where("t.desk_id = ? AND t.day = ?", desk.ID, day).
		Where("t.state IN ('waiting', 'forwarded', 'called', 'serving')").Order("t.id").For("UPDATE").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "lock the line")
}

func heldBy(tickets []*Ticket, operatorID int64) *Ticket {
	i := slices.IndexFunc(tickets, func(t *Ticket) bool {
		return (t.State == Called || t.State == Serving) && t.OperatorID != nil && *t.OperatorID == operatorID
	})
	if i < 0 {
		return nil
	}
	return tickets[i]
}

func (t *Ticket) mustBeCalled() error {
	if t.State == Serving {
		return busy()
	}
	return nil
}

// call writes the call of a locked ticket, with the place where the operator receives.
func (t *Ticket) call(ctx context.Context, tx bun.IDB, operatorID int64, actor auth.Actor, now time.Time) error {
	places, err := Places(ctx, tx, t.DeskID)
	if err != nil {
		return err
	}
	t.OperatorID, t.Place = &operatorID, places[operatorID]
	return t.apply(ctx, tx, Call, actor.Ref(), now)
}

// mustWork is Invalid "operator" for an operator who does not work at the desk.
func mustWork(ctx context.Context, idb bun.IDB, deskID, operatorID int64) error {
	known, err := desks.Operators(ctx, idb, deskID)
	if err != nil {
		return err
	}
	var c fault.Check
	c.If(!slices.ContainsFunc(known, func(o desks.Operator) bool { return o.ID == operatorID }), "operator", "queue.error.operator")
	return c.Err()
}
