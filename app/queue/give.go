package queue

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/services"
)

// Request is what reception or the kiosk fills in for a ticket.
type Request struct {
	// Key is a random text of the form: sent twice, one ticket.
	Key            string
	DeskID, AreaID int64
	Lang           string
	Class          Class
	// AppointmentID, BookedAt and OperatorID are of the appointment the person came
	// for, as the screen read it; zero for a walk-in.
	AppointmentID int64
	BookedAt      time.Time
	OperatorID    int64
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// Give gives a ticket at a desk of the actor. The same key, or the same appointment,
// gives the same ticket. Invalid names the fields area, lang and class.
func Give(ctx context.Context, idb bun.IDB, actor auth.Actor, r Request, now time.Time) (*Ticket, error) {
	desk, err := desks.FindFor(ctx, idb, actor, r.DeskID)
	if err != nil {
		return nil, err
	}
	return give(ctx, idb, desk, r, actor.Ref(), now)
}

// GiveAtKiosk gives a walk-in ticket at the desk whose kiosk was proved by its signed
// address, while somebody still receives that day; Conflict "queue.error.closed"
// otherwise.
func GiveAtKiosk(ctx context.Context, idb bun.IDB, desk *desks.Desk, r Request, now time.Time) (*Ticket, error) {
	posts, err := openPosts(ctx, idb, desk, now)
	if err != nil {
		return nil, err
	}
	if len(posts) == 0 {
		return nil, fault.New(fault.Conflict, "queue.error.closed")
	}
	r.DeskID, r.Class, r.AppointmentID, r.OperatorID = desk.ID, Normal, 0, 0
	return give(ctx, idb, desk, r, auth.Actor{}.Ref(), now)
}

func give(ctx context.Context, idb bun.IDB, desk *desks.Desk, r Request, by string, now time.Time) (*Ticket, error) {
	if r.AppointmentID != 0 {
		r.Key = "appointment-" + strconv.FormatInt(r.AppointmentID, 10)
	}
	area, err := r.check(ctx, idb)
	if err != nil {
		return nil, err
	}
	day := desks.DateOf(now.In(desk.Location()))
	var id int64
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := db.Lock(ctx, tx, "queue.line", desk.ID, day.String()); err != nil {
			return err
		}
		err := tx.NewSelect().Table("queue_tickets").Column("id").
			Where("desk_id = ? AND ticket_key = ?", desk.ID, r.Key).Scan(ctx, &id)
		if err = db.Translate(err); !fault.Is(err, fault.NotFound) {
			return fault.Wrap(err, "find ticket by key")
		}
		t := r.ticket(area, day, by, now)
		if err := t.insert(ctx, tx); err != nil {
			return err
		}
		id = t.ID
		return t.move(ctx, tx, "give", "", by, now)
	})
	if err != nil {
		return nil, err
	}
	return one(ctx, idb, id)
}

// check is NotFound for a form that was not ours, Invalid for a wrong choice, or
// nil with the area.
func (r Request) check(ctx context.Context, idb bun.IDB) (*services.Area, error) {
	if !keyShape.MatchString(r.Key) && r.AppointmentID == 0 {
		return nil, fault.Missing()
	}
	areas, err := services.ListAt(ctx, idb, r.DeskID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(areas, func(a services.Area) bool { return a.ID == r.AreaID })
	var c fault.Check
	c.If(i < 0, "area", "queue.error.area")
	c.If(!i18n.Supported(r.Lang), "lang", "queue.error.choose")
	c.If(!slices.Contains(Classes, r.Class), "class", "queue.error.choose")
	if err := c.Err(); err != nil {
		return nil, err
	}
	return &areas[i], nil
}

func (r Request) ticket(area *services.Area, day desks.Date, by string, now time.Time) *Ticket {
	t := &Ticket{
		Key: r.Key, DeskID: r.DeskID, AreaID: r.AreaID, Day: day, Letter: letterOf(area), Lang: r.Lang, Class: r.Class,
		State: Waiting, ArrivedAt: now, JoinedAt: now, GivenBy: by,
	}
	if r.AppointmentID != 0 {
		t.AppointmentID, t.BookedAt = &r.AppointmentID, &r.BookedAt
		if r.OperatorID != 0 {
			t.ForOperatorID = &r.OperatorID
		}
	}
	return t
}

// insert writes the ticket with the next number of its letter; the caller holds the
// line of the desk's day.
func (t *Ticket) insert(ctx context.Context, tx bun.IDB) error {
	err := tx.NewRaw(`SELECT COALESCE(max(number), 0) + 1 FROM queue_tickets WHERE desk_id = ? AND day = ? AND letter = ?`,
		t.DeskID, t.Day, t.Letter).Scan(ctx, &t.Number)
	if err != nil {
		return fault.Wrap(db.Translate(err), "count tickets")
	}
	_, err = tx.NewInsert().Model(t).ExcludeColumn("id").Returning("id").Exec(ctx)
	return fault.Wrap(db.Translate(err), "give ticket")
}
