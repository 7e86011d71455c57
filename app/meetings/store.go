package meetings

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
)

// scoped narrows to the meetings of the actor's desks and those they are invited to.
func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		q = q.Where(`(m.desk_id = ANY(?0) OR EXISTS (SELECT FROM meeting_operators AS me WHERE me.meeting_id = m.id AND me.user_id = ?1))`,
			pgdialect.Array(ids), actor.UserID)
	}
	return q
}

// At reports whether the meeting is of one of the actor's desks.
func (m *Meeting) At(actor auth.Actor) bool { return at(actor, m.DeskID) }

func at(actor auth.Actor, deskID int64) bool {
	ids, all := actor.Desks()
	return all || slices.Contains(ids, deskID)
}

// Sees reports whether the actor is of the meeting's desk or invited.
func (m *Meeting) Sees(actor auth.Actor) bool {
	return m.At(actor) || slices.ContainsFunc(m.Attendees, func(o Attendee) bool { return o.UserID == actor.UserID })
}

// MayWrite reports whether the actor writes the item: the desk of the meeting, or who is
// there for the desk of its case.
func (i *Item) MayWrite(actor auth.Actor, m *Meeting) bool {
	if i.CaseID == nil {
		return m.At(actor)
	}
	return at(actor, i.CaseDeskID) && m.Sees(actor)
}

// OfDesk reports whether it is about a case of the actor's desks.
func (i *Item) OfDesk(actor auth.Actor) bool { return i.CaseID != nil && at(actor, i.CaseDeskID) }

// Find gives a meeting of the actor's desks or to which they are invited; any other id
// is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Meeting, error) {
	m := new(Meeting)
	if err := scoped(idb.NewSelect().Model(m).Where("m.id = ?", id), actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find meeting")
	}
	return m, m.load(ctx, idb)
}

func (m *Meeting) load(ctx context.Context, idb bun.IDB) error {
	if err := idb.NewSelect().Model(&m.Attendees).Where("o.meeting_id = ?", m.ID).Order("o.user_id").Scan(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "list who is invited to a meeting")
	}
	err := idb.NewSelect().Model(&m.Guests).Where("g.meeting_id = ?", m.ID).Order("g.position").Scan(ctx)
	return fault.Wrap(db.Translate(err), "list guests of a meeting")
}

// lock keeps a meeting until the transaction ends: the first thing every change does.
func lock(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Meeting, error) {
	m := new(Meeting)
	err := scoped(tx.NewSelect().Model(m).Where("m.id = ?", id), actor).For("UPDATE OF m").Scan(ctx)
	return m, fault.Wrap(db.Translate(err), "lock meeting")
}

// touch counts a change of the minutes and notes it: no names, nothing typed.
func (m *Meeting) touch(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, data map[string]any, now time.Time) error {
	res, err := tx.NewUpdate().Model(m).Set("revision = revision + 1").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "count a change of a meeting")
	}
	return m.record(ctx, tx, actor, verb, data, now)
}

func (m *Meeting) record(ctx context.Context, tx bun.IDB, actor auth.Actor, verb string, data map[string]any, now time.Time) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "meetings." + verb, Subject: "meeting", SubjectID: m.ID, DeskID: m.DeskID, Data: data, At: now,
	})
}

// PageSize is how many meetings List gives at once.
const PageSize = 50

// Cursor is a place in a list; the zero Cursor is its beginning.
type Cursor struct {
	At time.Time
	ID int64
}

// List gives a page of the meetings the actor sees and where the next page begins, nil
// on the last: those still open, the next one first, or those that are over, the latest
// first.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, over bool, after Cursor) ([]Meeting, *Cursor, error) {
	all := []Meeting{}
	q := scoped(idb.NewSelect().Model(&all).Limit(PageSize+1), actor)
	place, order := "(m.starts_at, m.id) > (?, ?)", "m.starts_at, m.id"
	if over {
		place, order = "(m.starts_at, m.id) < (?, ?)", "m.starts_at DESC, m.id DESC"
	}
	q = q.Where("(m.state IN ('closed', 'cancelled')) = ?", over).OrderExpr(order)
	if after.ID != 0 {
		q = q.Where(place, after.At, after.ID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list meetings")
	}
	if len(all) <= PageSize {
		return all, nil, nil
	}
	all = all[:PageSize]
	last := all[PageSize-1]
	return all, &Cursor{last.StartsAt, last.ID}, nil
}
