package accesses

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// Closing is a closing panel as it was sent.
type Closing struct {
	// Key is a random text of the panel: sent twice, one row.
	Key string
	// OperatorID is who received, 0 for the meeting's own operator.
	OperatorID int64
	Facts
	// Next is the start of the appointment to book with the same operator, zero for
	// none. Contact says how to reach who comes then; an appointment has its own.
	Next    time.Time
	Contact appointments.Contact
}

// Close writes a meeting into the register and does with it what follows, in one
// transaction: the appointment is marked as received, the ticket ended, the next
// appointment booked. The same key gives the same row. A meeting somebody else closed
// is Conflict "accesses.error.closed" (MeetingOf then has the row in Written); a next
// time that is not free any more is Conflict "appointments.error.taken". Invalid names
// the fields.
func Close(ctx context.Context, idb bun.IDB, actor auth.Actor, m *Meeting, x Closing, now time.Time) (*Access, error) {
	a, err := m.access(ctx, idb, x, now)
	if err != nil {
		return nil, err
	}
	var id int64
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := m.end(ctx, tx, actor, now); err != nil {
			return err
		}
		known, err := m.written(ctx, tx, actor)
		if err != nil {
			return err
		}
		a.Key = actor.Ref() + ":" + x.Key
		if known != nil {
			id = known.ID
			return known.mustBe(a.Key)
		}
		if a.NextID, err = m.bookNext(ctx, tx, actor, a, x, now); err != nil {
			return err
		}
		err = a.write(ctx, tx, "close", actor, now)
		id = a.ID
		return err
	})
	if err != nil {
		return nil, err
	}
	return Find(ctx, idb, actor, id)
}

// mustBe is nil where the row came from the same form.
func (a *Access) mustBe(key string) error {
	if a.Key != key {
		return fault.New(fault.Conflict, "accesses.error.closed")
	}
	return nil
}

// access is the row of a checked panel.
func (m *Meeting) access(ctx context.Context, idb bun.IDB, x Closing, now time.Time) (*Access, error) {
	if !keyShape.MatchString(x.Key) {
		return nil, fault.Missing()
	}
	a := &Access{
		DeskID: m.Desk.ID, OperatorID: m.OperatorID, AreaID: m.Area.ID, Day: m.Day(now), At: m.Began(now),
		Facts: x.Facts.clean(), Source: AtCounter,
	}
	if x.OperatorID != 0 {
		a.OperatorID = x.OperatorID
	}
	if m.Appointment != nil {
		a.AppointmentID, a.Booked, a.Name = &m.Appointment.ID, true, m.Appointment.Name
	}
	if m.Ticket != nil {
		a.TicketID = &m.Ticket.ID
	}
	var c fault.Check
	a.Facts.check(&c, a.Day)
	if err := checkCodes(ctx, idb, &c, a.Codes, a.Day); err != nil {
		return nil, err
	}
	if a.OperatorID != m.OperatorID || a.OperatorID == 0 {
		if _, err := checkPlace(ctx, idb, &c, a.DeskID, a.OperatorID, a.AreaID); err != nil {
			return nil, err
		}
	}
	return a, c.Err()
}

// bookNext books the time chosen in the panel with the operator who received.
func (m *Meeting) bookNext(ctx context.Context, tx bun.IDB, actor auth.Actor, a *Access, x Closing, now time.Time) (*int64, error) {
	if x.Next.IsZero() {
		return nil, nil
	}
	b := appointments.StaffBooking{
		Key: x.Key + "-next", DeskID: a.DeskID, AreaID: a.AreaID, OperatorID: a.OperatorID, Start: x.Next, Channel: appointments.AtDesk,
		Details: appointments.Details{Lang: a.Lang, Mediator: a.Mediator, Where: m.Area.Usual()}, Contact: x.Contact,
	}
	b.Contact.Name = a.Name
	if m.Appointment != nil {
		b.Contact, b.Details.AccessNeeds = m.Appointment.Contact, m.Appointment.AccessNeeds
		b.Details.Where, b.Details.Address = m.Appointment.Where, m.Appointment.Address
	}
	next, err := appointments.BookForSomebody(ctx, tx, actor, b, now)
	if err != nil {
		return nil, err
	}
	if m.Appointment == nil || m.Appointment.PersonID == nil {
		return &next.ID, nil
	}
	err = appointments.Link(ctx, tx, actor, next.ID, *m.Appointment.PersonID, now)
	if fault.Is(err, fault.NotFound) { // somebody this desk does not know
		err = nil
	}
	return &next.ID, err
}
