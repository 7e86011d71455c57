package waiting

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// sweeper is who ends entries and makes offers in the audit trail.
func sweeper() string { return auth.Program("waiting").Ref() }

// dueSQL lists the live entries about which something is to be settled. ?0 now.
const dueSQL = `
SELECT e.id FROM waiting_entries AS e
LEFT JOIN desks AS d ON d.id = e.desk_id
WHERE e.ended_at IS NULL AND (
	(?0::timestamptz AT TIME ZONE COALESCE(d.zone, 'Europe/Rome'))::date > e.until
	OR EXISTS (SELECT FROM waiting_offers AS o WHERE o.entry_id = e.id AND o.ended_at IS NULL AND o.answer_until <= ?0)
	OR ` + elsewhereSQL + `)
ORDER BY e.joined_at, e.id`

// elsewhereSQL is true where the person took an appointment of the service since.
const elsewhereSQL = `EXISTS (SELECT FROM appointments AS a
		WHERE a.area_id = e.area_id AND a.cancelled_at IS NULL AND a.booked_at >= e.joined_at AND lower(a.name) = lower(e.name)
			AND (a.email <> '' AND lower(a.email) = lower(e.email) OR a.phone <> '' AND a.phone = e.phone))`

// mostOffers ends a sweep that finds more than a day's worth of free times.
const mostOffers = 500

// Sweep settles what is over and makes the offers that are due at now; sms says that
// the program can send short messages. Running it twice, late or in several programs
// at once asks nobody twice. What goes wrong for one entry or service does not stop
// the others.
func Sweep(ctx context.Context, idb bun.IDB, sms bool, now time.Time) error {
	var due, areas []int64
	if err := idb.NewRaw(dueSQL, now).Scan(ctx, &due); err != nil {
		return fault.Wrap(db.Translate(err), "who waits no longer")
	}
	var wrong []error
	for _, id := range due {
		wrong = append(wrong, settle(ctx, idb, id, now))
	}
	err := idb.NewRaw(`SELECT DISTINCT area_id FROM waiting_entries WHERE ended_at IS NULL ORDER BY area_id`).Scan(ctx, &areas)
	if err != nil {
		return fault.Wrap(db.Translate(err), "which services are waited for")
	}
	for _, area := range areas {
		for range mostOffers {
			made, err := offer(ctx, idb, area, sms, now)
			wrong = append(wrong, err)
			if err != nil || !made {
				break
			}
		}
	}
	return errors.Join(wrong...)
}

// settle ends an offer nobody answered, and the entry where it is over.
func settle(ctx context.Context, idb bun.IDB, id int64, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		e, err := lock(ctx, tx, tx.NewSelect().Where("e.id = ?", id))
		if err != nil || !e.Live() {
			return err
		}
		o, err := e.live(ctx, tx)
		if err != nil {
			return err
		}
		if o != nil && !o.Open(now) {
			if err := o.end(ctx, tx, Expired, now); err != nil {
				return err
			}
			if err := o.record(ctx, tx, "lapse", sweeper(), now); err != nil {
				return err
			}
		}
		how, err := e.over(ctx, tx, o, now)
		if err != nil || how == "" {
			return err
		}
		return e.end(ctx, tx, how, sweeper(), "", now)
	})
}

// over is how a locked entry has ended by itself, "" for not at all; o is the offer
// that was live.
func (e *Entry) over(ctx context.Context, tx bun.IDB, o *Offer, now time.Time) (Outcome, error) {
	var is struct{ Booked, Late bool }
	err := tx.NewRaw(`SELECT `+elsewhereSQL+` AS booked,
		(?0::timestamptz AT TIME ZONE COALESCE(d.zone, 'Europe/Rome'))::date > e.until AS late
		FROM waiting_entries AS e LEFT JOIN desks AS d ON d.id = e.desk_id WHERE e.id = ?1`, now, e.ID).Scan(ctx, &is)
	switch {
	case err != nil:
		return "", fault.Wrap(db.Translate(err), "ask whether an entry is over")
	case is.Booked:
		return Booked, nil
	case o != nil && o.Number >= MaxOffers && !o.Open(now):
		return Spent, nil
	case is.Late && (o == nil || !o.Open(now)):
		return Expired, nil
	}
	return "", nil
}

// offer makes the first offer that is due for a service and reports whether there
// was one. The service's lock makes two programs take turns.
func offer(ctx context.Context, idb bun.IDB, areaID int64, sms bool, now time.Time) (made bool, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := db.Lock(ctx, tx, "waiting.area", areaID, ""); err != nil {
			return err
		}
		list, err := candidates(ctx, tx, areaID, sms)
		if err != nil || len(list) == 0 {
			return err
		}
		free, err := list.free(ctx, tx, now)
		if err != nil {
			return err
		}
		for i := range list {
			if err := list[i].renew(ctx, tx, free, now); err != nil {
				return err
			}
		}
		made, err = list.ask(ctx, tx, free, sms, now)
		return err
	})
	return made, err
}

// ask makes the first offer that nothing stands against.
func (l line) ask(ctx context.Context, tx bun.IDB, free []opening, sms bool, now time.Time) (bool, error) {
	for m := choose(l, free, now); m != nil; m = choose(l, free, now) {
		err := db.InTx(ctx, tx, func(ctx context.Context, tx bun.Tx) error { return m.make(ctx, tx, sms, now) })
		switch {
		case err == nil:
			return true, nil
		case isTaken(err), db.ConstraintOf(err) == "waiting_offers_one_person": // somebody was quicker
			free = without(free, m.at)
		case fault.Is(err, fault.NotFound), strings.HasPrefix(db.ConstraintOf(err), "waiting_offers_"):
			m.who.live = true // answers, leaves or is asked about another service just now
		default:
			return false, err
		}
	}
	return false, nil
}

func isTaken(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Key == "appointments.error.taken"
}

func without(free []opening, at opening) []opening {
	var rest []opening
	for _, x := range free {
		if x.desk != at.desk || !x.start.Equal(at.start) {
			rest = append(rest, x)
		}
	}
	return rest
}
