package appointments

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
)

// Find gives an appointment of one of the actor's desks; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Appointment, error) {
	q := idb.NewSelect().Where("a.id = ?", id)
	return one(ctx, scoped(q, actor))
}

// FindWithPlace gives an appointment by id alone, for who already proved to own it
// by a signed link or by the form just confirmed, and for mails.
func FindWithPlace(ctx context.Context, idb bun.IDB, id int64) (*Appointment, error) {
	return one(ctx, idb.NewSelect().Where("a.id = ?", id))
}

// ListByEmail gives the appointments of the address the actor proved, the coming
// ones first by time, then the past and cancelled ones, latest first; at most 100.
// Who proved no address gets none.
func ListByEmail(ctx context.Context, idb bun.IDB, actor auth.Actor, now time.Time) ([]Appointment, error) {
	all := []Appointment{}
	if actor.Email == "" {
		return all, nil
	}
	err := emailQuery(idb, &all, actor.Email, now).Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "list appointments of an address")
	}
	return all, withDesks(ctx, idb, all)
}

func emailQuery(idb bun.IDB, into *[]Appointment, email string, now time.Time) *bun.SelectQuery {
	q := idb.NewSelect().Model(into).Relation("Area").Relation("Operator").Where("lower(a.email) = lower(?) AND a.email <> ''", email)
	return comingFirst(q, now)
}

// comingFirst puts what is to come first, the soonest on top, then the past, the latest on top.
func comingFirst(q *bun.SelectQuery, now time.Time) *bun.SelectQuery {
	return q.OrderExpr("(a.ends_at > ? AND a.cancelled_at IS NULL) DESC", now).
		OrderExpr("CASE WHEN a.ends_at > ? AND a.cancelled_at IS NULL THEN a.starts_at END", now).
		OrderExpr("a.starts_at DESC, a.id").Limit(100)
}

// scoped narrows to the desks of the actor.
func scoped(q *bun.SelectQuery, actor auth.Actor) *bun.SelectQuery {
	if ids, all := actor.Desks(); !all {
		q = q.Where("a.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q
}

// one reads an appointment; area narrows the columns of its area.
func one(ctx context.Context, q *bun.SelectQuery, area ...func(*bun.SelectQuery) *bun.SelectQuery) (*Appointment, error) {
	a := new(Appointment)
	err := q.Model(a).Relation("Desk").Relation("Desk.Site").Relation("Area", area...).Relation("Operator").
		Relation("Room").Relation("Helper").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "find appointment")
	}
	return a, nil
}

// withDesks loads each desk once with its site.
func withDesks(ctx context.Context, idb bun.IDB, all []Appointment) error {
	ids := make([]int64, 0, len(all))
	for i := range all {
		ids = append(ids, all[i].DeskID)
	}
	list, err := desks.List(ctx, idb, desks.Filter{IDs: ids})
	if err != nil {
		return err
	}
	byID := map[int64]*desks.Desk{}
	for i := range list {
		byID[list[i].ID] = &list[i]
	}
	for i := range all {
		all[i].Desk = byID[all[i].DeskID]
	}
	return nil
}

// lock reads the bare row of an appointment and keeps it until the transaction
// ends; scope narrows it.
func lock(ctx context.Context, tx bun.IDB, id int64, scope func(*bun.SelectQuery) *bun.SelectQuery) (*Appointment, error) {
	a := new(Appointment)
	err := tx.NewSelect().Model(a).Where("a.id = ?", id).Apply(scope).For("UPDATE").Scan(ctx)
	return a, fault.Wrap(db.Translate(err), "lock appointment")
}

// byLink is the scope of a signed link: the id itself is the proof.
func byLink(q *bun.SelectQuery) *bun.SelectQuery { return q }

// of is the scope of an operator.
func of(actor auth.Actor) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery { return scoped(q, actor) }
}

// save writes the named columns of a locked appointment.
func save(ctx context.Context, tx bun.IDB, a *Appointment, columns ...string) error {
	res, err := tx.NewUpdate().Model(a).Column(columns...).WherePK().Exec(ctx)
	return fault.Wrap(db.One(res, err), "change appointment")
}
