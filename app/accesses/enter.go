package accesses

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Entry is a contact written by hand.
type Entry struct {
	// Key is a random text of the form: sent twice, one row.
	Key                        string
	DeskID, OperatorID, AreaID int64
	// Day and Clock ("15:04") are when it was, in the desk's zone.
	Day    desks.Date
	Clock  string
	Booked bool
	Facts
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// Enter writes a contact at a desk of the actor. The same key gives the same row.
// Invalid names the fields, the moment being "clock"; a contact of the future, or of
// more than a year ago, is Invalid too.
func Enter(ctx context.Context, idb bun.IDB, actor auth.Actor, e Entry, now time.Time) (*Access, error) {
	desk, err := desks.FindFor(ctx, idb, actor, e.DeskID)
	if err != nil {
		return nil, err
	}
	if !keyShape.MatchString(e.Key) {
		return nil, fault.Missing()
	}
	a, wrong := e.access(desk, now)
	if err := a.complete(ctx, idb, wrong); err != nil {
		return nil, err
	}
	a.Source = ByHand
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error { return a.writeOnce(ctx, tx, "enter", actor, now) })
	if err != nil {
		return nil, err
	}
	return Find(ctx, idb, actor, a.ID)
}

// access is the row of an entry, and what is wrong with it.
func (e Entry) access(desk *desks.Desk, now time.Time) (*Access, *fault.Check) {
	e.Facts = e.Facts.clean()
	at, ok := moment(desk, e.Day, e.Clock)
	c := new(fault.Check)
	c.If(!ok, "clock", "accesses.error.clock")
	c.If(ok && at.After(now), "clock", "accesses.error.future")
	c.If(ok && at.Before(now.AddDate(-1, 0, 0)), "clock", "accesses.error.old")
	e.Facts.check(c, e.Day)
	return &Access{
		Key: e.Key, DeskID: desk.ID, OperatorID: e.OperatorID, AreaID: e.AreaID, Day: e.Day, At: at, Booked: e.Booked, Facts: e.Facts,
	}, c
}

// complete adds what is wrong with the place, gives everything that is, and the codes
// of the area to a row that names none.
func (a *Access) complete(ctx context.Context, idb bun.IDB, c *fault.Check) error {
	area, err := checkPlace(ctx, idb, c, a.DeskID, a.OperatorID, a.AreaID)
	if err != nil {
		return err
	}
	if area != nil && len(a.Codes) == 0 {
		if a.Codes, err = codesOf(ctx, idb, area, a.Day); err != nil {
			return err
		}
	}
	if err := checkCodes(ctx, idb, c, a.Codes, a.Day); err != nil {
		return err
	}
	return c.Err()
}

// checkPlace wants an operator and an area of the desk, which it gives.
func checkPlace(ctx context.Context, idb bun.IDB, c *fault.Check, deskID, operatorID, areaID int64) (*services.Area, error) {
	known, err := desks.Operators(ctx, idb, deskID)
	if err != nil {
		return nil, err
	}
	areas, err := services.ListAt(ctx, idb, deskID)
	if err != nil {
		return nil, err
	}
	c.If(!slices.ContainsFunc(known, func(o desks.Operator) bool { return o.ID == operatorID }), "operator", "queue.error.operator")
	i := slices.IndexFunc(areas, func(a services.Area) bool { return a.ID == areaID })
	if i < 0 {
		c.Add("area", "accesses.error.choose")
		return nil, nil
	}
	return &areas[i], nil
}

// moment reads a time of the clock on a day of the desk.
func moment(desk *desks.Desk, day desks.Date, clock string) (time.Time, bool) {
	t, err := time.Parse("15:04", clock)
	if err != nil || day.IsZero() {
		return time.Time{}, false
	}
	return time.Date(day.Year, day.Month, day.Day, t.Hour(), t.Minute(), 0, 0, desk.Location()), true
}

// writeOnce writes the row, or takes the id of the one its key has already.
func (a *Access) writeOnce(ctx context.Context, tx bun.IDB, verb string, actor auth.Actor, now time.Time) error {
	a.Key = actor.Ref() + ":" + a.Key
	if err := db.Lock(ctx, tx, "accesses.key", 0, a.Key); err != nil {
		return err
	}
	err := tx.NewSelect().Table("accesses").Column("id").Where("entry_key = ?", a.Key).Scan(ctx, &a.ID)
	if err = db.Translate(err); !fault.Is(err, fault.NotFound) {
		return fault.Wrap(err, "find access by key")
	}
	return a.write(ctx, tx, verb, actor, now)
}

// write adds the row with its line in the audit trail.
func (a *Access) write(ctx context.Context, tx bun.IDB, verb string, actor auth.Actor, now time.Time) error {
	a.WrittenAt, a.WrittenBy = now, actor.Ref()
	if err := a.inheritPerson(ctx, tx, actor); err != nil {
		return err
	}
	_, err := tx.NewInsert().Model(a).ExcludeColumn("id").Returning("id").Exec(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "write access")
	}
	return a.record(ctx, tx, verb, now)
}

// record adds a line to the audit trail: code words and numbers, nothing typed.
func (a *Access) record(ctx context.Context, tx bun.IDB, verb string, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: a.WrittenBy, Action: "accesses." + verb, Subject: "access", SubjectID: a.ID, DeskID: a.DeskID, At: now,
		Data: map[string]any{"day": a.Day.String(), "outcome": a.Outcome, "minutes": a.Minutes, "source": a.Source, "version": a.Version},
	})
}
