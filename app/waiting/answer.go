package waiting

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/db"
	"approdo/app/fault"
)

func gone() error { return fault.New(fault.Conflict, "waiting.error.gone") }

// Accept turns the offer of a signed link into an appointment and gives its id; again,
// it gives the same one. An offer that ended is Conflict "waiting.error.gone"; a
// contact with too many coming appointments is Conflict "appointments.error.limit",
// and the offer stands.
func Accept(ctx context.Context, idb bun.IDB, offerID int64, now time.Time) (int64, error) {
	var id int64
	err := answer(ctx, idb, offerID, func(ctx context.Context, tx bun.Tx, e *Entry, o *Offer) error {
		if o.Outcome == Accepted && e.AppointmentID != nil {
			id = *e.AppointmentID
			return nil
		}
		if !o.Open(now) || !e.Live() || o.DraftID == nil {
			return gone()
		}
		a, err := appointments.Confirm(ctx, tx, *o.DraftID, now)
		if isTaken(err) { // the desk's hours changed meanwhile
			return gone()
		}
		if err != nil {
			return err
		}
		id, e.AppointmentID = a.ID, &a.ID
		if err := o.end(ctx, tx, Accepted, now); err != nil {
			return err
		}
		return e.end(ctx, tx, Accepted, citizen, "", now)
	})
	return id, err
}

// Decline gives the time of the offer of a signed link back, so that the next person
// is asked; the person stays in the list unless it was the last offer. Declined
// already is quiet, any other end is Conflict "waiting.error.gone".
func Decline(ctx context.Context, idb bun.IDB, offerID int64, now time.Time) error {
	return answer(ctx, idb, offerID, func(ctx context.Context, tx bun.Tx, e *Entry, o *Offer) error {
		if o.Outcome == Declined {
			return nil
		}
		if !o.Open(now) || !e.Live() {
			return gone()
		}
		if err := o.end(ctx, tx, Declined, now); err != nil {
			return err
		}
		if err := o.record(ctx, tx, "decline", citizen, now); err != nil || o.Number < MaxOffers {
			return err
		}
		return e.end(ctx, tx, Spent, sweeper(), "", now)
	})
}

// answer locks entry and offer, in this order, and decides.
func answer(ctx context.Context, idb bun.IDB, offerID int64, decide func(context.Context, bun.Tx, *Entry, *Offer) error) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		e, err := lock(ctx, tx, tx.NewSelect().Where("e.id = (SELECT entry_id FROM waiting_offers WHERE id = ?)", offerID))
		if err != nil {
			return err
		}
		o := new(Offer)
		if err := tx.NewSelect().Model(o).Where("o.id = ?", offerID).For("UPDATE").Scan(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "lock offer")
		}
		return decide(ctx, tx, e, o)
	})
}
