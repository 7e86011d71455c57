package enrolments

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/people"
)

// reader is who reads and writes: staff their desks, a citizen what is their own.
type reader struct {
	auth.Actor
	own bool
}

func staff(actor auth.Actor) reader { return reader{actor, false} }

func self(actor auth.Actor) reader { return reader{actor, true} }

// rows narrows to what the reader may see.
func (w reader) rows(q *bun.SelectQuery) *bun.SelectQuery {
	q = q.Where("en.removed_at IS NULL")
	if w.own {
		return q.Where("en.person_id IN "+people.OwnRecords, w.PersonID)
	}
	if ids, all := w.Desks(); !all {
		q = q.Where("en.desk_id = ANY(?)", pgdialect.Array(ids))
	}
	return q
}

func (w reader) find(ctx context.Context, idb bun.IDB, id int64) (*Enrolment, error) {
	p := new(Enrolment)
	err := w.rows(idb.NewSelect().Model(p).Where("en.id = ?", id)).Scan(ctx)
	return p, fault.Wrap(db.Translate(err), "find enrolment")
}

// Find gives an enrolment of one of the actor's desks; any other id is NotFound.
func Find(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Enrolment, error) {
	return staff(actor).find(ctx, idb, id)
}

// OwnFind gives one of the citizen's own enrolments; any other id is NotFound.
func OwnFind(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) (*Enrolment, error) {
	return self(actor).find(ctx, idb, id)
}

// OfPerson gives the enrolments of a person at the actor's desks, merged records included,
// the latest first.
func OfPerson(ctx context.Context, idb bun.IDB, actor auth.Actor, personID int64) ([]Enrolment, error) {
	all := []Enrolment{}
	q := idb.NewSelect().Model(&all).Where("en.person_id IN "+people.OwnRecords, personID).OrderExpr("en.from_on DESC, en.id DESC")
	err := staff(actor).rows(q).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list enrolments of a person")
}

// OwnList gives the citizen's own enrolments, the latest first.
func OwnList(ctx context.Context, idb bun.IDB, actor auth.Actor) ([]Enrolment, error) {
	all := []Enrolment{}
	err := self(actor).rows(idb.NewSelect().Model(&all).OrderExpr("en.from_on DESC, en.id DESC")).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list one's own enrolments")
}

// OwnSoon gives the citizen's courses that start from today until a day, the next first.
func OwnSoon(ctx context.Context, idb bun.IDB, actor auth.Actor, today, until desks.Date) ([]Enrolment, error) {
	all := []Enrolment{}
	q := idb.NewSelect().Model(&all).Where("en.state = ?", Admitted).Where("en.starts_on BETWEEN ? AND ?", today, until).Order("en.starts_on", "en.id")
	err := self(actor).rows(q).Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list one's courses to come")
}

// Moves gives what happened to an enrolment of the actor's desks, in order.
func Moves(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]Move, error) {
	if _, err := Find(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	return moves(ctx, idb, id)
}

// OwnMoves gives what happened to one of the citizen's own enrolments, in order.
func OwnMoves(ctx context.Context, idb bun.IDB, actor auth.Actor, id int64) ([]Move, error) {
	if _, err := OwnFind(ctx, idb, actor, id); err != nil {
		return nil, err
	}
	return moves(ctx, idb, id)
}

func moves(ctx context.Context, idb bun.IDB, id int64) ([]Move, error) {
	all := []Move{}
	err := idb.NewSelect().Model(&all).Where("mv.enrolment_id = ?", id).Order("mv.id").Scan(ctx)
	return all, fault.Wrap(db.Translate(err), "list what happened to an enrolment")
}

// held is an enrolment nobody else can change until the transaction ends.
type held struct {
	*Enrolment
	who   reader
	moves []Move
	today desks.Date
	now   time.Time
}

// lock keeps an enrolment of the reader until the transaction ends.
func (w reader) lock(ctx context.Context, tx bun.IDB, id int64, now time.Time) (*held, error) {
	p := new(Enrolment)
	err := w.rows(tx.NewSelect().Model(p).Where("en.id = ?", id)).For("UPDATE").Scan(ctx)
	if err != nil {
		return nil, fault.Wrap(db.Translate(err), "lock enrolment")
	}
	x := &held{Enrolment: p, who: w, now: now}
	if x.moves, err = moves(ctx, tx, id); err != nil {
		return nil, err
	}
	x.today, err = desks.Today(ctx, tx, p.DeskID, now)
	return x, err
}

// note adds a row of what happened.
func (x *held) note(ctx context.Context, tx bun.IDB, m Move) error {
	m.EnrolmentID, m.At, m.By = x.ID, x.now, x.who.Ref()
	if _, err := tx.NewInsert().Model(&m).Returning("id").Exec(ctx); err != nil {
		return fault.Wrap(db.Translate(err), "note what happened to an enrolment")
	}
	x.moves = append(x.moves, m)
	return nil
}

// heard says who wrote: what the person tells waits for the desk, what the desk writes counts.
func (x *held) heard() {
	if x.who.own {
		x.Told = true
		return
	}
	x.Mine, x.Told = false, false
	x.count(Path(x.moves))
}

func (x *held) save(ctx context.Context, tx bun.IDB, verb string) error {
	x.Version, x.WrittenAt, x.WrittenBy = x.Version+1, x.now, x.who.Ref()
	res, err := tx.NewUpdate().Model(x.Enrolment).ExcludeColumn("id", "entry_key", "person_id", "desk_id", "first_on").WherePK().Exec(ctx)
	if err := db.One(res, err); err != nil {
		return fault.Wrap(err, "change enrolment")
	}
	return x.trace(ctx, tx, verb)
}

// trace adds a line to the audit trail: no names, nothing typed.
func (p *Enrolment) trace(ctx context.Context, tx bun.IDB, verb string) error {
	return audit.Record(ctx, tx, audit.Entry{
		Actor: p.WrittenBy, Action: "enrolments." + verb, Subject: "enrolment", SubjectID: p.ID, DeskID: p.DeskID, At: p.WrittenAt,
		Data: map[string]any{"person": p.PersonID, "kind": p.Kind, "road": p.Road, "state": p.State, "version": p.Version},
	})
}
