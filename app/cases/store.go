package cases

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// Find gives a case of one of the actor's desks; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Case, error) {
	c := new(Case)
	if err := scoped(idb.NewSelect().Model(c).Where("c.id = ?", id), actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find case")
	}
	return c, c.load(ctx, idb, actor)
}

func (c *Case) load(ctx context.Context, idb bun.IDB, actor auth.Actor) (err error) {
	if c.Person, err = people.Find(ctx, idb, actor, c.PersonID); err != nil {
		return err
	}
	c.Desk, err = desks.Find(ctx, idb, c.DeskID)
	return err
}

// scoped narrows to the desks of the actor.
func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		q = q.Where("c.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q
}

// Lock reads the row of a case of the actor's desks and keeps it until the transaction
// ends: the first thing every change of a case does.
func Lock(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Case, error) {
	c := new(Case)
	err := scoped(tx.NewSelect().Model(c).Where("c.id = ?", id), actor).For("UPDATE").Scan(ctx)
	return c, fault.Wrap(db.Translate(err), "lock case")
}

// LockOpen is Lock for changes a closed case does not take: Conflict
// "cases.error.closed".
func LockOpen(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Case, error) {
	c, err := Lock(ctx, tx, actor, id)
	if err == nil && !c.Open() {
		err = fault.New(fault.Conflict, "cases.error.closed")
	}
	return c, err
}

// ListOf gives the cases of a person at the actor's desks, merged records included,
// open ones first, then the latest.
func ListOf(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Case, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	all := []Case{}
	q := idb.NewSelect().Model(&all).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("c.person_id = ?0 OR c.person_id IN (SELECT id FROM people WHERE root_id = ?0)", p.ID)
		}).
		OrderExpr("c.closed_at IS NOT NULL, c.opened_at DESC, c.id DESC")
	if err := scoped(q, actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list cases of a person")
	}
	for i := range all {
		all[i].Person = p
		if all[i].Desk, err = desks.Find(ctx, idb, all[i].DeskID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// PageSize is how many cases Caseload gives at once.
const PageSize = 50

// Cursor is a place in a list of cases.
type Cursor struct {
	At time.Time
	ID int64
}

// Held is one line of a caseload.
type Held struct {
	ID, PersonID, DeskID int64
	Given, Surname       string
	OpenedAt             time.Time
}

// Caseload gives a page of the open cases an account holds at the actor's desks, the
// longest open first, and where the next page begins, nil on the last one.
func Caseload(ctx context.Context, idb bun.IDB, actor auth.Actor, userID int64, after Cursor) ([]Held, *Cursor, error) {
	all := []Held{}
	q := idb.NewSelect().TableExpr("cases AS c").Join("JOIN people AS o ON o.id = c.person_id").Join("JOIN people AS p ON p.id = COALESCE(o.root_id, o.id)").
		ColumnExpr("c.id, p.id AS person_id, c.desk_id, p.given, p.surname, c.opened_at").
		Where("c.user_id = ? AND c.closed_at IS NULL", userID).Order("c.opened_at", "c.id").Limit(PageSize + 1)
	if after.ID != 0 {
		q = q.Where("(c.opened_at, c.id) > (?, ?)", after.At, after.ID)
	}
	if err := scoped(q, actor).Scan(ctx, &all); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list a caseload")
	}
	if len(all) <= PageSize {
		return all, nil, nil
	}
	all = all[:PageSize]
	last := all[PageSize-1]
	return all, &Cursor{last.OpenedAt, last.ID}, nil
}
