package accesses

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// Link says that a row of the actor's desks is of a person the actor's desks know; its
// appointment, where it has one, is theirs too. personID 0 takes it back. The same
// again is quiet.
func Link(ctx context.Context, idb bun.IDB, actor auth.Actor, id, personID int64, now time.Time) error {
	a, err := Find(ctx, idb, actor, id)
	if err != nil {
		return err
	}
	if a.AppointmentID != nil {
		return LinkMeeting(ctx, idb, actor, *a.AppointmentID, personID, now)
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		return link(ctx, tx, actor, "c.id = ?", id, personID, now)
	})
}

// LinkMeeting is Link for an appointment and the row it has, if any.
func LinkMeeting(ctx context.Context, idb bun.IDB, actor auth.Actor, appointmentID, personID int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := appointments.Link(ctx, tx, actor, appointmentID, personID, now); err != nil {
			return err
		}
		err := link(ctx, tx, actor, "c.appointment_id = ?", appointmentID, personID, now)
		if fault.Is(err, fault.NotFound) { // not in the register yet
			return nil
		}
		return err
	})
}

func link(ctx context.Context, tx bun.IDB, actor auth.Actor, where string, arg, personID int64, now time.Time) error {
	a := new(Access)
	if err := scoped(tx.NewSelect().Model(a).Where(where, arg).For("UPDATE"), actor).Scan(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "lock access to link")
	}
	root, err := people.RootOf(ctx, tx, actor, personID)
	if err != nil {
		return err
	}
	verb := "link"
	if root == nil {
		verb = "unlink"
	}
	if a.PersonID == root || a.PersonID != nil && root != nil && *a.PersonID == *root {
		return nil
	}
	res, err := tx.NewRaw("UPDATE accesses SET person_id = ? WHERE id = ?", root, a.ID).Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "link access")
	}
	a.WrittenBy = actor.Ref()
	return a.record(ctx, tx, verb, now)
}

// inheritPerson takes the person of a new row from its appointment.
func (a *Access) inheritPerson(ctx context.Context, tx bun.IDB, actor auth.Actor) (err error) {
	if a.AppointmentID != nil {
		a.PersonID, err = appointments.PersonOf(ctx, tx, actor, *a.AppointmentID)
	}
	return err
}
