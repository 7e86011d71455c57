package jobs

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
)

// Schedule makes a job of a kind at each tick. All schedules of the program stand
// in one list.
type Schedule struct {
	Kind string
	// Every is the interval, at least a second. Ticks are its multiples since
	// 1970 in UTC: every hour on the hour, every day at midnight UTC.
	Every time.Duration
	// Offset moves the ticks: 2h30m with Every 24h is half past two in UTC.
	Offset time.Duration
	// Payload is the same at each tick; nil is {}.
	Payload any
}

// ticked is the unique key of the jobs a schedule makes.
const ticked = "tick"

// patience is how far ahead of the clock a recorded tick may stand before it is
// taken for the mark of a clock that was wrong.
const patience = time.Hour

// last is the latest tick not after now.
func (s Schedule) last(now time.Time) time.Time {
	shifted := now.Add(-s.Offset).UnixNano()
	past := shifted % int64(s.Every)
	if past < 0 {
		past += int64(s.Every)
	}
	return time.Unix(0, shifted-past).Add(s.Offset).UTC()
}

// tick makes the jobs whose tick has come and buries what ended its runner too
// often. It is cheap: the database is asked only when a tick of this process's
// own counting has passed.
func (r *Runner) tick(ctx context.Context) error {
	now := r.o.Now()
	if at := now.Truncate(time.Second); !at.Equal(r.looked) {
		ctx, cancel := context.WithTimeout(ctx, statementTime)
		defer cancel()
		if err := r.fire(ctx, now); err != nil {
			return err
		}
		n, err := bury(ctx, r.db, r.kinds, now)
		if err != nil {
			return err
		}
		if n > 0 {
			r.o.Log.Error("jobs are dead: their runner ended each time", "count", n)
		}
		r.looked = at
	}
	return nil
}

func (r *Runner) fire(ctx context.Context, now time.Time) error {
	for i, s := range r.schedule {
		at := s.last(now)
		if at.Equal(r.fired[i]) {
			continue
		}
		err := db.InTx(ctx, r.db, func(ctx context.Context, tx bun.Tx) error { return fire(ctx, tx, s, at, now) })
		if err != nil {
			return fault.Wrap(err, "jobs: tick of "+s.Kind)
		}
		r.fired[i] = at
	}
	return nil
}

// fire records the tick and makes its job, unless another replica did, or the
// job of an earlier tick has not ended.
func fire(ctx context.Context, tx bun.Tx, s Schedule, at, now time.Time) error {
	first, err := changed(tx.NewRaw(`INSERT INTO job_ticks AS t (kind, tick) VALUES (?, ?)
		ON CONFLICT (kind) DO UPDATE SET tick = EXCLUDED.tick
		WHERE t.tick < EXCLUDED.tick OR t.tick > ?`, s.Kind, at, now.Add(max(s.Every, patience))).Exec(ctx))
	if err != nil || !first {
		return err
	}
	busy, err := tx.NewSelect().Table("jobs").Where("kind = ?", s.Kind).
		Where("unique_key = ?", ticked).Where("dead_at IS NULL").Exists(ctx)
	if err != nil || busy {
		return err
	}
	return Enqueue(ctx, tx, Job{Kind: s.Kind, Payload: s.Payload, Unique: ticked})
}
