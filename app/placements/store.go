package placements

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// scoped narrows to the desks of the actor.
func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		q = q.Where("pl.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q
}

// Find gives a placement of one of the actor's desks; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Placement, error) {
	p := new(Placement)
	err := scoped(idb.NewSelect().Model(p).Where("pl.id = ?", id), actor).Scan(ctx)
	return p, fault.Wrap(db.Translate(err), "find placement")
}

// OfCase gives the placements of a case of the actor's desks, the latest first.
func OfCase(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]Placement, error) {
	all := []Placement{}
	err := scoped(idb.NewSelect().Model(&all).Where("pl.case_id = ?", caseID).OrderExpr("pl.from_on DESC, pl.id DESC"), actor).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list placements of a case")
}

// OfPerson gives the placements of a person at the actor's desks, merged records
// included, the latest first.
func OfPerson(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Placement, error) {
	all := []Placement{}
	q := idb.NewSelect().Model(&all).Join("JOIN cases AS c ON c.id = pl.case_id").
		Where(`c.person_id IN (SELECT q.id FROM people AS me JOIN people AS q ON q.id = COALESCE(me.root_id, me.id) OR q.root_id = COALESCE(me.root_id, me.id) WHERE me.id = ?)`, personID).
		OrderExpr("pl.from_on DESC, pl.id DESC")
	err := scoped(q, actor).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list placements of a person")
}

// Extension is one move of the planned end.
type Extension struct {
	OldEnd, NewEnd desks.Date
	Reason         string
	At             time.Time
	By             string
}

// Extensions gives how the planned end of a placement of the actor's desks moved, the
// first move first.
func Extensions(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]Extension, error) {
	if _, err := Find(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	all := []Extension{}
	err := idb.NewRaw("SELECT old_end, new_end, reason, at, by FROM placement_extensions WHERE placement_id = ? ORDER BY id", id).Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "list extensions")
}

// lock keeps a placement and its case until the transaction ends; today is a day of
// their desk.
func lock(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64, now time.Time) (*Placement, desks.Date, error) {
	p, err := Find(ctx, tx, actor, id)
	if err != nil {
		return nil, desks.Date{}, err
	}
	c, err := cases.Lock(ctx, tx, actor, p.CaseID)
	if err != nil {
		return nil, desks.Date{}, err
	}
	today, err := desks.Today(ctx, tx, c.DeskID, now)
	if err != nil {
		return nil, desks.Date{}, err
	}
	p, err = Find(ctx, tx, actor, id) // as it stands now that nobody else can change it
	return p, today, err
}

func (p *Placement) insert(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) (int64, error) {
	p.WrittenAt, p.WrittenBy = now, actor.Ref()
	if _, err := tx.NewInsert().Model(p).Returning("id").Exec(ctx); err != nil {
		return 0, fault.Wrap(db.Translate(err), "record placement")
	}
	return p.ID, p.trace(ctx, tx, "record")
}

// save writes a locked placement, with since when its sides are to be asked.
func (p *Placement) save(ctx context.Context, tx bun.IDB, verb string, actor auth.Actor, now time.Time) error {
	var asked []string
	err := tx.NewRaw("SELECT side FROM placement_opinions WHERE placement_id = ? AND replaced_at IS NULL", p.ID).Scan(ctx, &asked)
	if err != nil {
		return fault.Wrap(db.Translate(err), "see who was asked")
	}
	p.AskOn = desks.Date{}
	if slices.ContainsFunc(p.Sides(), func(side string) bool { return !slices.Contains(asked, side) }) {
		p.AskOn = p.askOn()
	}
	p.Version, p.WrittenAt, p.WrittenBy = p.Version+1, now, actor.Ref()
	res, err := tx.NewUpdate().Model(p).ExcludeColumn("id", "entry_key", "case_id", "desk_id", "kind", "follows_id").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "change placement")
	}
	return p.trace(ctx, tx, verb)
}

// trace adds a line to the audit trail: no names, nothing typed.
func (p *Placement) trace(ctx context.Context, tx bun.IDB, verb string) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: p.WrittenBy, Action: "placements." + verb, Subject: "placement", SubjectID: p.ID, DeskID: p.DeskID, At: p.WrittenAt,
		Data: map[string]any{"case": p.CaseID, "kind": p.Kind, "state": p.State, "version": p.Version},
	})
}
