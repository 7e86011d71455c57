package meetings

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Form is a meeting as it was typed.
type Form struct {
	// DeskID is of a new meeting; it never changes.
	DeskID int64
	UserID int64
	Title  string
	Day    desks.Date
	// From and To are "15:04" in the desk's zone.
	From, To string
	Online   bool
	Place    string
	// Operators are the accounts invited, Absent those of them that did not come.
	Operators, Absent []int64
	Guests            []Guest
}

// Begin plans a meeting of one of the actor's desks and gives its id. Invalid names
// desk, user, title, day, from, to, place, operators and name-1, body-1, role-1 … of the
// guests. The convener is invited too.
func Begin(ctx context.Context, idb bun.IDB, actor auth.Actor, f Form, now time.Time) (id int64, err error) {
	err = db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		var k fault.Check
		desk, err := desks.FindFor(ctx, tx, actor, f.DeskID)
		if fault.Is(err, fault.NotFound) {
			k.Add("desk", "meetings.error.choose")
			return k.Err()
		}
		if err != nil {
			return err
		}
		m := &Meeting{DeskID: desk.ID, State: Planned, Revision: 1, BegunAt: now, BegunBy: actor.Ref()}
		if err := f.fill(ctx, tx, m, desk, now); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(m).Returning("id").Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "plan meeting")
		}
		if err := m.writePeople(ctx, tx); err != nil {
			return err
		}
		id = m.ID
		return m.record(ctx, tx, actor, "begin", map[string]any{"operators": len(m.Attendees), "guests": len(m.Guests)}, now)
	})
	return id, err
}

// Change writes an open meeting of the actor's desks anew; revision is the one the form
// was filled from. What somebody changed meanwhile is Conflict "meetings.error.changed",
// a meeting that is over "meetings.error.over". Invalid as with Begin.
func Change(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64, revision int, f Form, now time.Time) error {
	return db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		m, err := lock(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := m.changeable(actor, revision); err != nil {
			return err
		}
		desk, err := desks.Find(ctx, tx, m.DeskID)
		if err != nil {
			return err
		}
		if err := m.load(ctx, tx); err != nil {
			return err
		}
		if err := f.fill(ctx, tx, m, desk, now); err != nil {
			return err
		}
		res, err := tx.NewUpdate().Model(m).Column("user_id", "title", "starts_at", "ends_at", "online", "place").WherePK().Exec(ctx)
		if err := db.One(res, err); err != nil {
			return fault.Wrap(err, "change meeting")
		}
		if err := m.writePeople(ctx, tx); err != nil {
			return err
		}
		return m.touch(ctx, tx, actor, "change", map[string]any{"operators": len(m.Attendees), "guests": len(m.Guests)}, now)
	})
}

// changeable says that the meeting is of the actor's desks, still open, and as the
// reader saw it.
func (m *Meeting) changeable(actor auth.Actor, revision int) error {
	switch {
	case !m.At(actor):
		return fault.Missing()
	case !m.Open():
		return fault.New(fault.Conflict, "meetings.error.over")
	case m.Revision != revision:
		return fault.New(fault.Conflict, "meetings.error.changed")
	}
	return nil
}

// fill writes what was typed into the meeting, noting what is wrong by its input.
func (f Form) fill(ctx context.Context, tx bun.IDB, m *Meeting, desk *desks.Desk, now time.Time) error {
	var k fault.Check
	m.UserID, m.Title, m.Place, m.Online = f.UserID, oneLine(f.Title), oneLine(f.Place), f.Online
	required(&k, "title", m.Title, MaxTitle)
	text(&k, "place", m.Place, MaxPlace)
	f.times(&k, m, desk.Location())
	k.If(m.State == Held && m.StartsAt.After(now), "day", "meetings.error.early")
	if err := f.invite(ctx, tx, &k, m); err != nil {
		return err
	}
	f.guests(&k, m)
	return k.Err()
}

func (f Form) times(k *fault.Check, m *Meeting, zone *time.Location) {
	from, err := desks.ParseClock(f.From)
	k.If(err != nil, "from", "meetings.error.clock")
	to, bad := desks.ParseClock(f.To)
	k.If(bad != nil, "to", "meetings.error.clock")
	k.If(f.Day.IsZero(), "day", "cases.error.date")
	if err != nil || bad != nil || f.Day.IsZero() {
		return
	}
	m.StartsAt, m.EndsAt = from.On(f.Day, zone), to.On(f.Day, zone)
	k.If(!m.EndsAt.After(m.StartsAt), "to", "meetings.error.order")
}

// invite checks the accounts: any that follow people, and those invited already.
func (f Form) invite(ctx context.Context, tx bun.IDB, k *fault.Check, m *Meeting) error {
	workers, err := auth.CaseWorkers(ctx, tx)
	if err != nil {
		return err
	}
	known := []int64{}
	for _, u := range workers {
		known = append(known, u.ID)
	}
	k.If(!slices.Contains(known, f.UserID), "user", "meetings.error.choose")
	for _, o := range m.Attendees {
		known = append(known, o.UserID)
	}
	ids := slices.Compact(slices.Sorted(slices.Values(append([]int64{f.UserID}, f.Operators...))))
	m.Attendees = nil
	for _, id := range ids {
		k.If(!slices.Contains(known, id), "operators", "meetings.error.choose")
		m.Attendees = append(m.Attendees, Attendee{UserID: id, Absent: m.State == Held && slices.Contains(f.Absent, id)})
	}
	k.If(len(ids) > MaxOperators, "operators", "meetings.error.many", "Max", MaxOperators)
	return nil
}

// guests takes the rows that were filled in.
func (f Form) guests(k *fault.Check, m *Meeting) {
	m.Guests = nil
	for i, g := range f.Guests {
		n := fmt.Sprint("-", i+1)
		g = Guest{Position: len(m.Guests) + 1, Name: oneLine(g.Name), Body: oneLine(g.Body), Role: oneLine(g.Role), Absent: g.Absent && m.State == Held}
		if g.Name == "" && g.Body == "" && g.Role == "" {
			continue
		}
		required(k, "name"+n, g.Name, MaxName)
		text(k, "body"+n, g.Body, MaxName)
		text(k, "role"+n, g.Role, MaxName)
		m.Guests = append(m.Guests, g)
	}
	k.If(len(m.Guests) > MaxGuests, "name-1", "meetings.error.many", "Max", MaxGuests)
}

// writePeople replaces who is invited.
func (m *Meeting) writePeople(ctx context.Context, tx bun.IDB) error {
	for _, table := range []string{"meeting_operators", "meeting_guests"} {
		if _, err := tx.NewRaw("DELETE FROM ? WHERE meeting_id = ?", bun.Ident(table), m.ID).Exec(ctx); err != nil {
			return fault.Wrap(db.Translate(err), "clear who is invited")
		}
	}
	for i := range m.Attendees {
		m.Attendees[i].MeetingID = m.ID
	}
	for i := range m.Guests {
		m.Guests[i].MeetingID = m.ID
	}
	if _, err := tx.NewInsert().Model(&m.Attendees).Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "invite operators")
	}
	if len(m.Guests) == 0 {
		return nil
	}
	_, err := tx.NewInsert().Model(&m.Guests).Exec(ctx)
	return fault.Wrap(db.Translate(err), "invite guests")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func lines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func required(k *fault.Check, field, s string, most int) {
	k.If(s == "", field, "meetings.error.required")
	text(k, field, s, most)
}

func text(k *fault.Check, field, s string, most int) {
	k.If(utf8.RuneCountInString(s) > most, field, "cases.error.long", "Max", most)
	k.If(!utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }),
		field, "cases.error.characters")
}
