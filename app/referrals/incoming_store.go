package referrals

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/partners"
	"approdo/app/people"
)

// scopedIncoming narrows to the forms of the actor's body for who has one, else to those
// sent to the actor's desks. Whoever is neither sees none.
func scopedIncoming(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	ids, all := actor.Desks()
	switch {
	case actor.Program == "" && actor.May(auth.BodyForms):
		return q.Where("i.partner_id = (SELECT partner_id FROM partner_accounts WHERE user_id = ?)", actor.UserID)
	case !actor.May(auth.CasesRead):
		return q.Where("FALSE")
	case all:
		return q
	}
	return q.Where("i.desk_id = ANY(?)", pgdialect.Array(ids))
}

// FindIncoming gives a referral form of the actor's desks, or of the actor's body; any
// other id is NotFound. A body does not get PersonID.
func FindIncoming(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Incoming, error) {
	x := new(Incoming)
	if err := scopedIncoming(idb.NewSelect().Model(x).Where("i.id = ?", id), actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find a referral form")
	}
	x.forBody(actor)
	return x, nil
}

// forBody takes away what a body must not read.
func (x *Incoming) forBody(actor auth.Actor) {
	if x.Is(actor, BodySide) {
		x.PersonID, x.Late, x.Escalated = nil, false, false
	}
}

func lockIncoming(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Incoming, error) {
	x := new(Incoming)
	err := scopedIncoming(tx.NewSelect().Model(x).Where("i.id = ?", id), actor).For("UPDATE OF i").Scan(ctx)
	return x, fault.Wrap(db.Translate(err), "lock a referral form")
}

// IncomingSteps gives what happened to a form FindIncoming gives, the first step first.
func IncomingSteps(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]IncomingStep, error) {
	if _, err := FindIncoming(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	all := []IncomingStep{}
	err := idb.NewSelect().Model(&all).Where("s.incoming_id = ?", id).Order("s.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list steps of a referral form")
}

// ListIncoming gives a page of the forms of the actor's desks, late ones on top, or of
// the actor's body, then the latest; and where the next page begins, nil on the last one.
func ListIncoming(ctx context.Context, idb bun.IDB, actor auth.Actor, after Cursor) ([]Incoming, *Cursor, error) {
	all := []Incoming{}
	q := scopedIncoming(idb.NewSelect().Model(&all), actor).Limit(PageSize + 1)
	if body := (&Incoming{}).Is(actor, BodySide); body {
		q = q.Order("i.id DESC")
		if after.ID != 0 {
			q = q.Where("i.id < ?", after.ID)
		}
	} else {
		q = q.Order("i.late DESC", "i.id DESC")
		if after.ID != 0 {
			q = q.Where("(i.late, i.id) < (?, ?)", after.Late, after.ID)
		}
	}
	if err := q.Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list referral forms")
	}
	var next *Cursor
	if len(all) > PageSize {
		all = all[:PageSize]
		last := all[PageSize-1]
		next = &Cursor{last.Late, last.ID}
	}
	for i := range all {
		all[i].forBody(actor)
	}
	return all, next, nil
}

// IncomingOf gives the forms by which a person of the actor's desks was sent to them,
// merged records included, the latest first.
func IncomingOf(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Incoming, error) {
	p, err := people.Find(ctx, idb, actor, personID)
	if err != nil {
		return nil, err
	}
	all := []Incoming{}
	q := idb.NewSelect().Model(&all).Where("i.person_id IN (SELECT id FROM people WHERE id = ?0 OR root_id = ?0)", p.ID).Order("i.id DESC")
	return all, fault.Wrap(db.Translate(scopedIncoming(q, actor).Scan(ctx)), "list referral forms of a person")
}

// IncomingWaiting counts the forms that wait for the actor's desks, the late ones among
// them, and those the coordinator has to look after (0 for anybody else).
func IncomingWaiting(ctx context.Context, idb bun.IDB, actor auth.Actor) (open, late, silent int, err error) {
	q := idb.NewSelect().TableExpr("incoming_referrals AS i").
		ColumnExpr("count(*) FILTER (WHERE i.due_at IS NOT NULL)").ColumnExpr("count(*) FILTER (WHERE i.late)").
		ColumnExpr("count(*) FILTER (WHERE i.escalated AND ?)", actor.May(auth.ReferralsDecide)).Where("i.due_at IS NOT NULL")
	err = scopedIncoming(q, actor).Scan(ctx, &open, &late, &silent)
	return open, late, silent, fault.Wrap(db.Translate(err), "count referral forms that wait")
}

// whence is the reason that stands in the list of who opened the file.
func (x *Incoming) whence(ctx context.Context, tx bun.IDB) (string, error) {
	names, err := partners.Names(ctx, tx, []int64{x.PartnerID})
	return fmt.Sprintf("%s (%d)", names[x.PartnerID], x.ID), err
}

// Due is when the desk's answer is due, zero while it owes none.
func (x *Incoming) Due() time.Time {
	if x.DueAt == nil {
		return time.Time{}
	}
	return *x.DueAt
}
