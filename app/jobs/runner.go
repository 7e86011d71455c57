package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"
)

// Options of a Runner; the zero value is right for the program.
type Options struct {
	// Now is the clock by which jobs are due; nil is time.Now.
	Now func() time.Time
	// Workers is how many jobs run at once; 0 is 4. The pool given to NewRunner
	// needs at least two connections more.
	Workers int
	// Poll is the wait after an empty look at the queue; 0 is 200 ms.
	Poll time.Duration
	// Lease is how long a job stays ours without renewal: the time after which
	// the jobs of a killed process run again; 0 is 15 s.
	Lease time.Duration
	// Grace is how long running jobs may go on when the program stops; 0 is 15 s.
	Grace time.Duration
	// Timeout ends the context of a handler; 0 is 9 min.
	Timeout time.Duration
	// Log takes failures; nil is slog.Default.
	Log *slog.Logger
}

func (o Options) orDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	o.Workers = max(1, orElse(o.Workers, 4))
	o.Poll = orElse(o.Poll, 200*time.Millisecond)
	o.Lease = orElse(o.Lease, 15*time.Second)
	o.Grace = orElse(o.Grace, 15*time.Second)
	o.Timeout = orElse(o.Timeout, 9*time.Minute)
	return o
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Runner runs the jobs of the kinds it has handlers for. Several runners, in one
// process or many, share the queue.
type Runner struct {
	db       *bun.DB
	handlers map[string]Handler
	kinds    []string
	schedule []Schedule
	o        Options

	looked time.Time   // the second at which tick last asked the database
	fired  []time.Time // the last tick of each schedule seen by this process

	freed chan struct{} // a worker finished one
	mu    sync.Mutex
	held  map[int64]*holding // by lease number
}

// holding is a claimed job: waiting for a worker while stop is nil, then running.
type holding struct {
	claimed
	stop context.CancelCauseFunc
	lost bool
}

// NewRunner makes a runner on a pool of work connections. A schedule that names
// a kind without handler, or one kind twice, makes Run and Drain fail.
func NewRunner(db *bun.DB, handlers map[string]Handler, schedule []Schedule, o Options) *Runner {
	return &Runner{
		db: db, handlers: maps.Clone(handlers), kinds: slices.Sorted(maps.Keys(handlers)),
		schedule: slices.Clone(schedule), o: o.orDefaults(),
		fired: make([]time.Time, len(schedule)),
		freed: make(chan struct{}, 1), held: map[int64]*holding{},
	}
}

// Run runs jobs until ctx ends, then stops in order: nothing new is claimed, what
// waits for a worker is given back, what runs has Grace to end, and is then
// interrupted and given back. It returns nil after that; an error only when it
// could not start. A database that is away is waited for.
func (r *Runner) Run(ctx context.Context) error {
	if err := r.check(); err != nil {
		return err
	}
	work := make(chan *holding, 2*r.o.Workers)
	running, interrupt := context.WithCancelCause(context.WithoutCancel(ctx))
	defer interrupt(nil)

	var workers, keeper sync.WaitGroup
	for range r.o.Workers {
		workers.Go(func() {
			for h := range work {
				r.work(running, h)
			}
		})
	}
	beat, still := context.WithCancel(running)
	keeper.Go(func() { r.keepLeases(beat) })

	r.feed(ctx, work)
	r.giveBack(running, work)
	close(work)
	grace := time.AfterFunc(r.o.Grace, func() { interrupt(errStopped) })
	workers.Wait()
	grace.Stop()
	still()
	keeper.Wait()
	return nil
}

func (r *Runner) check() error {
	seen := map[string]bool{}
	for _, s := range r.schedule {
		if r.handlers[s.Kind] == nil {
			return fmt.Errorf("jobs: schedule names %q, which has no handler", s.Kind)
		}
		if seen[s.Kind] || s.Every < time.Second {
			return fmt.Errorf("jobs: schedule of %q stands twice or is faster than a second", s.Kind)
		}
		seen[s.Kind] = true
	}
	return nil
}

// feed claims jobs for the workers until ctx ends.
func (r *Runner) feed(ctx context.Context, work chan<- *holding) {
	var trouble quiet
	for ctx.Err() == nil {
		free := 2*r.o.Workers - r.holdings()
		if free < r.o.Workers { // enough in hand: claim again when half is done
			r.rest(ctx, r.o.Poll)
			continue
		}
		err := r.tick(ctx)
		var got []claimed
		if err == nil {
			got, err = r.claim(ctx, free)
		}
		for _, c := range got {
			work <- r.hold(c)
		}
		wait := trouble.after(err, r.o)
		if err == nil && len(got) < free {
			wait = r.o.Poll
		}
		sleep(ctx, wait)
	}
}

func (r *Runner) claim(ctx context.Context, n int) ([]claimed, error) {
	ctx, cancel := context.WithTimeout(ctx, statementTime)
	defer cancel()
	return claim(ctx, r.db, r.kinds, n, r.o.Now(), r.o.Lease)
}

// statementTime bounds each statement of the runner itself.
const statementTime = 10 * time.Second

func (r *Runner) hold(c claimed) *holding {
	h := &holding{claimed: c}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[c.Lease] = h
	return h
}

func (r *Runner) drop(h *holding) {
	r.mu.Lock()
	delete(r.held, h.Lease)
	r.mu.Unlock()
	select {
	case r.freed <- struct{}{}:
	default:
	}
}

func (r *Runner) holdings() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.held)
}

// giveBack releases what was claimed and not begun.
func (r *Runner) giveBack(ctx context.Context, work <-chan *holding) {
	for {
		select {
		case h := <-work:
			r.settle(ctx, h.claimed, release)
			r.drop(h)
		default:
			return
		}
	}
}

// rest waits until a worker is free, at most d.
func (r *Runner) rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-r.freed:
	case <-t.C:
	}
}

func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// Drain runs what is due now, one job after the other, until nothing is: for
// tests. It makes the schedule's jobs too. What failed is in the returned error
// and waits for its next attempt.
func (r *Runner) Drain(ctx context.Context) error {
	if err := r.check(); err != nil {
		return err
	}
	var failed []error
	for {
		if err := r.tick(ctx); err != nil {
			return err
		}
		got, err := r.claim(ctx, 1)
		if err != nil {
			return err
		}
		if len(got) == 0 {
			return errors.Join(failed...)
		}
		if err := r.work(ctx, r.hold(got[0])); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", got[0].Kind, err))
		}
	}
}
