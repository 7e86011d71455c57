package waiting

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

func over() error { return fault.New(fault.Conflict, "waiting.error.over") }

// Change sets another wish for the entry of a signed link; the place in the line
// stays. Invalid names days, parts and until; an entry that ended is Conflict
// "waiting.error.over".
func Change(ctx context.Context, idb bun.IDB, id int64, wish Wish, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		e, err := lock(ctx, tx, tx.NewSelect().Where("e.id = ?", id))
		if err != nil {
			return err
		}
		if !e.Live() {
			return over()
		}
		where, err := e.places(ctx, tx)
		if err != nil {
			return err
		}
		var c fault.Check
		wish.check(&c, desks.DateOf(now.In(where[0].Location())))
		if err := c.Err(); err != nil || e.Wish == wish {
			return err
		}
		e.Wish = wish
		if err := e.look(ctx, tx, where, now); err != nil {
			return err
		}
		res, err := tx.NewUpdate().Model(e).Column("days", "parts", "until", "sooner_than").WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "change entry")
		}
		return record(ctx, tx, e, "change", citizen, now)
	})
}

// Leave takes the person of a signed link out of the list. Already out is quiet.
func Leave(ctx context.Context, idb bun.IDB, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		e, err := lock(ctx, tx, tx.NewSelect().Where("e.id = ?", id))
		if err != nil || !e.Live() {
			return err
		}
		return e.end(ctx, tx, Left, citizen, "", now)
	})
}

// Remove takes a person out of the list of the actor's desks, with a reason that stays
// in the office (2 to appointments.MaxReason characters). Already out is quiet.
func Remove(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, reason string, now time.Time) error {
	reason = strings.TrimSpace(strings.ReplaceAll(reason, "\r\n", "\n"))
	var c fault.Check
	c.If(utf8.RuneCountInString(reason) < 2, "reason", "waiting.error.reason")
	c.If(utf8.RuneCountInString(reason) > appointments.MaxReason, "reason", "appointments.error.reason_long", "Max", appointments.MaxReason)
	c.If(!utf8.ValidString(reason) || strings.ContainsFunc(reason, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }),
		"reason", "appointments.error.characters")
	if err := c.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		e, err := lock(ctx, tx, scoped(tx.NewSelect().Where("e.id = ?", id), actor))
		if err != nil || !e.Live() {
			return err
		}
		return e.end(ctx, tx, Removed, actor.Ref(), reason, now)
	})
}

// end takes a locked entry out of the list and withdraws its live offer.
func (e *Entry) end(ctx context.Context, tx bun.IDB, how Outcome, by, reason string, now time.Time) error {
	o, err := e.live(ctx, tx)
	if err != nil {
		return err
	}
	if o != nil {
		if err := o.end(ctx, tx, Withdrawn, now); err != nil {
			return err
		}
	}
	e.EndedAt, e.EndedBy, e.Outcome, e.EndReason = &now, by, how, reason
	res, err := tx.NewUpdate().Model(e).Column("ended_at", "ended_by", "outcome", "end_reason", "appointment_id").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "end entry")
	}
	return record(ctx, tx, e, string(how), by, now)
}

// end settles a locked offer; a time that nobody took is free again.
func (o *Offer) end(ctx context.Context, tx bun.IDB, how Outcome, now time.Time) error {
	o.EndedAt, o.Outcome = &now, how
	res, err := tx.NewUpdate().Model(o).Column("ended_at", "outcome").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "end offer")
	}
	if how == Accepted || o.DraftID == nil {
		return nil
	}
	return appointments.Release(ctx, tx, *o.DraftID)
}
