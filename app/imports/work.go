package imports

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/jobs"
	"approdo/app/people"
)

// Kinds of the jobs.
const (
	StepKind  = "imports.step"
	PurgeKind = "imports.purge"
)

const (
	step = 200              // rows in a transaction
	turn = 20 * time.Second // how long one job works before the next goes on
	keep = 30 * 24 * time.Hour
)

type payload struct{ Batch int64 }

func (b *Batch) job() jobs.Job {
	return jobs.Job{Kind: StepKind, Payload: payload{b.ID}, Unique: strconv.FormatInt(b.ID, 10)}
}

// Handlers are the jobs of imports, by kind.
func Handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{StepKind: work, PurgeKind: purge}
}

// work goes on with a batch, step by step; each is a transaction.
func work(ctx context.Context, pool *bun.DB, data json.RawMessage, now time.Time) error {
	p, err := jobs.Decode[payload](data)
	if err != nil {
		return err
	}
	known := newNames()
	for began := time.Now(); ; {
		more, err := stepOf(ctx, pool, known, p.Batch, time.Since(began) > turn, now)
		if err != nil || !more {
			return err
		}
	}
}

// stepOf does one step; more says that another waits. last leaves it to the next job.
func stepOf(ctx context.Context, pool bun.IDB, known names, id int64, last bool, now time.Time) (more bool, err error) {
	err = db.InTx(ctx, pool, func(ctx context.Context, tx bun.Tx) error {
		b, err := lock(ctx, tx, auth.Program("imports"), id, Checking, Importing, Undoing)
		if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		actor, may, err := b.actor(ctx, tx)
		if err != nil {
			return err
		}
		if !may {
			return b.set(ctx, tx, Stopped)
		}
		rows, err := b.next(ctx, tx)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := b.one(ctx, tx, reader{known, b.Fields}, actor, &rows[i], now); err != nil {
				return err
			}
		}
		if len(rows) < step {
			return b.end(ctx, tx, actor, now)
		}
		if more = !last; last {
			return jobs.Enqueue(ctx, tx, b.job())
		}
		return nil
	})
	return more, err
}

// actor is who started the work; may is false where they may not import any more.
func (b *Batch) actor(ctx context.Context, tx bun.IDB) (auth.Actor, bool, error) {
	u, err := auth.FindUser(ctx, tx, auth.Actor{UserID: b.UserID}, b.UserID)
	if fault.Is(err, fault.NotFound) {
		return auth.Actor{}, false, nil
	}
	a := auth.Actor{UserID: u.ID, Name: u.Name, Roles: u.Roles, DeskIDs: u.DeskIDs, Lang: u.Lang}
	return a, err == nil && u.Enabled() && a.May(auth.PeopleImport), err
}

// next are the rows of the next step.
func (b *Batch) next(ctx context.Context, tx bun.IDB) ([]Row, error) {
	rows := []Row{}
	q := tx.NewSelect().Model(&rows).Where("r.batch_id = ?", b.ID)
	switch b.State {
	case Checking:
		q = q.Where("r.state = ?", New)
	case Importing:
		q = q.Where("r.state = ?", Good)
	case Undoing:
		q = q.Where("r.state = ?", Opened)
	}
	err := q.Order("r.row").Limit(step).Scan(ctx)
	return rows, fault.Wrap(db.Translate(err), "list rows of a step")
}

func (b *Batch) one(ctx context.Context, tx bun.IDB, x reader, actor auth.Actor, r *Row, now time.Time) error {
	if b.State == Undoing {
		gone, err := people.Discard(ctx, tx, actor, *r.PersonID, now)
		if err != nil {
			return err
		}
		if r.State = Kept; gone {
			r.State, r.PersonID = Taken, nil
		}
		return r.save(ctx, tx)
	}
	form, err := x.judge(ctx, tx, actor, r, now)
	if err != nil {
		return err
	}
	if b.State == Importing && r.State == Good {
		id, err := people.Open(ctx, tx, actor, b.DeskID, form, now)
		flt, refused := fault.As(err)
		switch {
		case err == nil:
			r.State, r.PersonID = Opened, &id
		case refused && flt.Kind == fault.Conflict:
			r.State, r.Problems = Bad, []Problem{{Column: x.column("fiscal_code", form, now), Key: flt.Key}}
		default:
			return err
		}
	}
	return r.save(ctx, tx)
}

// end closes what was being done.
func (b *Batch) end(ctx context.Context, tx bun.IDB, actor auth.Actor, now time.Time) error {
	counts, err := b.Count(ctx, tx)
	if err != nil {
		return err
	}
	data := map[string]any{}
	for state, n := range counts {
		data[state] = n
	}
	if err := b.record(ctx, tx, actor, b.State+"_done", data, now); err != nil {
		return err
	}
	if b.State == Undoing {
		return b.set(ctx, tx, Undone)
	}
	return b.set(ctx, tx, Checked)
}

// purge deletes batches that are 30 days old.
func purge(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
	_, err := pool.NewRaw("DELETE FROM import_batches WHERE created_at < ?", now.Add(-keep)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "delete old batches")
}
