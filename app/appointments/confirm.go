package appointments

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/services"
)

// Confirm turns a form into an appointment and queues the mail to who left an
// address. Confirming again gives the same appointment. Where the hold has expired
// the time is taken again if it is still free, with any free operator when the
// person had no wish; otherwise it is Conflict "appointments.error.taken" and the
// form keeps everything typed. Invalid names the fields still missing; more than
// MaxOpen coming appointments of one address or telephone are Conflict
// "appointments.error.limit", more than MaxDaily bookings in a day
// "appointments.error.daily"; a network that booked too much is TooMany. The area
// comes without the texts of its card.
func Confirm(ctx context.Context, idb bun.IDB, draftID int64, now time.Time) (*Appointment, error) {
	return confirm(ctx, idb, draftID, now, func(*Draft) error { return nil })
}

// confirm asks rule about the locked form before anything else, but a confirmed one.
func confirm(ctx context.Context, idb bun.IDB, draftID int64, now time.Time, rule func(*Draft) error) (*Appointment, error) {
	var id int64
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		d, err := lockDraft(ctx, tx, draftID, now)
		if err != nil {
			return err
		}
		if d.AppointmentID != nil {
			id = *d.AppointmentID
			return nil
		}
		if err := rule(d); err != nil {
			return err
		}
		a, err := d.book(ctx, tx, now)
		if err != nil {
			return err
		}
		id = a.ID
		return closeDraft(ctx, tx, d.ID, a.ID)
	})
	if err != nil {
		return nil, overlap(err)
	}
	return one(ctx, idb.NewSelect().Where("a.id = ?", id), services.Brief)
}

// ready is the free time of a form that may be booked, or why it may not. Its locks
// are kept until the transaction ends.
func (d *Draft) ready(ctx context.Context, tx bun.IDB, now time.Time) (*Slot, error) {
	if !d.Offered { // who waits was asked when joining
		if err := MayBook(ctx, tx, d.Area, d.Proved); err != nil {
			return nil, err
		}
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	if d.StartsAt == nil {
		return nil, Taken()
	}
	if err := limit(ctx, tx, d.Contact, now); err != nil {
		return nil, err
	}
	slot, err := d.claim(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	return slot, admit(ctx, tx, d.Network, d.ID, now)
}

func (d *Draft) book(ctx context.Context, tx bun.IDB, now time.Time) (*Appointment, error) {
	slot, err := d.ready(ctx, tx, now)
	if err != nil {
		return nil, err
	}
	a := &Appointment{
		Key: fmt.Sprintf("draft:%d", d.ID), DeskID: d.DeskID, AreaID: d.AreaID, Details: d.Details, Contact: d.Contact,
		Channel: Online, BookedAt: now, BookedBy: citizen,
	}
	a.under(d.Area)
	if err := a.take(ctx, tx, slot, d.Area.Seats); err != nil {
		return nil, err
	}
	return a, insert(ctx, tx, a)
}

// claim takes the time of the form. While the hold lives nobody else is after it, so
// that a look before the lock would be for nothing.
func (d *Draft) claim(ctx context.Context, tx bun.IDB, now time.Time) (*Slot, error) {
	q := d.confirmQuery(now)
	if !d.Held(now) {
		return claim(ctx, tx, q, *d.StartsAt, now)
	}
	p, err := planFor(ctx, tx, q, *d.StartsAt, now)
	if err != nil {
		return nil, err
	}
	return p.claim(ctx, tx, *d.StartsAt, now)
}

// confirmQuery keeps the operator while the hold lives and looks for another one
// after it. No lead time any more: the time was offered before the form was filled.
func (d *Draft) confirmQuery(now time.Time) Query {
	q := d.Query()
	q.noLead = true
	if d.Held(now) || !d.AnyOperator {
		q.OperatorID = *d.OperatorID
	}
	return q
}

func (d *Draft) check() error {
	var c fault.Check
	d.Details.check(&c)
	d.settle(d.Area).checkFor(&c, d.Area)
	d.Contact.check(&c, Online)
	d.Contact.checkFor(&c, d.settle(d.Area).Where)
	return c.Err()
}

// closeDraft ties the form to its appointment and forgets what the person typed:
// the appointment has it.
func closeDraft(ctx context.Context, tx bun.IDB, draftID, appointmentID int64) error {
	res, err := tx.NewUpdate().Table("booking_drafts").
		Set("appointment_id = ?, note = '', access_needs = '', address = '', name = '', email = '', phone = ''", appointmentID).
		Set("booker = '', relation = '', companions = 0, companion_note = '', proved = ''").
		Where("id = ?", draftID).Exec(ctx)
	return fault.Wrap(db.One(res, err), "close draft")
}

// citizen is who booked, moved or cancelled on the portal, as auth.Actor.Ref names
// a person: the signed link proves the appointment, not an identity.
const citizen = "citizen"

// openSQL counts the coming appointments of an address or a telephone, and those
// booked on the portal since ?3, cancelled ones included.
const openSQL = `
SELECT count(*) FILTER (WHERE starts_at > ?2 AND cancelled_at IS NULL) AS open, count(*) FILTER (WHERE booked_at > ?3 AND channel = 'online') AS daily
FROM (
	SELECT id, starts_at, cancelled_at, booked_at, channel FROM appointments
	WHERE ?0 <> '' AND lower(email) = lower(?0) AND email <> '' AND (starts_at > ?2 OR booked_at > ?3)
	UNION
	SELECT id, starts_at, cancelled_at, booked_at, channel FROM appointments
	WHERE phone = ?1 AND phone <> '' AND (starts_at > ?2 OR booked_at > ?3)) AS own`

// limit refuses a contact with MaxOpen coming appointments, or with MaxDaily
// bookings in a day. The locks come before those of claim, in one order everywhere.
func limit(ctx context.Context, tx bun.IDB, c Contact, now time.Time) error {
	if err := db.LockNames(ctx, tx, "appointments.contact", c.keys()); err != nil {
		return err
	}
	var n struct{ Open, Daily int }
	err := tx.NewRaw(openSQL, c.Email, c.Phone, now, now.Add(-24*time.Hour)).Scan(ctx, &n)
	if err != nil {
		return fault.Wrap(db.Translate(err), "count open appointments")
	}
	switch {
	case n.Open >= MaxOpen:
		return fault.New(fault.Conflict, "appointments.error.limit").With("Count", MaxOpen)
	case n.Daily >= MaxDaily:
		return fault.New(fault.Conflict, "appointments.error.daily").With("Count", MaxDaily)
	}
	return nil
}

// keys name the contact for locks, in ascending order.
func (c Contact) keys() []string {
	keys := slices.DeleteFunc([]string{strings.ToLower(c.Email), c.Phone}, func(s string) bool { return s == "" })
	slices.Sort(keys)
	return keys
}

// insert writes a new appointment with its protocol number, its line in the audit
// trail and its mail. The number is unique and grows; numbers may be missing.
func insert(ctx context.Context, tx bun.IDB, a *Appointment) error {
	if a.Where == "" {
		a.Where = services.AtDesk
	}
	_, err := tx.NewInsert().Model(a).
		Value("protocol", "? || lpad(nextval('appointments_protocol')::text, 6, '0')", a.BookedAt.Format("AP-2006-")).
		Returning("id, protocol").Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "book appointment")
	}
	if err := record(ctx, tx, a, "book", a.BookedBy, a.BookedAt); err != nil {
		return err
	}
	return write(ctx, tx, a, kindConfirmed, a.BookedAt)
}

// record adds a line to the audit trail: which appointment, when, no names.
func record(ctx context.Context, tx bun.IDB, a *Appointment, verb, by string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: by, Action: "appointments." + verb, Subject: "appointment", SubjectID: a.ID, DeskID: a.DeskID, At: now,
		Data: map[string]any{"starts_at": a.StartsAt.UTC().Format(time.RFC3339), "operator": a.OperatorID, "version": a.Version},
	})
}
