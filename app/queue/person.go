package queue

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Standing is all that the page of a ticket shows.
type Standing struct {
	*Ticket
	// Ahead is how many are called before; Wait how long that may take. Both are zero
	// outside the line.
	Ahead int
	Wait  Range
}

// FindForPerson gives the standing of the ticket a signed link stands for, or
// NotFound. The wait counts whom the desk still expects. It changes nothing.
func FindForPerson(ctx context.Context, idb bun.IDB, id int64, expecting Expecting, now time.Time) (*Standing, error) {
	t, err := one(ctx, idb, id)
	if err != nil {
		return nil, err
	}
	s := &Standing{Ticket: t}
	if !t.State.InLine() || t.Day != desks.DateOf(now.In(t.Desk.Location())) {
		return s, nil
	}
	l, err := load(ctx, idb, t.Desk, expecting, now)
	if err != nil {
		return nil, err
	}
	for i := range l.Turns {
		if l.Turns[i].ID == id {
			s.Ahead, s.Wait = i, l.Waits[id]
		}
	}
	return s, nil
}

// Board is what the waiting room sees: numbers and places, no names.
type Board struct {
	Desk *desks.Desk
	// Calls are the called and the received, the latest call first.
	Calls []BoardCall
	// Waiting counts who stands in the line.
	Waiting int
}

// BoardCall is one number and where it is awaited. Lang is the language to speak;
// Call grows with each call of the same number, so that a display says it once.
type BoardCall struct {
	ID          int64
	Name, Place string
	Lang        string
	Call        int
	Now         bool // called and not yet received
}

// ForDisplay gives the board of the desk that a display's signed address proved.
func ForDisplay(ctx context.Context, idb bun.IDB, desk *desks.Desk, now time.Time) (*Board, error) {
	b := &Board{Desk: desk}
	err := idb.NewRaw(`SELECT id, letter || number::text AS name, place, lang, calls AS call, state = 'called' AS now
		FROM queue_tickets WHERE desk_id = ? AND day = ? AND state IN ('called', 'serving')
		ORDER BY state, called_at DESC, id DESC`, desk.ID, desks.DateOf(now.In(desk.Location()))).Scan(ctx, &b.Calls)
	if err != nil {
		return nil, wrapBoard(err)
	}
	err = idb.NewRaw(`SELECT count(*) FROM queue_tickets WHERE desk_id = ? AND day = ? AND state IN ('waiting', 'forwarded')`,
		desk.ID, desks.DateOf(now.In(desk.Location()))).Scan(ctx, &b.Waiting)
	return b, wrapBoard(err)
}

func wrapBoard(err error) error { return fault.Wrap(db.Translate(err), "read the display") }
