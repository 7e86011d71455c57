package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
)

// fast are options for tests that wait for real.
func fast(o Options) Options {
	o.Log, o.Poll, o.Lease = silent(), 5*time.Millisecond, 300*time.Millisecond
	if o.Grace == 0 {
		o.Grace = time.Second
	}
	return o
}

// start runs a runner until stop is called; stop waits for its end.
func start(t *testing.T, r *Runner) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("it never came to be: %s", what)
}

func enqueueMany(t *testing.T, pool *bun.DB, n int) {
	t.Helper()
	must(t, db.InTx(t.Context(), pool, func(ctx context.Context, tx bun.Tx) error {
		for i := range n {
			if err := Enqueue(ctx, tx, Job{Kind: "test.count", Payload: number(i)}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestThreeRunnersDoAThousandJobsExactlyOnce(t *testing.T) {
	pool, y := testdb.New(t), new(tally)
	enqueueMany(t, pool, 1000)
	for range 3 {
		start(t, NewRunner(pool, one("test.count", y.handle), nil, fast(Options{})))
	}
	eventually(t, "an empty queue", func() bool { return counts(t, pool, noon()) == Counts{} })
	if kinds, runs := y.total(); kinds != 1000 || runs != 1000 {
		t.Errorf("%d jobs ran %d times", kinds, runs)
	}
}

// A process that dies leaves its jobs claimed; they run again when the lease ends.
func TestJobsOfADeadProcessRunAgain(t *testing.T) {
	pool, c, y := testdb.New(t), noon(), new(tally)
	enqueueMany(t, pool, 10)
	kinds := []string{"test.count"}
	abandoned, err := claim(t.Context(), pool, kinds, 4, c.now(), 15*time.Second) // and then the process is killed
	must(t, err)
	r := NewRunner(pool, one("test.count", y.handle), nil, c.options())
	must(t, r.Drain(t.Context()))
	if n, _ := y.total(); n != 6 {
		t.Fatalf("%d jobs ran while four were held", n)
	}
	c.move(14 * time.Second)
	must(t, r.Drain(t.Context()))
	if n, _ := y.total(); n != 6 {
		t.Fatalf("%d jobs ran before the lease ended", n)
	}
	c.move(time.Second)
	must(t, r.Drain(t.Context()))
	if n, runs := y.total(); n != 10 || runs != 10 {
		t.Errorf("%d jobs ran %d times", n, runs)
	}
	for _, j := range abandoned { // the dead come back: too late
		for _, settle := range []outcome{release,
			func(ctx context.Context, idb bun.IDB, c claimed, _ time.Time) (bool, error) {
				return finish(ctx, idb, c)
			}} {
			if ours, err := settle(t.Context(), pool, j, c.now()); ours || err != nil {
				t.Errorf("a lost lease still settles: %v %v", ours, err)
			}
		}
	}
}

func TestALostLeaseSettlesNothing(t *testing.T) {
	pool, c := testdb.New(t), noon()
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.count", Payload: number(1)}))
	first, err := claim(t.Context(), pool, []string{"test.count"}, 1, c.now(), time.Second)
	must(t, err)
	c.move(2 * time.Second)
	second, err := claim(t.Context(), pool, []string{"test.count"}, 1, c.now(), time.Minute)
	must(t, err)
	if len(second) != 1 || second[0].Attempts != 2 || second[0].Lease == first[0].Lease {
		t.Fatalf("%+v after %+v", second, first)
	}
	if ours, err := finish(t.Context(), pool, first[0]); ours || err != nil {
		t.Errorf("the first holder finished it: %v", err)
	}
	kept, err := renew(t.Context(), pool, append(first, second...), c.now().Add(time.Hour))
	must(t, err)
	if len(kept) != 1 || !kept[second[0].Lease] {
		t.Errorf("renewed: %v", kept)
	}
	if ours, err := finish(t.Context(), pool, second[0]); !ours || err != nil {
		t.Errorf("the second holder could not: %v", err)
	}
}

func TestALongJobKeepsItsLease(t *testing.T) {
	pool := testdb.New(t)
	var runs atomic.Int32
	slow := func(ctx context.Context, _ *bun.DB, _ json.RawMessage, _ time.Time) error {
		runs.Add(1)
		sleep(ctx, 1200*time.Millisecond) // four leases
		return ctx.Err()
	}
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.slow"}))
	for range 2 {
		start(t, NewRunner(pool, one("test.slow", slow), nil, fast(Options{})))
	}
	eventually(t, "the job's end", func() bool { return counts(t, pool, noon()) == Counts{} })
	if runs.Load() != 1 {
		t.Errorf("it ran %d times", runs.Load())
	}
}

func TestAJobWhoseLeaseIsStolenIsInterrupted(t *testing.T) {
	pool := testdb.New(t)
	stopped := make(chan error, 1)
	begun := make(chan struct{})
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.slow"}))
	start(t, NewRunner(pool, one("test.slow", func(ctx context.Context, _ *bun.DB, _ json.RawMessage, _ time.Time) error {
		close(begun)
		<-ctx.Done()
		stopped <- context.Cause(ctx)
		return ctx.Err()
	}), nil, fast(Options{})))
	<-begun
	_, err := pool.NewRaw(`UPDATE jobs SET lease = nextval('jobs_leases'), run_at = now() + interval '1 hour'`).Exec(t.Context())
	must(t, err)
	if cause := <-stopped; cause != errLost {
		t.Errorf("ended by %v", cause)
	}
}

func TestWhatEndsItsRunnerEachTimeIsBuried(t *testing.T) {
	pool, c := testdb.New(t), noon()
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.count", Payload: number(1), MaxAttempts: 2}))
	for range 2 {
		_, err := claim(t.Context(), pool, []string{"test.count"}, 1, c.now(), time.Second)
		must(t, err)
		c.move(time.Second)
	}
	y := new(tally)
	must(t, NewRunner(pool, one("test.count", y.handle), nil, c.options()).Drain(t.Context()))
	dead, err := Dead(t.Context(), pool, 10)
	must(t, err)
	if len(dead) != 1 || dead[0].Error != errLost.Error() || len(y.runs) != 0 {
		t.Errorf("%+v, runs %v", dead, y.runs)
	}
}

func TestStoppingWaitsForWhatRunsAndGivesBackTheRest(t *testing.T) {
	pool := testdb.New(t)
	begun, finish := make(chan struct{}, 10), make(chan struct{})
	stop := start(t, NewRunner(pool, one("test.count", func(context.Context, *bun.DB, json.RawMessage, time.Time) error {
		begun <- struct{}{}
		<-finish
		return nil
	}), nil, fast(Options{Workers: 1, Grace: 10 * time.Second})))
	enqueueMany(t, pool, 4)
	<-begun
	time.AfterFunc(100*time.Millisecond, func() { close(finish) })
	stop()
	var left []struct{ Attempts, Leased int }
	must(t, pool.NewRaw(`SELECT attempts, count(lease) AS leased FROM jobs GROUP BY id, attempts`).Scan(t.Context(), &left))
	if len(left) != 3 || len(begun) != 0 {
		t.Fatalf("left %+v, begun besides %d", left, len(begun))
	}
	for _, l := range left {
		if l.Attempts != 0 || l.Leased != 0 {
			t.Errorf("not as before: %+v", l)
		}
	}
}

func TestStoppingInterruptsWhatDoesNotEnd(t *testing.T) {
	pool := testdb.New(t)
	begun := make(chan struct{})
	stop := start(t, NewRunner(pool, one("test.slow", func(ctx context.Context, _ *bun.DB, _ json.RawMessage, _ time.Time) error {
		close(begun)
		<-ctx.Done()
		return fmt.Errorf("half done: %w", ctx.Err())
	}), nil, fast(Options{Grace: 50 * time.Millisecond})))
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.slow"}))
	<-begun
	stop()
	var attempts int
	var reason string
	must(t, pool.NewRaw(`SELECT attempts, last_error FROM jobs WHERE lease IS NULL`).Scan(t.Context(), &attempts, &reason))
	if attempts != 0 || reason != "" {
		t.Errorf("stopping counted as a failure: %d attempts, %q", attempts, reason)
	}
}

func TestAHandlerHasADeadline(t *testing.T) {
	pool := testdb.New(t)
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.slow", MaxAttempts: 1}))
	r := NewRunner(pool, one("test.slow", func(ctx context.Context, _ *bun.DB, _ json.RawMessage, _ time.Time) error {
		<-ctx.Done()
		return ctx.Err()
	}), nil, Options{Timeout: 20 * time.Millisecond, Log: silent()})
	_ = r.Drain(t.Context())
	dead, err := Dead(t.Context(), pool, 1)
	must(t, err)
	if len(dead) != 1 || dead[0].Error != "context deadline exceeded" {
		t.Errorf("%+v", dead)
	}
}

func TestTheRunnerSurvivesTheDatabase(t *testing.T) {
	pool, y := testdb.New(t), new(tally)
	start(t, NewRunner(pool, one("test.count", y.handle), nil, fast(Options{})))
	for round := range 3 {
		_, _ = pool.NewRaw(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`).Exec(t.Context())
		eventually(t, "a job accepted", func() bool {
			return Enqueue(t.Context(), pool, Job{Kind: "test.count", Payload: number(round)}) == nil
		})
	}
	eventually(t, "three jobs done", func() bool { n, _ := y.total(); return n == 3 })
}
