package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/services"
)

// The hours of the desk's clock between which nobody is written to unasked.
const (
	QuietFrom  = quietFrom
	QuietUntil = quietUntil
)

// Asleep is the error of a composer whose message must wait for the morning: its
// job comes back.
func Asleep() error { return asleep }

// ReleasedKind is the job made in the transaction that frees a time. Who waits for
// one is its handler (package waiting).
const ReleasedKind = "appointments.released"

func released(ctx context.Context, tx bun.IDB) error {
	return jobs.Enqueue(ctx, tx, jobs.Job{Kind: ReleasedKind})
}

// Reservation keeps a free time for a person of whom everything is known.
type Reservation struct {
	// Key is a random text, as in Hold.
	Key            string
	DeskID, AreaID int64
	Start          time.Time
	// Until is when the time is everybody's again; it lies within DraftLife.
	Until time.Time
	Details
	Contact
}

// Reserve holds the time, with any free operator, and gives the form that Confirm
// turns into an appointment at the area's usual place. A time given back a moment ago
// counts as free, and whether the person may book is not asked again. A time that is
// not free is Conflict "appointments.error.taken".
func Reserve(ctx context.Context, tx bun.IDB, r Reservation, now time.Time) (*Draft, error) {
	d := &Draft{
		Key: r.Key, DeskID: r.DeskID, AreaID: r.AreaID, AnyOperator: true, Offered: true,
		Details: r.Details, Contact: r.Contact, CreatedAt: now,
	}
	err := db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
		p, err := planFor(ctx, tx, Query{DeskID: r.DeskID, AreaID: r.AreaID, Released: true}, r.Start, now)
		if err != nil {
			return err
		}
		slot, err := p.claim(ctx, tx, r.Start, now)
		if err != nil {
			return err
		}
		d.Where, d.Desk, d.Area, d.RoomID = p.area.Usual(), p.desk, p.area, slot.room(false)
		d.OperatorID, d.StartsAt, d.EndsAt, d.HeldUntil = &slot.Operators[0], &slot.Start, &slot.End, &r.Until
		_, err = tx.NewInsert().Model(d).Returning("id").Exec(ctx)
		return fault.Wrap(db.Translate(err), "reserve a time")
	})
	return d, err
}

// CheckFor is nil or Invalid with the fields that somebody who waits for the area
// must still fill in, so that an offer can be accepted with one press: a telephone to
// be called, the language of a mediator. Nobody waits for a visit at home: the desk
// arranges it.
func CheckFor(d Details, c Contact, area *services.Area) error {
	if area.Usual() == services.AtHome {
		return fault.Missing()
	}
	var k fault.Check
	d.Where = area.Usual()
	d.checkFor(&k, area)
	c.checkFor(&k, d.Where)
	return k.Err()
}

// Release gives a reserved time back and forgets the form. A form that became an
// appointment stays; an unknown one is quiet.
func Release(ctx context.Context, tx bun.IDB, draftID int64) error {
	_, err := tx.NewDelete().Table("booking_drafts").Where("id = ? AND appointment_id IS NULL", draftID).Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "release a time")
	}
	return released(ctx, tx)
}

// Way is how a person can be written to, "" where there is no way; sms says that
// the program can send short messages.
func (c Contact) Way(sms bool) mail.Channel {
	switch {
	case c.Email != "":
		return mail.ByMail
	case sms && c.Textable():
		return mail.BySMS
	}
	return ""
}

// Recipient is where a message by the channel goes.
func (c Contact) Recipient(by mail.Channel) string {
	if by == mail.BySMS {
		return c.Phone
	}
	return c.Email
}
