package referrals

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/people"
)

// scoped narrows to what the actor's desks sent or were sent.
func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		desks := pgdialect.Array(ids)
		q = q.Where("(r.from_desk_id = ANY(?0) OR r.to_desk_id = ANY(?0) AND r.state <> 'draft')", desks)
	}
	return q
}

// Find gives a referral of the actor's desks; any other id is NotFound. Of one that was
// withdrawn the receiver reads neither why nor what for.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Referral, error) {
	r := new(Referral)
	err := scoped(idb.NewSelect().Model(r).Where("r.id = ?", id), actor).Scan(ctx)
	r.hide(actor)
	return r, fault.Wrap(db.Translate(err), "find referral")
}

// hide takes from who received a referral what it said once it was withdrawn.
func (r *Referral) hide(actor auth.Actor) bool {
	if r.WithdrawnAt == nil || r.Is(actor, Sender) {
		return false
	}
	r.Reason, r.Goals, r.Items = "", "", nil
	return true
}

func lock(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Referral, error) {
	r := new(Referral)
	err := scoped(tx.NewSelect().Model(r).Where("r.id = ?", id), actor).For("UPDATE").Scan(ctx)
	return r, fault.Wrap(db.Translate(err), "lock referral")
}

// Steps gives what happened to a referral of the actor's desks, the first step first,
// and whether the person knows.
func Steps(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]Step, error) {
	r, err := Find(ctx, idb, actor, id)
	if err != nil {
		return nil, err
	}
	all := []Step{}
	if err := idb.NewSelect().Model(&all).Where("s.referral_id = ?", id).Order("s.id").Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list steps of a referral")
	}
	for i := range all {
		if r.WithdrawnAt != nil && !r.Is(actor, Sender) && all[i].State != Withdrawn {
			all[i].Text = ""
		}
	}
	return all, addReceipts(ctx, idb, id, all)
}

// Is reports whether the actor stands on a side of the referral.
func (r *Referral) Is(actor auth.Actor, side Side) bool {
	switch side {
	case Sender:
		return at(actor, r.FromDeskID)
	case Receiver:
		return at(actor, r.ToDeskID)
	case Committee:
		return actor.May(auth.ReferralsDecide) && (at(actor, r.FromDeskID) || at(actor, r.ToDeskID))
	}
	return false
}

func at(actor auth.Actor, deskID int64) bool {
	ids, all := actor.Desks()
	return all || slices.Contains(ids, deskID)
}

// PageSize is how many referrals List gives at once.
const PageSize = 50

// Cursor is a place in a list: what is late stands on top, then the latest.
type Cursor struct {
	Late bool
	ID   int64
}

// Row is one line of a list.
type Row struct {
	Referral
	PersonID       int64
	Given, Surname string
	// HolderID is the account that follows the person at the sender.
	HolderID int64
}

// hide leaves of a row what its reader may know; see Referral.hide.
func (x *Row) hide(actor auth.Actor) {
	if x.Referral.hide(actor) {
		x.Given, x.Surname = people.Initials(x.Given+" "+x.Surname), ""
	}
}

func hideAll(all []Row, actor auth.Actor) []Row {
	for i := range all {
		all[i].hide(actor)
	}
	return all
}

// List gives a page of what the actor's desks were sent (side Receiver) or sent (side
// Sender), and where the next page begins, nil on the last one.
func List(ctx context.Context, idb bun.IDB, actor auth.Actor, side Side, after Cursor) ([]Row, *Cursor, error) {
	all := []Row{}
	q := rows(idb).OrderExpr("r.late DESC, r.id DESC").Limit(PageSize + 1)
	column, ids := "r.from_desk_id", []int64(nil)
	if side == Receiver {
		column = "r.to_desk_id"
		q = q.Where("r.state <> 'draft'")
	}
	ids, everywhere := actor.Desks()
	if !everywhere {
		q = q.Where("? = ANY(?)", bun.Safe(column), pgdialect.Array(ids))
	}
	if after.ID != 0 {
		q = q.Where("(r.late, r.id) < (?, ?)", after.Late, after.ID)
	}
	if err := q.Scan(ctx, &all); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list referrals")
	}
	if hideAll(all, actor); len(all) <= PageSize {
		return all, nil, nil
	}
	all = all[:PageSize]
	last := all[PageSize-1]
	return all, &Cursor{last.Late, last.ID}, nil
}

func rows(idb bun.IDB) *bun.SelectQuery {
	return idb.NewSelect().TableExpr("referrals AS r").Join("JOIN cases AS c ON c.id = r.case_id").
		Join("JOIN people AS o ON o.id = c.person_id").Join("JOIN people AS p ON p.id = COALESCE(o.root_id, o.id)").
		ColumnExpr("r.*, p.id AS person_id, p.given, p.surname, c.user_id AS holder_id")
}

// OfCase gives the referrals a case of the actor's desks sent, and the one that opened
// it, the latest first.
func OfCase(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]Row, error) {
	all := []Row{}
	err := scoped(rows(idb).Where("(r.case_id = ?0 OR r.into_case_id = ?0)", caseID).OrderExpr("r.late DESC, r.id DESC"), actor).Scan(ctx, &all)
	return hideAll(all, actor), fault.Wrap(db.Translate(err), "list referrals of a case")
}
