package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/uptrace/bun"
)

// work runs one claimed job and settles it. The error is the handler's.
func (r *Runner) work(ctx context.Context, h *holding) error {
	defer r.drop(h)
	job, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if !r.begin(h, cancel) {
		r.o.Log.Warn("job lost before it began", "kind", h.Kind, "job", h.ID)
		return nil
	}
	limited, done := context.WithTimeout(job, r.o.Timeout)
	err := r.call(limited, h.claimed)
	done()
	cause := context.Cause(job)
	switch {
	case err == nil:
		r.settle(ctx, h.claimed, func(ctx context.Context, idb bun.IDB, c claimed, _ time.Time) (bool, error) {
			return finish(ctx, idb, c)
		})
	case errors.Is(cause, errLost):
		r.o.Log.Warn("job interrupted: its lease was lost", "kind", h.Kind, "job", h.ID)
	case errors.Is(cause, errStopped):
		r.settle(ctx, h.claimed, release)
	default:
		r.failed(ctx, h.claimed, err)
	}
	return err
}

// begin marks the job as running; false when its lease was lost while it waited.
func (r *Runner) begin(h *holding, stop context.CancelCauseFunc) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	h.stop = stop
	return !h.lost
}

// call runs the handler; a panic is an error like any other.
func (r *Runner) call(ctx context.Context, c claimed) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = Reason(fmt.Sprintf("panic: %T", p))
			if e, ok := p.(runtime.Error); ok {
				err = Reason("panic: " + e.Error())
			}
			r.o.Log.Error("job panicked", "kind", c.Kind, "job", c.ID, "error", Describe(err), "stack", string(debug.Stack()))
		}
	}()
	return r.handlers[c.Kind](ctx, r.db, c.Payload, r.o.Now())
}

// failed puts the job back for another attempt, or makes it dead.
func (r *Runner) failed(ctx context.Context, c claimed, err error) {
	reason := Describe(err)
	var p permanent
	if errors.As(err, &p) || c.Attempts >= c.MaxAttempts {
		r.o.Log.Error("job is dead", "kind", c.Kind, "job", c.ID, "attempt", c.Attempts, "error", reason)
		r.settle(ctx, c, func(ctx context.Context, idb bun.IDB, c claimed, now time.Time) (bool, error) {
			return kill(ctx, idb, c, now, reason)
		})
		return
	}
	wait := backoff(c.Attempts)
	r.o.Log.Log(ctx, level(c.Attempts), "job failed", "kind", c.Kind, "job", c.ID,
		"attempt", c.Attempts, "again_in", wait.Round(time.Second), "error", reason)
	r.settle(ctx, c, func(ctx context.Context, idb bun.IDB, c claimed, now time.Time) (bool, error) {
		return putBack(ctx, idb, c, now.Add(wait), now, reason)
	})
}

func level(attempt int) slog.Level {
	if attempt < 3 {
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

type outcome func(ctx context.Context, idb bun.IDB, c claimed, now time.Time) (bool, error)

// settle writes an outcome, and tries again for a while when the database is
// away: the alternative is to run the job a second time. It goes on when the
// program is stopping.
func (r *Runner) settle(ctx context.Context, c claimed, write outcome) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), statementTime)
	defer cancel()
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		ours, err := write(ctx, r.db, c, r.o.Now())
		if err == nil && !ours {
			r.o.Log.Warn("job finished after its lease was lost", "kind", c.Kind, "job", c.ID)
		}
		if err == nil {
			return
		}
		if sleep(ctx, wait); ctx.Err() != nil {
			r.o.Log.Error("job not settled, it will run again", "kind", c.Kind, "job", c.ID, "error", Describe(err))
			return
		}
	}
}

// keepLeases renews the leases of everything held until ctx ends. Jobs whose
// lease was lost, or that could not be renewed for the length of a lease, are
// interrupted.
func (r *Runner) keepLeases(ctx context.Context) {
	renewed := time.Now()
	for sleep(ctx, r.o.Lease/3); ctx.Err() == nil; sleep(ctx, r.o.Lease/3) {
		held := r.snapshot()
		ours, err := r.renew(ctx, held)
		if err == nil {
			renewed = time.Now()
		}
		if err != nil && time.Since(renewed) < r.o.Lease {
			continue
		}
		for _, c := range held {
			if !ours[c.Lease] {
				r.interrupt(c.Lease)
			}
		}
	}
}

func (r *Runner) renew(ctx context.Context, held []claimed) (map[int64]bool, error) {
	if len(held) == 0 {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, r.o.Lease/3)
	defer cancel()
	return renew(ctx, r.db, held, r.o.Now().Add(r.o.Lease))
}

func (r *Runner) snapshot() []claimed {
	r.mu.Lock()
	defer r.mu.Unlock()
	held := make([]claimed, 0, len(r.held))
	for _, h := range r.held {
		held = append(held, h.claimed)
	}
	return held
}

// interrupt ends the job that lost its lease; one already settled is left alone.
func (r *Runner) interrupt(lease int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.held[lease]
	if h == nil {
		return
	}
	h.lost = true
	if h.stop != nil {
		h.stop(errLost)
	}
}

// quiet spares the log while the database is away: the first failure and then
// one a minute.
type quiet struct {
	count int
	said  time.Time
}

// after says how long to wait after a look at the queue that ended in err.
func (q *quiet) after(err error, o Options) time.Duration {
	if err == nil {
		q.count = 0
		return 0
	}
	q.count++
	if q.count == 1 || time.Since(q.said) > time.Minute {
		q.said = time.Now()
		o.Log.Error("jobs: the queue cannot be read", "error", Describe(err), "times", q.count)
	}
	return min(5*time.Second, o.Poll<<min(q.count-1, 5))
}
