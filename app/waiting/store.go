package waiting

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
)

// find gives an entry by id alone, for who proved it by a link or a form.
func find(ctx context.Context, idb bun.IDB, id int64) (*Entry, error) {
	return one(ctx, idb, idb.NewSelect().Where("e.id = ?", id))
}

// Find gives an entry the actor's desks wait for; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Entry, error) {
	return one(ctx, idb, scoped(idb.NewSelect().Where("e.id = ?", id), actor))
}

func one(ctx context.Context, idb bun.IDB, q *bun.SelectQuery) (*Entry, error) {
	e := new(Entry)
	if err := q.Model(e).Relation("Area").Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find entry")
	}
	return e, e.place(ctx, idb)
}

// place loads the desk with its site.
func (e *Entry) place(ctx context.Context, idb bun.IDB) (err error) {
	if e.DeskID != nil {
		e.Desk, err = desks.Find(ctx, idb, *e.DeskID)
	}
	return err
}

// scoped narrows to the entries the actor's desks wait for.
func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		q = atDesks(q, ids)
	}
	return q
}

func atDesks(q *bun.SelectQuery, ids []int64) *bun.SelectQuery {
	return q.Where(`(e.desk_id = ANY(?0) OR e.desk_id IS NULL
		AND e.area_id IN (SELECT area_id FROM desk_areas WHERE desk_id = ANY(?0)))`, pgdialect.Array(ids))
}

// inScope is nil where the actor may add an entry for the desk (0 is any) and area.
func inScope(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID, areaID int64) error {
	if deskID != 0 {
		_, err := desks.FindFor(ctx, idb, actor, deskID)
		return err
	}
	if _, err := services.Find(ctx, idb, areaID); err != nil {
		return err
	}
	ids, all := actor.Desks()
	if all {
		return nil
	}
	offered, err := idb.NewSelect().Table("desk_areas").Where("area_id = ? AND desk_id = ANY(?)", areaID, pgdialect.Array(ids)).Exists(ctx)
	if err == nil && !offered {
		return fault.Missing()
	}
	return fault.Wrap(db.Translate(err), "find desks of an area")
}

// lock keeps the bare row of an entry until the transaction ends.
func lock(ctx context.Context, tx bun.IDB, q *bun.SelectQuery) (*Entry, error) {
	e := new(Entry)
	err := q.Model(e).For("UPDATE OF e").Scan(ctx)
	return e, fault.Wrap(db.Translate(err), "lock entry")
}

// live gives the entry's live offer, locked; nil for none.
func (e *Entry) live(ctx context.Context, tx bun.IDB) (*Offer, error) {
	o := new(Offer)
	err := db.Translate(tx.NewSelect().Model(o).Where("o.entry_id = ? AND o.ended_at IS NULL", e.ID).For("UPDATE").Scan(ctx))
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return o, fault.Wrap(err, "lock offer")
}

// Offers are those made to an entry, in order.
func Offers(ctx context.Context, idb bun.IDB, entryID int64) ([]Offer, error) {
	all := []Offer{}
	err := idb.NewSelect().Model(&all).Where("o.entry_id = ?", entryID).Order("o.number").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list offers")
}

// Filter narrows List.
type Filter struct {
	// DeskID is one of the actor's desks, 0 for all of them.
	DeskID int64
	// Ended lists those who wait no longer, the latest first, instead of those who wait.
	Ended bool
	// After is where the page before ended.
	After Cursor
}

// Cursor is a place in a list.
type Cursor struct {
	At time.Time
	ID int64
}

// PageSize is how many entries List gives at once.
const PageSize = 50

// List gives a page of the entries of the actor's desks, in the order in which they
// are asked, and where the next page begins, nil on the last one.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, f Filter) ([]Entry, *Cursor, error) {
	if f.DeskID != 0 {
		if _, err := desks.FindFor(ctx, idb, actor, f.DeskID); err != nil {
			return nil, nil, err
		}
	}
	all := []Entry{}
	if err := listQuery(idb, &all, actor, f).Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list entries")
	}
	var next *Cursor
	if len(all) > PageSize {
		all = all[:PageSize]
		next = &Cursor{all[PageSize-1].at(f.Ended), all[PageSize-1].ID}
	}
	return all, next, withDesks(ctx, idb, all)
}

func (e *Entry) at(ended bool) time.Time {
	if ended {
		return *e.EndedAt
	}
	return e.JoinedAt
}

func listQuery(idb bun.IDB, into *[]Entry, actor auth.Actor, f Filter) *bun.SelectQuery {
	q := scoped(idb.NewSelect().Model(into).Relation("Area"), actor).Limit(PageSize + 1)
	if f.DeskID != 0 {
		q = atDesks(q, []int64{f.DeskID})
	}
	if f.Ended {
		q = q.Where("e.ended_at IS NOT NULL").Order("e.ended_at DESC", "e.id DESC")
		if f.After.ID != 0 {
			q = q.Where("(e.ended_at, e.id) < (?, ?)", f.After.At, f.After.ID)
		}
		return q
	}
	q = q.Where("e.ended_at IS NULL").Order("e.joined_at", "e.id")
	if f.After.ID != 0 {
		q = q.Where("(e.joined_at, e.id) > (?, ?)", f.After.At, f.After.ID)
	}
	return q
}

// CountAt is how many people wait for one of the actor's desks.
func CountAt(ctx context.Context, idb bun.IDB, actor auth.Actor, deskID int64) (int, error) {
	q := idb.NewSelect().Model((*Entry)(nil)).Where("e.ended_at IS NULL")
	n, err := atDesks(scoped(q, actor), []int64{deskID}).Count(ctx)
	return int(n), fault.Wrap(db.Translate(err), "count entries")
}

// ListByEmail gives the live entries of the address the actor proved, the longest
// waiting first.
func ListByEmail(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Entry, error) {
	all := []Entry{}
	if actor.Email == "" {
		return all, nil
	}
	err := idb.NewSelect().Model(&all).Relation("Area").
		Where("lower(e.email) = lower(?) AND e.email <> '' AND e.ended_at IS NULL", actor.Email).
		Order("e.joined_at", "e.id").Limit(PageSize).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list entries of an address")
	}
	return all, withDesks(ctx, idb, all)
}

func withDesks(ctx context.Context, idb bun.IDB, all []Entry) error {
	ids := []int64{}
	for i := range all {
		if all[i].DeskID != nil {
			ids = append(ids, *all[i].DeskID)
		}
	}
	list, err := desks.List(ctx, idb, desks.Filter{IDs: ids})
	for i := range all {
		for k := range list {
			if all[i].DeskID != nil && *all[i].DeskID == list[k].ID {
				all[i].Desk = &list[k]
			}
		}
	}
	return err
}
