package referrals

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/mail"
	"approdo/app/people"
)

// ofDesks narrows to the outgoing referrals of the actor's desks.
func ofDesks(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		q = q.Where("g.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q
}

// FindOutgoing gives an outgoing referral of the actor's desks; any other id is NotFound.
func FindOutgoing(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Outgoing, error) {
	o := new(Outgoing)
	err := ofDesks(idb.NewSelect().Model(o).Where("g.id = ?", id), actor).Scan(ctx)
	return o, fault.Wrap(db.Translate(err), "find outgoing referral")
}

func lockOutgoing(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64) (*Outgoing, error) {
	o := new(Outgoing)
	err := ofDesks(tx.NewSelect().Model(o).Where("g.id = ?", id), actor).For("UPDATE").Scan(ctx)
	return o, fault.Wrap(db.Translate(err), "lock outgoing referral")
}

// OutgoingSteps gives what happened to an outgoing referral of the actor's desks, the
// first step first, and whether the person knows.
func OutgoingSteps(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]OutgoingStep, error) {
	if _, err := FindOutgoing(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	all := []OutgoingStep{}
	if err := idb.NewSelect().Model(&all).Where("s.outgoing_id = ?", id).Order("s.id").Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list steps of an outgoing referral")
	}
	list, err := mail.List(ctx, idb, mail.Filter{Subject: OutgoingSubject, SubjectID: id})
	sendings := 0
	for i := range all {
		if all[i].Action == Sent {
			sendings++
		}
		all[i].Letter = letterOf(all[i].Action)
		for j := range list {
			kind := all[i].Letter
			if all[i].Action == Notice {
				kind = kindNotice
			}
			if list[j].Kind == kind && list[j].Version == sendings {
				all[i].Receipt = &list[j]
				break
			}
		}
	}
	return all, err
}

// Untold is that of Step.
func (s *OutgoingStep) Untold() bool { return untold(s.Letter, s.ToldAt, s.Receipt) }

// OutgoingRow is one line of a list.
type OutgoingRow struct {
	Outgoing
	PersonID       int64
	Given, Surname string
	HolderID       int64
	Body           string
}

func outgoingRows(idb bun.IDB) *bun.SelectQuery {
	return idb.NewSelect().TableExpr("outgoing_referrals AS g").Join("JOIN cases AS c ON c.id = g.case_id").
		Join("JOIN people AS o ON o.id = c.person_id").Join("JOIN people AS p ON p.id = COALESCE(o.root_id, o.id)").
		Join("JOIN partners AS b ON b.id = g.partner_id").
		ColumnExpr("g.*, p.id AS person_id, p.given, p.surname, c.user_id AS holder_id, b.name AS body")
}

// ListOutgoing gives a page of what the actor's desks sent to the network, what is late
// on top, and where the next page begins, nil on the last one.
func ListOutgoing(ctx context.Context, idb bun.IDB, actor auth.Actor, after Cursor) ([]OutgoingRow, *Cursor, error) {
	all := []OutgoingRow{}
	q := ofDesks(outgoingRows(idb).OrderExpr("g.late DESC, g.id DESC").Limit(PageSize+1), actor)
	if after.ID != 0 {
		q = q.Where("(g.late, g.id) < (?, ?)", after.Late, after.ID)
	}
	if err := q.Scan(ctx, &all); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list outgoing referrals")
	}
	if len(all) <= PageSize {
		return all, nil, nil
	}
	all = all[:PageSize]
	last := all[PageSize-1]
	return all, &Cursor{last.Late, last.ID}, nil
}

// OutgoingOfCase gives those of a case of the actor's desks, the latest first.
func OutgoingOfCase(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]OutgoingRow, error) {
	all := []OutgoingRow{}
	err := ofDesks(outgoingRows(idb).Where("g.case_id = ?", caseID).OrderExpr("g.late DESC, g.id DESC"), actor).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list outgoing referrals of a case")
}

// SilentOutgoing is Silent for the network.
func SilentOutgoing(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]OutgoingRow, error) {
	all := []OutgoingRow{}
	if !actor.May(auth.ReferralsDecide) {
		return all, nil
	}
	err := ofDesks(outgoingRows(idb).Where("g.escalated").OrderExpr("g.due_on, g.id").Limit(PageSize), actor).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list silent outgoing referrals")
}

// Share is what left the house at one sending.
type Share struct {
	bun.BaseModel `bun:"table:outgoing_shares,alias:s"`

	ID         int64 `bun:",pk,autoincrement"`
	OutgoingID int64
	At         time.Time
	By         string
	Items      []string `bun:",array"`
	// Data is a Shared, as it was.
	Data json.RawMessage `bun:"type:jsonb"`
}

// Shares gives what was told at each sending of an outgoing referral of the actor's
// desks, the latest first.
func Shares(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]Share, error) {
	if _, err := FindOutgoing(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	all := []Share{}
	err := idb.NewSelect().Model(&all).Where("s.outgoing_id = ?", id).Order("s.id DESC").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list what left the house")
}

// Told is what an outgoing referral of the actor's desks tells: of a draft as the file is
// today, of what was sent as it was told the last time.
func (o *Outgoing) Told(ctx context.Context, idb bun.IDB, actor auth.Actor) (*Shared, error) {
	if o.State == Draft {
		return o.gather(ctx, idb)
	}
	all, err := Shares(ctx, idb, actor, o.ID)
	if err != nil {
		return nil, err
	}
	x := new(Shared)
	if len(all) == 0 {
		return nil, fault.Missing()
	}
	return x, fault.Wrap(json.Unmarshal(all[0].Data, x), "read what left the house")
}

// gather is the name and what is among the items, as they are today.
func (o *Outgoing) gather(ctx context.Context, idb bun.IDB) (*Shared, error) {
	c, err := cases.Find(ctx, idb, auth.Program("referrals"), o.CaseID)
	if err != nil {
		return nil, err
	}
	p := c.Person.Identity
	x := &Shared{Identity: people.Identity{Given: p.Given, Surname: p.Surname, OwnName: p.OwnName}}
	if slices.Contains(o.Items, "person") {
		x.Identity.BornOn, x.Identity.Citizenship, x.Identity.SecondCitizenship = p.BornOn, p.Citizenship, p.SecondCitizenship
		x.Identity.Lang, x.Identity.Mediator = p.Lang, p.Mediator
	}
	if slices.Contains(o.Items, "fiscal") {
		x.Identity.FiscalCode = p.FiscalCode
	}
	if slices.Contains(o.Items, "address") {
		x.Identity.Street, x.Identity.PostalCode, x.Identity.City, x.Identity.Province = p.Street, p.PostalCode, p.City, p.Province
	}
	return x, x.gather(ctx, idb, c, o.Items)
}
