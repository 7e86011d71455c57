package queue

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Change is one thing an operator does to a ticket of their desks.
type Change func(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error

// Do is the change of a verb that needs nothing else: calling again, beginning and
// ending the meeting, parking, missing, coming back, going away. Already in the state
// the verb leads to is quiet, calling again excepted; a state it does not follow is
// Conflict "queue.error.state"; a ticket of other desks is NotFound.
func Do(v Verb) Change {
	return func(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
		return change(ctx, idb, of(actor), id, v, actor.Ref(), now, nil)
	}
}

// LeaveByPerson takes the ticket of a signed link out of the line. Already gone is
// quiet; who is being received or was is Conflict.
func LeaveByPerson(ctx context.Context, idb bun.IDB, id int64, now time.Time) error {
	return change(ctx, idb, byLink, id, Leave, "citizen", now, nil)
}

// ForwardTo makes the ticket wait for another operator of its desk. Invalid
// "operator" for one who is not of the desk.
func ForwardTo(ctx context.Context, idb bun.IDB, actor auth.Actor, id, operatorID int64, now time.Time) error {
	return change(ctx, idb, of(actor), id, Forward, actor.Ref(), now, func(ctx context.Context, tx bun.IDB, t *Ticket) error {
		if err := mustWork(ctx, tx, t.DeskID, operatorID); err != nil {
			return err
		}
		t.ForOperatorID, t.OperatorID = &operatorID, nil
		return nil
	})
}

// change locks a ticket, asks the table, lets more add what else the verb sets, and
// writes it with its move and a line in the audit trail.
func change(ctx context.Context, idb bun.IDB, scope scope, id int64, v Verb, by string, now time.Time,
	more func(ctx context.Context, tx bun.IDB, t *Ticket) error,
) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		t, err := lock(ctx, tx, id, scope)
		if err != nil {
			return err
		}
		if t.State == flow[v].to && v != CallAgain && v != Forward {
			return nil
		}
		if !v.May(t.State) {
			return wrongState()
		}
		if more != nil {
			if err := more(ctx, tx, t); err != nil {
				return err
			}
		}
		return t.apply(ctx, tx, v, by, now)
	})
}

// apply writes what the verb does to a locked ticket.
func (t *Ticket) apply(ctx context.Context, tx bun.IDB, v Verb, by string, now time.Time) error {
	from := t.State
	t.State = flow[v].to
	t.stamp(v, from, now)
	t.Version++
	res, err := tx.NewUpdate().Model(t).WherePK().
		Column("state", "joined_at", "for_operator_id", "operator_id", "place", "called_at", "calls", "started_at", "ended_at", "version").Exec(ctx)
	if err := db.One(res, err); err != nil {
		return onePerson(fault.Wrap(err, "change ticket"))
	}
	return t.move(ctx, tx, v, from, by, now)
}

// stamp sets the times of a verb.
func (t *Ticket) stamp(v Verb, from State, now time.Time) {
	switch v {
	case Call:
		t.CalledAt, t.StartedAt = &now, nil
		t.Calls++
	case CallAgain:
		t.Calls++
	case Start:
		t.StartedAt = &now
	case Finish, Leave:
		t.EndedAt = &now
	case Return:
		if from == Missed {
			t.JoinedAt = now
		}
		t.Place = ""
	case Forward, Park:
		t.Place = ""
	}
}

// move writes what happened, in the order of the ticket's versions, and the line of
// the audit trail.
func (t *Ticket) move(ctx context.Context, tx bun.IDB, v Verb, from State, by string, now time.Time) error {
	_, err := tx.NewRaw(`INSERT INTO queue_moves (ticket_id, n, verb, from_state, to_state, operator_id, at, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		t.ID, t.Version, v, from, t.State, t.OperatorID, now, by).Exec(ctx)
	if db.ConstraintOf(err) == "queue_moves_once" {
		return wrongState()
	}
	if err != nil {
		return fault.Wrap(db.Translate(err), "record move of ticket")
	}
	return audit.Record(ctx, tx, audit.Entry{
		Actor: by, Action: "queue." + string(v), Subject: "ticket", SubjectID: t.ID, DeskID: t.DeskID, At: now,
		Data: map[string]any{"number": t.Name(), "from": from, "to": t.State},
	})
}

// onePerson turns the broken promise of the database into its sentence: the operator
// receives somebody else.
func onePerson(err error) error {
	if db.ConstraintOf(err) == "queue_tickets_one_at_a_time" {
		return busy()
	}
	return err
}

func busy() error { return fault.New(fault.Conflict, "queue.error.busy") }
