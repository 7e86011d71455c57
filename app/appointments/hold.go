package appointments

import (
	"cmp"
	"context"
	"regexp"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// Hold is a wish for one free time, sent by the page that lists them.
type Hold struct {
	// Key is a random text of the page, 16 to 64 letters, digits, "-" or "_": the
	// same page sent twice is one form.
	Key string
	// DraftID is the form that chooses another time, 0 for a new one.
	DraftID int64
	DeskID  int64
	AreaID  int64
	// Place is the desk and the area where they were read already; nil reads them.
	Place *Place
	// OperatorID is 0 when any operator is fine.
	OperatorID int64
	// Speaks is the language the operator should speak, "" for any.
	Speaks string
	// Mediator is the language of the mediator wanted, the first guess for a new form.
	Mediator string
	Start    time.Time
	// Lang is the page's language, the first guess for the person's.
	Lang string
	// Proved is the address of who is signed in, "" for nobody.
	Proved string
	// Network is where the wish comes from; the zero value is not limited.
	Network auth.Network
	// by is auth.Actor.Ref of the operator who fills the form, "" for a person.
	by string
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// TakeHold reserves a free time for HoldFor and gives the form that owns it: a new
// one, or the one named by DraftID or by Key with its hold moved. Sending the same
// again while the hold lives changes nothing. A time that is not free any more is
// Conflict "appointments.error.taken", and the form keeps what it had. A form
// already confirmed comes back as it is, with its AppointmentID. Forbidden where the
// area is not for this person (MayBook). A network that holds too much is TooMany
// "appointments.error.network".
func TakeHold(ctx context.Context, idb bun.IDB, h Hold, now time.Time) (*Draft, error) {
	if h.DraftID == 0 && !keyShape.MatchString(h.Key) || !i18n.Supported(h.Lang) {
		return nil, fault.Missing()
	}
	var d *Draft
	err := db.OnOne(ctx, idb, func(ctx context.Context, idb bun.IDB) (err error) {
		d, err = h.take(ctx, idb, now)
		return err
	})
	return d, err
}

func (h Hold) take(ctx context.Context, idb bun.IDB, now time.Time) (*Draft, error) {
	gone, err := h.gone(ctx, idb, now)
	if err != nil {
		return nil, err
	}
	if gone {
		return nil, Taken()
	}
	q := Query{DeskID: h.DeskID, AreaID: h.AreaID, Place: h.Place, OperatorID: h.OperatorID, Speaks: h.Speaks}
	p, err := planFor(ctx, idb, q, h.Start, now)
	if err != nil {
		return nil, err
	}
	d, err := h.takeIn(ctx, idb, p, now)
	if err != nil {
		return nil, err
	}
	if d.DeskID != p.desk.ID || d.AreaID != p.area.ID { // confirmed before, for another place
		return FindDraft(ctx, idb, d.ID, now)
	}
	d.Desk, d.Area = p.desk, p.area
	return d, nil
}

// takeIn claims the time of the plan for the form.
func (h Hold) takeIn(ctx context.Context, idb bun.IDB, p *plan, now time.Time) (d *Draft, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if d, err = draftFor(ctx, tx, h, now); err != nil {
			return err
		}
		if d.AppointmentID != nil || d.holds(h, now) {
			return nil
		}
		h.Proved = cmp.Or(h.Proved, d.Proved)
		if err := MayBook(ctx, tx, p.area, h.Proved); err != nil {
			return err
		}
		p.query.DraftID = d.ID
		slot, err := p.claim(ctx, tx, h.Start, now)
		if err != nil {
			return err
		}
		if err := admit(ctx, tx, h.Network, d.ID, now); err != nil {
			return err
		}
		return d.keep(ctx, tx, h, slot, now)
	})
	return d, err
}

// goneSQL tells whether the time cannot be free any more: whoever receives at the
// desk has somebody at its very start, and no form of this key may own that. Of a
// group it says nothing: another seat may be free. It is
// only ever wrong towards "perhaps free".
const goneSQL = `
SELECT NOT EXISTS (SELECT 1 FROM booking_drafts WHERE form_key = ?0)
	AND EXISTS (SELECT 1 FROM desk_operators WHERE desk_id = ?1)
	AND EXISTS (SELECT 1 FROM areas WHERE id = ?5 AND seats = 1)
	AND NOT EXISTS (
		SELECT 1 FROM desk_operators AS o
		WHERE o.desk_id = ?1 AND (?2 = 0 OR o.operator_id = ?2)
		  AND NOT EXISTS (SELECT 1 FROM appointments AS a WHERE a.operator_id = o.operator_id AND a.cancelled_at IS NULL
			AND a.group_id IS NULL AND a.starts_at > ?3::timestamptz - interval '8 hours' AND a.starts_at <= ?3 AND a.ends_at > ?3)
		  AND NOT EXISTS (SELECT 1 FROM booking_drafts AS d WHERE d.operator_id = o.operator_id AND d.appointment_id IS NULL
			AND d.starts_at > ?3::timestamptz - interval '8 hours' AND d.starts_at <= ?3 AND d.ends_at > ?3 AND d.held_until > ?4))`

// gone is the cheap look before everything else: in a crowd after one time nearly
// all are told here that it is taken, with one statement and without a lock.
func (h Hold) gone(ctx context.Context, idb bun.IDB, now time.Time) (gone bool, err error) {
	if h.DraftID != 0 {
		return false, nil
	}
	err = idb.NewRaw(goneSQL, h.Key, h.DeskID, h.OperatorID, h.Start, now, h.AreaID).Scan(ctx, &gone)
	return gone, fault.Wrap(db.Translate(err), "look before holding")
}

// holds reports whether the draft already has what is asked for.
func (d *Draft) holds(h Hold, now time.Time) bool {
	return d.Held(now) && d.DeskID == h.DeskID && d.AreaID == h.AreaID && d.StartsAt.Equal(h.Start) && d.Speaks == h.Speaks &&
		(h.OperatorID == 0 && d.AnyOperator || h.OperatorID == *d.OperatorID && !d.AnyOperator)
}

// draftFor finds or makes the form of the wish and locks its row. A key that is
// used at the same moment by a second click waits here for the first.
func draftFor(ctx context.Context, tx bun.IDB, h Hold, now time.Time) (*Draft, error) {
	if h.DraftID != 0 {
		return lockDraft(ctx, tx, h.DraftID, now)
	}
	d, err := h.newDraft(ctx, tx, now)
	if err != nil || d.CreatedAt.After(now.Add(-DraftLife)) {
		return d, err
	}
	if _, err := tx.NewDelete().Table("booking_drafts").Where("id = ?", d.ID).Exec(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "forget an old draft")
	}
	return h.newDraft(ctx, tx, now)
}

// newDraft gives the form of the key, a new one where there is none.
func (h Hold) newDraft(ctx context.Context, tx bun.IDB, now time.Time) (*Draft, error) {
	d := &Draft{Key: h.Key, DeskID: h.DeskID, AreaID: h.AreaID, Details: Details{Lang: h.Lang}, CreatedAt: now, HeldBy: h.by}
	if i18n.Supported(h.Speaks) {
		d.Details.Lang = h.Speaks
	}
	if i18n.Supported(h.Mediator) {
		d.Details.Mediator = h.Mediator
	}
	_, err := tx.NewInsert().Model(d).On("CONFLICT (form_key) DO UPDATE").Set("form_key = EXCLUDED.form_key").
		Returning("*").Exec(ctx)
	return d, fault.Wrap(db.Translate(err), "open draft")
}

// keep writes the time into the form, in the row and in d.
func (d *Draft) keep(ctx context.Context, tx bun.IDB, h Hold, s *Slot, now time.Time) error {
	until := now.Add(HoldFor)
	d.DeskID, d.AreaID, d.AnyOperator, d.Speaks = h.DeskID, h.AreaID, h.OperatorID == 0, h.Speaks
	d.OperatorID, d.StartsAt, d.EndsAt, d.HeldUntil = &s.Operators[0], &s.Start, &s.End, &until
	d.Proved, d.Proof, d.RoomID = h.Proved, Proof{}, s.room(false) // a link in a mail was for the time before
	if h.Network.Near != nil {
		d.Network = h.Network
	}
	res, err := tx.NewUpdate().Model(d).
		Column("desk_id", "area_id", "any_operator", "speaks", "operator_id", "starts_at", "ends_at", "held_until", "proved", "network_near", "network_wide",
			"proof_id", "proof_until", "proof_mails", "room_id").WherePK().Exec(ctx)
	return fault.Wrap(db.One(res, err), "keep hold")
}
