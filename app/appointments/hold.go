package appointments

import (
	"context"
	"regexp"
	"time"

	"github.com/uptrace/bun"

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
	// OperatorID is 0 when any operator is fine.
	OperatorID int64
	Start      time.Time
	// Lang is the page's language, the first guess for the person's.
	Lang string
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// TakeHold reserves a free time for HoldFor and gives the form that owns it: a new
// one, or the one named by DraftID or by Key with its hold moved. Sending the same
// again while the hold lives changes nothing. A time that is not free any more is
// Conflict "appointments.error.taken", and the form keeps what it had. A form
// already confirmed comes back as it is, with its AppointmentID.
func TakeHold(ctx context.Context, idb bun.IDB, h Hold, now time.Time) (*Draft, error) {
	if h.DraftID == 0 && !keyShape.MatchString(h.Key) || !i18n.Supported(h.Lang) {
		return nil, fault.Missing()
	}
	var id int64
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		d, err := draftFor(ctx, tx, h, now)
		if err != nil {
			return err
		}
		id = d.ID
		if d.AppointmentID != nil || d.holds(h, now) {
			return nil
		}
		q := Query{DeskID: h.DeskID, AreaID: h.AreaID, OperatorID: h.OperatorID, DraftID: d.ID}
		slot, err := claim(ctx, tx, q, h.Start, now)
		if err != nil {
			return err
		}
		return keep(ctx, tx, d.ID, h, slot, now)
	})
	if err != nil {
		return nil, err
	}
	return FindDraft(ctx, idb, id, now)
}

// holds reports whether the draft already has what is asked for.
func (d *Draft) holds(h Hold, now time.Time) bool {
	return d.Held(now) && d.DeskID == h.DeskID && d.AreaID == h.AreaID && d.StartsAt.Equal(h.Start) &&
		(h.OperatorID == 0 && d.AnyOperator || h.OperatorID == *d.OperatorID && !d.AnyOperator)
}

// draftFor finds or makes the form of the wish and locks its row. A key that is
// used at the same moment by a second click waits here for the first.
func draftFor(ctx context.Context, tx bun.IDB, h Hold, now time.Time) (*Draft, error) {
	if h.DraftID != 0 {
		return lockDraft(ctx, tx, h.DraftID, now)
	}
	if _, err := tx.NewDelete().Table("booking_drafts").
		Where("form_key = ? AND created_at <= ?", h.Key, now.Add(-DraftLife)).Exec(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "forget an old draft")
	}
	d := &Draft{Key: h.Key, DeskID: h.DeskID, AreaID: h.AreaID, Details: Details{Lang: h.Lang}, CreatedAt: now}
	_, err := tx.NewInsert().Model(d).On("CONFLICT (form_key) DO UPDATE").Set("form_key = EXCLUDED.form_key").
		Returning("*").Exec(ctx)
	if name := db.ConstraintOf(err); name == "booking_drafts_desk_id_fkey" || name == "booking_drafts_area_id_fkey" {
		return nil, fault.Missing()
	}
	return d, fault.Wrap(db.Translate(err), "open draft")
}

func keep(ctx context.Context, tx bun.IDB, id int64, h Hold, s *Slot, now time.Time) error {
	res, err := tx.NewUpdate().Table("booking_drafts").
		Set("desk_id = ?, area_id = ?, any_operator = ?", h.DeskID, h.AreaID, h.OperatorID == 0).
		Set("operator_id = ?, starts_at = ?, ends_at = ?", s.Operators[0], s.Start, s.End).
		Set("held_until = ?", now.Add(HoldFor)).
		Where("id = ?", id).Exec(ctx)
	return fault.Wrap(db.One(res, err), "keep hold")
}
