package waiting

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// Card is all that the page behind the link of an entry may show: initials, place and
// wish. The service is not shown.
type Card struct {
	ID       int64
	Initials string
	// Desk is nil for any desk.
	Desk *desks.Desk
	Wish
	// SoonerThan is the first time that was free already, the zero time for none.
	SoonerThan time.Time
	Live       bool
	Outcome    Outcome
	// Offer is the live offer, nil for none.
	Offer *OfferCard
	// AppointmentID is what the accepted offer became, 0 for none.
	AppointmentID int64
}

// OfferCard is all that the page behind the link of an offer may show.
type OfferCard struct {
	ID, EntryID int64
	Initials    string
	Start, End  time.Time
	// Until is when the time is somebody else's, in the desk's zone.
	Until time.Time
	Desk  *desks.Desk
	Open  bool
	// Last is true for the last offer of an entry.
	Last          bool
	Outcome       Outcome
	AppointmentID int64
}

// zone is the desk's; every desk of the program is in one where none was chosen.
func zone(d *desks.Desk) *time.Location {
	if d == nil {
		d = &desks.Desk{Zone: "Europe/Rome"}
	}
	return d.Location()
}

// FindForPerson gives the card of the entry a signed link stands for, or NotFound. It
// changes nothing.
func FindForPerson(ctx context.Context, idb bun.IDB, id int64, now time.Time) (*Card, error) {
	e, err := find(ctx, idb, id)
	if err != nil {
		return nil, err
	}
	card := &Card{ID: e.ID, Initials: people.Initials(e.Name), Desk: e.Desk, Wish: e.Wish, Live: e.Live(), Outcome: e.Outcome}
	if e.AppointmentID != nil {
		card.AppointmentID = *e.AppointmentID
	}
	if e.SoonerThan != nil {
		card.SoonerThan = e.SoonerThan.In(zone(e.Desk))
	}
	var live int64
	err = db.Translate(idb.NewSelect().Table("waiting_offers").Column("id").
		Where("entry_id = ? AND ended_at IS NULL AND answer_until > ?", id, now).Scan(ctx, &live))
	if err == nil {
		card.Offer, err = FindOffer(ctx, idb, live, now)
	}
	if fault.Is(err, fault.NotFound) {
		return card, nil
	}
	return card, fault.Wrap(err, "find live offer")
}

// FindOffer gives the card of the offer a signed link stands for, or NotFound. It
// changes nothing.
func FindOffer(ctx context.Context, idb bun.IDB, id int64, now time.Time) (*OfferCard, error) {
	o := new(Offer)
	if err := idb.NewSelect().Model(o).Where("o.id = ?", id).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find offer")
	}
	e, err := find(ctx, idb, o.EntryID)
	if err != nil {
		return nil, err
	}
	desk, err := desks.Find(ctx, idb, o.DeskID)
	if err != nil {
		return nil, err
	}
	loc := desk.Location()
	card := &OfferCard{
		ID: o.ID, EntryID: e.ID, Initials: people.Initials(e.Name), Start: o.StartsAt.In(loc), End: o.EndsAt.In(loc),
		Until: o.AnswerUntil.In(loc), Desk: desk, Open: o.Open(now) && e.Live(), Last: o.Number == MaxOffers, Outcome: o.Outcome,
	}
	if o.Outcome == Accepted && e.AppointmentID != nil {
		card.AppointmentID = *e.AppointmentID
	}
	return card, nil
}
