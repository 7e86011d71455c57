package deliveries

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/services"
)

// PageSize is how many services ListOf and ListWaiting give at once.
const PageSize = 50

// Cursor is a place in a list; the zero Cursor is its beginning.
type Cursor struct {
	At time.Time
	ID int64
}

// Find gives a service of one of the actor's desks; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Delivery, error) {
	d := new(Delivery)
	if err := scoped(idb.NewSelect().Model(d).Where("d.id = ?", id), actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find delivered service")
	}
	all := []Delivery{*d}
	err := load(ctx, idb, all)
	return &all[0], err
}

// ListOf gives a page of the services of a case of the actor's desks, the latest first,
// and where the next page begins, nil on the last one.
func ListOf(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64, after Cursor) ([]Delivery, *Cursor, error) {
	all := []Delivery{}
	q := scoped(idb.NewSelect().Model(&all).Where("d.case_id = ?", caseID).OrderExpr("d.started_at DESC, d.id DESC").Limit(PageSize+1), actor)
	if after.ID != 0 {
		q = q.Where("(d.started_at, d.id) < (?, ?)", after.At, after.ID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list services of a case")
	}
	all, next := page(all)
	return all, next, load(ctx, idb, all)
}

// ListWaiting gives a page of what waits for a specialist at the actor's desks, the
// longest ago first, and where the next page begins.
func ListWaiting(ctx context.Context, idb bun.IDB, actor auth.Actor, after Cursor) ([]Delivery, *Cursor, error) {
	all := []Delivery{}
	q := scoped(idb.NewSelect().Model(&all).Where("d.state = 'waiting'").Order("d.started_at", "d.id").Limit(PageSize+1), actor)
	if after.ID != 0 {
		q = q.Where("(d.started_at, d.id) > (?, ?)", after.At, after.ID)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, nil, fault.Wrap(db.Translate(err), "list services that wait")
	}
	all, next := page(all)
	return all, next, load(ctx, idb, all)
}

func page(all []Delivery) ([]Delivery, *Cursor) {
	if len(all) <= PageSize {
		return all, nil
	}
	all = all[:PageSize]
	return all, &Cursor{all[PageSize-1].StartedAt, all[PageSize-1].ID}
}

// Total is how much of one standard a case had.
type Total struct {
	StandardID int64
	// VersionID is the latest version that was delivered.
	VersionID int64
	Services  int
	// Minutes count; Waiting are those that wait for a specialist.
	Minutes, Waiting int

	Standard *services.Standard `bun:"-"`
}

// Totals sums the services of a case of the actor's desks by standard.
func Totals(ctx context.Context, idb bun.IDB, actor auth.Actor, caseID int64) ([]Total, error) {
	all := []Total{}
	q := scoped(idb.NewSelect().TableExpr("deliveries AS d").Join("JOIN standard_versions AS v ON v.id = d.standard_version_id").
		ColumnExpr("v.standard_id, max(v.id) AS version_id, count(*) AS services").
		ColumnExpr("COALESCE(sum(d.minutes) FILTER (WHERE d.state <> 'waiting'), 0) AS minutes").
		ColumnExpr("COALESCE(sum(d.minutes) FILTER (WHERE d.state = 'waiting'), 0) AS waiting").
		Where("d.case_id = ? AND d.state <> 'withdrawn'", caseID).Group("v.standard_id").Order("v.standard_id"), actor)
	if err := q.Scan(ctx, &all); err != nil {
		return nil, fault.Wrap(db.Translate(err), "sum services of a case")
	}
	var err error
	for i := range all {
		if all[i].Standard, err = services.FindVersion(ctx, idb, all[i].VersionID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Versions gives what a service of the actor's desks said before its changes, the first
// writing first.
func Versions(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]Delivery, error) {
	all := []Delivery{}
	q := idb.NewSelect().Model(&all).
		ModelTableExpr("(SELECT (jsonb_populate_record(NULL::deliveries, v.content)).* FROM delivery_versions AS v WHERE v.delivery_id = ?) AS d", id).Order("d.version")
	if err := scoped(q, actor).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "list versions of a delivered service")
	}
	return all, load(ctx, idb, all)
}

// load reads the standards and the meetings, each in the version of its row.
func load(ctx context.Context, idb bun.IDB, all []Delivery) (err error) {
	var ids []int64
	known := map[int64]*services.Standard{}
	for i := range all {
		d := &all[i]
		ids = append(ids, d.ID)
		if known[d.StandardVersionID] == nil {
			if known[d.StandardVersionID], err = services.FindVersion(ctx, idb, d.StandardVersionID); err != nil {
				return err
			}
		}
		d.Standard = known[d.StandardVersionID]
	}
	if len(ids) == 0 {
		return nil
	}
	var meetings []Meeting
	err = idb.NewSelect().Model(&meetings).Where("m.delivery_id = ANY(?)", pgdialect.Array(ids)).Order("m.delivery_id", "m.version", "m.number").Scan(ctx)
	if err != nil {
		return fault.Wrap(db.Translate(err), "read meetings of services")
	}
	of := map[[2]int64][]Meeting{}
	for _, m := range meetings {
		key := [2]int64{m.DeliveryID, int64(m.Version)}
		of[key] = append(of[key], m)
	}
	for i := range all {
		all[i].Meetings = of[[2]int64{all[i].ID, int64(all[i].Version)}]
	}
	return nil
}

// scoped narrows to the desks of the actor.
func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		q = q.Where("d.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q
}

// lock keeps a service and its case until the transaction ends.
func lock(ctx context.Context, tx bun.IDB, actor auth.Actor, id int64,
	keep func(context.Context, bun.IDB, auth.Actor, int64) (*cases.Case, error)) (*Delivery, *cases.Case, error) {
	d, err := Find(ctx, tx, actor, id)
	if err != nil {
		return nil, nil, err
	}
	c, err := keep(ctx, tx, actor, d.CaseID)
	if err != nil {
		return nil, nil, err
	}
	d, err = Find(ctx, tx, actor, id) // as it stands now that nobody else can change it
	return d, c, err
}

func (d *Delivery) insert(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) (int64, error) {
	d.WrittenAt, d.WrittenBy = now, actor.Ref()
	if _, err := tx.NewInsert().Model(d).Returning("id").Exec(ctx); err != nil {
		return 0, fault.Wrap(db.Translate(err), "record delivered service")
	}
	if err := d.writeMeetings(ctx, tx); err != nil {
		return 0, err
	}
	return d.ID, d.note(ctx, tx, "record", now)
}

// update writes the next version of a locked service.
func (d *Delivery) update(ctx context.Context, tx bun.IDB, verb string, actor auth.Actor, now time.Time) error {
	d.Version, d.WrittenAt, d.WrittenBy = d.Version+1, now, actor.Ref()
	res, err := tx.NewUpdate().Model(d).ExcludeColumn("entry_key", "case_id", "desk_id").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "change delivered service")
	}
	if err := d.writeMeetings(ctx, tx); err != nil {
		return err
	}
	return d.note(ctx, tx, verb, now)
}

func (d *Delivery) writeMeetings(ctx context.Context, tx bun.IDB) error {
	for i := range d.Meetings {
		d.Meetings[i].DeliveryID, d.Meetings[i].Version = d.ID, d.Version
	}
	_, err := tx.NewInsert().Model(&d.Meetings).Exec(ctx)
	return fault.Wrap(db.Translate(err), "write meetings of a service")
}

// note adds a line to the audit trail: no names, nothing typed.
func (d *Delivery) note(ctx context.Context, tx bun.IDB, verb string, now time.Time) error {
	kinds := []string{}
	for _, f := range d.Findings {
		kinds = append(kinds, string(f.Kind))
	}
	return audit.Record(ctx, tx, audit.Entry{
		Actor: d.WrittenBy, Action: "deliveries." + verb, Subject: "delivery", SubjectID: d.ID, DeskID: d.DeskID, At: now,
		Data: map[string]any{"case": d.CaseID, "standard": d.StandardVersionID, "state": string(d.State), "minutes": d.Minutes, "findings": kinds, "version": d.Version},
	})
}
