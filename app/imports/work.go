package imports

import (
	"context"
	"encoding/json"
	"slices"
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
	step = 500              // rows in a transaction, which takes a fraction of a second
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
	s := stepper{names: newNames(), batch: p.Batch, now: now}
	for began := time.Now(); ; {
		s.last = time.Since(began) > turn
		if more, err := s.step(ctx, pool); err != nil || !more {
			return err
		}
	}
}

// stepper is one job's way through a batch.
type stepper struct {
	names names
	batch int64
	now   time.Time
	// after is the last row done; last leaves what follows to the next job.
	after int
	last  bool
}

// step does one step; more says that another waits.
func (s *stepper) step(ctx context.Context, pool bun.IDB) (more bool, err error) {
	after := s.after
	err = db.InTx(ctx, pool, func(ctx context.Context, tx bun.Tx) error {
		b, err := lock(ctx, tx, auth.Program("imports"), s.batch, Checking, Importing, Undoing)
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
			return b.set(ctx, tx, Stopped, s.now)
		}
		rows, err := b.next(ctx, tx, s.after)
		if err != nil {
			return err
		}
		if err := b.treat(ctx, tx, s.names, actor, rows, s.now); err != nil {
			return err
		}
		if len(rows) < step {
			return b.end(ctx, tx, actor, s.now)
		}
		after = rows[len(rows)-1].Row
		if more = !s.last; s.last {
			return jobs.Enqueue(ctx, tx, b.job())
		}
		return nil
	})
	if err == nil {
		s.after = after
	}
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
func (b *Batch) next(ctx context.Context, tx bun.IDB, after int) ([]Row, error) {
	rows := []Row{}
	err := tx.NewSelect().Model(&rows).Where("r.batch_id = ? AND r.state = ? AND r.row > ?", b.ID, waiting[b.State], after).
		Order("r.row").Limit(step).Scan(ctx)
	return rows, fault.Wrap(db.Translate(err), "list rows of a step")
}

// treat does with the rows what the batch is at.
func (b *Batch) treat(ctx context.Context, tx bun.Tx, n names, actor auth.Actor, rows []Row, now time.Time) (err error) {
	switch history := b.History(); {
	case b.State == Checking:
		err = b.judge(ctx, tx, n, actor, rows, now)
	case b.State == Undoing && history:
		err = b.erase(ctx, tx, actor, rows, now)
	case b.State == Undoing:
		err = b.takeAway(ctx, tx, actor, rows, now)
	case history:
		err = b.write(ctx, tx, n, actor, rows, now)
	default:
		err = b.open(ctx, tx, n, actor, rows, now)
	}
	if err != nil {
		return err
	}
	return save(ctx, tx, rows)
}

// open judges rows of people once more and opens a file for each good one.
func (b *Batch) open(ctx context.Context, tx bun.Tx, n names, actor auth.Actor, rows []Row, now time.Time) error {
	x := b.reader(n)
	forms, err := x.judge(ctx, tx, actor, rows, now)
	if err != nil {
		return err
	}
	good, places := []people.Form{}, []int{}
	for i := range rows {
		if rows[i].State == Good {
			good, places = append(good, forms[i]), append(places, i)
		}
	}
	ids, err := people.OpenAll(ctx, tx, actor, b.DeskID, good, now)
	if err != nil {
		return err
	}
	for n, i := range places {
		r := &rows[i]
		if ids[n] != 0 {
			r.State, r.PersonID = Opened, &ids[n]
			continue
		}
		r.State, r.Problems = Bad, []Problem{{Column: x.column("fiscal_code", forms[i], now), Key: "people.error.fiscal_taken"}}
	}
	return b.number(ctx, tx, rows)
}

// takeAway deletes the files that rows opened and nobody changed since.
func (b *Batch) takeAway(ctx context.Context, tx bun.Tx, actor auth.Actor, rows []Row, now time.Time) error {
	ids := []int64{}
	for _, r := range rows {
		ids = append(ids, *r.PersonID)
	}
	gone, err := people.DiscardAll(ctx, tx, actor, ids, now)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		if r.State = Kept; slices.Contains(gone, *r.PersonID) {
			r.State, r.PersonID = Taken, nil
		}
	}
	return nil
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
	switch b.State {
	case Importing:
		if err := b.numberKnown(ctx, tx); err != nil {
			return err
		}
	case Undoing:
		if err := b.forget(ctx, tx); err != nil {
			return err
		}
		return b.set(ctx, tx, Undone, now)
	}
	return b.set(ctx, tx, Checked, now)
}

// purge deletes batches that are 30 days old.
func purge(ctx context.Context, pool *bun.DB, _ json.RawMessage, now time.Time) error {
	_, err := pool.NewRaw("DELETE FROM import_batches WHERE created_at < ?", now.Add(-keep)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "delete old batches")
}
