package queue

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
)

// EndMeeting ends what a ticket of the actor's desks stands for when its meeting is
// written into the register: who is received is done; who was called and never marked
// as received was received from the call on; anybody else leaves the line without a
// time of service. Done and gone are quiet.
func EndMeeting(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		t, err := lock(ctx, tx, id, of(actor))
		if err != nil || t.State == Done || t.State == Left {
			return err
		}
		verb := Finish
		switch t.State {
		case Serving:
		case Called:
			if err := t.apply(ctx, tx, Start, actor.Ref(), now); err != nil {
				return err
			}
			t.StartedAt = t.CalledAt
		default:
			verb = Leave
		}
		return t.apply(ctx, tx, verb, actor.Ref(), now)
	})
}

// DoneOn gives the tickets of a day of one of the actor's desks whose meeting took
// place, in the order given.
func DoneOn(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64, day desks.Date) ([]*Ticket, error) {
	desk, err := desks.FindFor(ctx, idb, actor, deskID)
	if err != nil {
		return nil, err
	}
	all, err := listDay(ctx, idb, desk, day)
	return slices.DeleteFunc(all, func(t *Ticket) bool { return t.State != Done || t.StartedAt == nil }), err
}
