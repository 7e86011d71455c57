package waiting

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/appointments"
	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// Joining is what a person who wants to wait fills in.
type Joining struct {
	// Key is a random text of the form: sent twice, it is one entry.
	Key string
	// DeskID is 0 for any desk that offers the area.
	DeskID, AreaID int64
	Wish
	appointments.Details
	appointments.Contact
	// Proved is the address whose owner is signed in, "" for none.
	Proved string
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// citizen is who acts on the portal: the link proves the entry, not an identity.
const citizen = "citizen"

// Join puts a person into the list and queues the message with the link; sms says
// that the program can send short messages. The same key gives the same entry.
// Invalid names the fields days, parts, until and those of details and contact; who
// cannot be written to is Invalid on "email". More than MaxEntries live entries of a
// contact is Conflict "waiting.error.limit"; Forbidden where the area is not for this
// person (appointments.MayBook).
func Join(ctx context.Context, idb bun.IDB, j Joining, sms bool, now time.Time) (*Entry, error) {
	if !keyShape.MatchString(j.Key) {
		return nil, fault.Missing()
	}
	area, err := services.Find(ctx, idb, j.AreaID)
	if err != nil {
		return nil, err
	}
	if err := appointments.MayBook(ctx, idb, area, j.Proved); err != nil {
		return nil, err
	}
	return save(ctx, idb, j.entry(appointments.Online, citizen, now), sms, now)
}

// Add puts a person into the list who called or came: for a desk of the actor, or for
// any desk where one of the actor's offers the service. Who can only be called is in
// the list and gets no offers.
func Add(ctx context.Context, idb bun.IDB, actor auth.Actor, j Joining, from appointments.Channel, sms bool, now time.Time) (*Entry, error) {
	if !keyShape.MatchString(j.Key) || from != appointments.Phone && from != appointments.AtDesk {
		return nil, fault.Missing()
	}
	if err := inScope(ctx, idb, actor, j.DeskID, j.AreaID); err != nil {
		return nil, err
	}
	j.Key = actor.Ref() + ":" + j.Key
	return save(ctx, idb, j.entry(from, actor.Ref(), now), sms, now)
}

func (j Joining) entry(from appointments.Channel, by string, now time.Time) *Entry {
	e := &Entry{
		Key: j.Key, AreaID: j.AreaID, Wish: j.Wish, Who: who(j.Details.Clean(), j.Contact.Clean()),
		Channel: from, JoinedAt: now, JoinedBy: by,
	}
	if j.DeskID != 0 {
		e.DeskID = &j.DeskID
	}
	return e
}

func save(ctx context.Context, idb bun.IDB, e *Entry, sms bool, now time.Time) (*Entry, error) {
	var id int64
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		if err := db.Lock(ctx, tx, "waiting.key", 0, e.Key); err != nil {
			return err
		}
		err := tx.NewSelect().Table("waiting_entries").Column("id").Where("form_key = ?", e.Key).Scan(ctx, &id)
		if err = db.Translate(err); !fault.Is(err, fault.NotFound) {
			return fault.Wrap(err, "find entry by key")
		}
		where, err := e.places(ctx, tx)
		if err != nil {
			return err
		}
		if e.Area, err = services.Find(ctx, tx, e.AreaID); err != nil {
			return err
		}
		if err := e.check(where, sms, now); err != nil {
			return err
		}
		if err := limit(ctx, tx, e.Contact(), now); err != nil {
			return err
		}
		if err := e.look(ctx, tx, where, now); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(e).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "join the waiting list")
		}
		id = e.ID
		if err := record(ctx, tx, e, "join", e.JoinedBy, now); err != nil {
			return err
		}
		return e.send(ctx, tx, kindJoined, e.ID, sms, now, time.Time{})
	})
	if err != nil {
		return nil, err
	}
	return find(ctx, idb, id)
}

// places are the desks an entry waits for; NotFound where none offers the service.
func (e *Entry) places(ctx context.Context, idb bun.IDB) ([]desks.Desk, error) {
	all, err := desks.List(ctx, idb, desks.Filter{AreaID: e.AreaID})
	if err != nil {
		return nil, err
	}
	if e.DeskID != nil {
		all = slices.DeleteFunc(all, func(d desks.Desk) bool { return d.ID != *e.DeskID })
	}
	if len(all) == 0 {
		return nil, fault.Missing()
	}
	return all, nil
}

// check is nil or Invalid with every field that is wrong. Days are counted in the
// zone of the first desk: one region has one.
func (e *Entry) check(where []desks.Desk, sms bool, now time.Time) error {
	var c fault.Check
	e.Wish.check(&c, desks.DateOf(now.In(where[0].Location())))
	add(&c, e.details().Check())
	contact := e.Contact().Check()
	add(&c, contact)
	more := appointments.CheckFor(e.details(), e.Contact(), e.Area)
	if fault.Is(more, fault.NotFound) {
		return more
	}
	add(&c, more)
	if contact == nil && e.Channel == appointments.Online && e.Contact().Way(sms) == "" {
		key := "waiting.error.reach"
		if sms {
			key = "waiting.error.reach_sms"
		}
		c.Add("email", key)
	}
	return c.Err()
}

// add notes the fields of another check.
func add(c *fault.Check, err error) {
	f, ok := fault.As(err)
	if !ok {
		return
	}
	for _, x := range f.Fields {
		var args []any
		for name, value := range x.Args {
			args = append(args, name, value)
		}
		c.Add(x.Name, x.Key, args...)
	}
}

// look notes the first time that suits and is free already.
func (e *Entry) look(ctx context.Context, tx bun.IDB, where []desks.Desk, now time.Time) error {
	free, err := freeTimes(ctx, tx, e.AreaID, where, e.Until, false, now)
	if err != nil {
		return err
	}
	e.SoonerThan = e.firstFor(free, now)
	return nil
}

// liveSQL counts the entries of an address or telephone that still wait, and those
// made since a time.
const liveSQL = `
SELECT count(*) FILTER (WHERE ended_at IS NULL) AS live, count(*) FILTER (WHERE joined_at > ?2) AS made
FROM waiting_entries
WHERE email <> '' AND lower(email) = lower(?0) OR phone <> '' AND phone = ?1`

// limit refuses a contact with MaxEntries live entries, or with MaxJoins made in a
// day: joining and leaving by turns would fill somebody's letter box.
func limit(ctx context.Context, tx bun.IDB, c appointments.Contact, now time.Time) error {
	keys := slices.DeleteFunc([]string{strings.ToLower(c.Email), c.Phone}, func(s string) bool { return s == "" })
	slices.Sort(keys)
	for _, key := range keys {
		if err := db.Lock(ctx, tx, "waiting.contact", 0, key); err != nil {
			return err
		}
	}
	var n struct{ Live, Made int }
	if err := tx.NewRaw(liveSQL, c.Email, c.Phone, now.Add(-24*time.Hour)).Scan(ctx, &n); err != nil {
		return fault.Wrap(db.Translate(err), "count entries of a contact")
	}
	if n.Made >= MaxJoins {
		return fault.New(fault.TooMany, "error.429.title")
	}
	if n.Live >= MaxEntries {
		return fault.New(fault.Conflict, "waiting.error.limit").With("Count", MaxEntries)
	}
	return nil
}

// record adds a line to the audit trail: which entry, no names.
func record(ctx context.Context, tx bun.IDB, e *Entry, verb, by string, now time.Time) error {
	x := audit.Entry{
		Actor: by, Action: "waiting." + verb, Subject: "waiting_entry", SubjectID: e.ID, At: now,
		Data: map[string]any{"area": e.AreaID, "until": e.Until.String()},
	}
	if e.DeskID != nil {
		x.DeskID = *e.DeskID
	}
	return audit.Record(ctx, tx, x)
}
