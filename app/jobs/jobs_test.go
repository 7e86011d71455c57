package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// clock is a time that tests move.
type clock struct{ at atomic.Int64 }

func at(s string) *clock {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	c := new(clock)
	c.set(t)
	return c
}

func (c *clock) now() time.Time       { return time.UnixMilli(c.at.Load()).UTC() }
func (c *clock) set(t time.Time)      { c.at.Store(t.UnixMilli()) }
func (c *clock) move(d time.Duration) { c.set(c.now().Add(d)) }
func (c *clock) options() Options     { return Options{Now: c.now, Log: silent()} }
func silent() *slog.Logger            { return slog.New(slog.DiscardHandler) }
func noon() *clock                    { return at("2026-11-22T12:00:00Z") }
func counts(t *testing.T, idb bun.IDB, c *clock) Counts {
	t.Helper()
	n, err := Count(t.Context(), idb, c.now())
	must(t, err)
	n.Oldest = time.Time{}
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tally counts runs by payload {"n": …}.
type tally struct {
	mu   sync.Mutex
	runs map[int]int
}

func (y *tally) handle(_ context.Context, _ *bun.DB, payload json.RawMessage, _ time.Time) error {
	p, err := Decode[struct{ N int }](payload)
	if err != nil {
		return err
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.runs == nil {
		y.runs = map[int]int{}
	}
	y.runs[p.N]++
	return nil
}

func (y *tally) total() (kinds, runs int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, n := range y.runs {
		runs += n
	}
	return len(y.runs), runs
}

func one(kind string, h Handler) map[string]Handler { return map[string]Handler{kind: h} }

func number(n int) any { return map[string]int{"n": n} }

func TestAJobExistsExactlyWhenItsTransactionCommits(t *testing.T) {
	pool, c, y := testdb.New(t), noon(), new(tally)
	r := NewRunner(pool, one("test.count", y.handle), nil, c.options())
	_ = db.InTx(t.Context(), pool, func(ctx context.Context, tx bun.Tx) error {
		must(t, Enqueue(ctx, tx, Job{Kind: "test.count", Payload: number(1)}))
		return errors.New("taken back")
	})
	must(t, db.InTx(t.Context(), pool, func(ctx context.Context, tx bun.Tx) error {
		return Enqueue(ctx, tx, Job{Kind: "test.count", Payload: number(2)})
	}))
	must(t, r.Drain(t.Context()))
	if y.runs[1] != 0 || y.runs[2] != 1 {
		t.Errorf("runs: %v", y.runs)
	}
	if n := counts(t, pool, c); n != (Counts{}) {
		t.Errorf("left over: %+v", n)
	}
}

func TestAJobWaitsForItsTime(t *testing.T) {
	pool, c, y := testdb.New(t), noon(), new(tally)
	r := NewRunner(pool, one("test.count", y.handle), nil, c.options())
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.count", Payload: number(1), At: c.now().Add(time.Hour)}))
	c.move(59 * time.Minute)
	must(t, r.Drain(t.Context()))
	if len(y.runs) != 0 || counts(t, pool, c).Later != 1 {
		t.Fatalf("too early: %v", y.runs)
	}
	c.move(time.Minute)
	must(t, r.Drain(t.Context()))
	if y.runs[1] != 1 {
		t.Errorf("runs: %v", y.runs)
	}
}

func TestAtOnceDoesNotDependOnTheClock(t *testing.T) {
	pool, y := testdb.New(t), new(tally)
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.count", Payload: number(1)}))
	r := NewRunner(pool, one("test.count", y.handle), nil, at("2020-03-29T00:00:00Z").options()) // years back
	must(t, r.Drain(t.Context()))
	if y.runs[1] != 1 {
		t.Errorf("runs: %v", y.runs)
	}
}

func TestUniqueAmongPending(t *testing.T) {
	pool, c := testdb.New(t), noon()
	job := Job{Kind: "test.count", Payload: number(1), Unique: "one", At: c.now().Add(time.Hour)}
	must(t, Enqueue(t.Context(), pool, job))
	job.At = c.now().Add(time.Minute)
	must(t, Enqueue(t.Context(), pool, job))
	job.At = c.now().Add(2 * time.Hour)
	must(t, Enqueue(t.Context(), pool, job))
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.other", Unique: "one"}))
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.count", Unique: "two", At: job.At}))
	if n := counts(t, pool, c); n.Later != 2 || n.Due != 1 {
		t.Fatalf("%+v", n)
	}
	var due time.Time
	must(t, pool.NewRaw(`SELECT run_at FROM jobs WHERE unique_key = 'one' AND kind = 'test.count'`).Scan(t.Context(), &due))
	if !due.Equal(c.now().Add(time.Minute)) {
		t.Errorf("due %v: the earliest time should stand", due)
	}
}

// A change made while a unique job is claimed needs a run that sees it.
func TestAUniqueJobIsNotLostToARunThatBeganBefore(t *testing.T) {
	pool, c := testdb.New(t), noon()
	ctx := t.Context()
	must(t, Enqueue(ctx, pool, Job{Kind: "test.sum", Unique: "x"}))
	var second bool
	r := NewRunner(pool, one("test.sum", func(ctx context.Context, _ *bun.DB, _ json.RawMessage, _ time.Time) error {
		if !second { // running: the same key may be enqueued again
			second = true
			return Enqueue(ctx, pool, Job{Kind: "test.sum", Unique: "x"})
		}
		return nil
	}), nil, c.options())

	must(t, db.InTx(ctx, pool, func(ctx context.Context, tx bun.Tx) error {
		must(t, Enqueue(ctx, tx, Job{Kind: "test.sum", Unique: "x"})) // meets the pending one, not committed yet
		got, err := claim(ctx, pool, []string{"test.sum"}, 10, c.now(), time.Minute)
		must(t, err)
		if len(got) != 0 {
			t.Error("a runner took the job before the change was visible")
		}
		return nil
	}))
	must(t, r.Drain(ctx))
	if n := counts(t, pool, c); !second || n != (Counts{}) {
		t.Errorf("left: %+v, ran: %v", n, second)
	}
}

func TestAFailedUniqueJobYieldsToThePendingOne(t *testing.T) {
	pool, c := testdb.New(t), noon()
	for name, settle := range map[string]func(claimed) (bool, error){
		"failed":   func(j claimed) (bool, error) { return putBack(t.Context(), pool, j, c.now(), c.now(), "x") },
		"released": func(j claimed) (bool, error) { return release(t.Context(), pool, j, c.now()) },
	} {
		must(t, Enqueue(t.Context(), pool, Job{Kind: "test.sum", Unique: name}))
		got, err := claim(t.Context(), pool, []string{"test.sum"}, 1, c.now(), time.Minute)
		must(t, err)
		must(t, Enqueue(t.Context(), pool, Job{Kind: "test.sum", Unique: name, At: c.now().Add(time.Hour)}))
		if ours, err := settle(got[0]); err != nil || !ours {
			t.Errorf("%s: %v, %v", name, ours, err)
		}
	}
	if n := counts(t, pool, c); n != (Counts{Later: 2}) {
		t.Errorf("%+v", n)
	}
}

func TestFailuresBackOffAndEndDead(t *testing.T) {
	pool, c := testdb.New(t), noon()
	tries := 0
	r := NewRunner(pool, one("test.fail", func(context.Context, *bun.DB, json.RawMessage, time.Time) error {
		tries++
		return fault.Wrap(fault.New(fault.Unavailable, "error.503.title"), "test: ask mario@example.org")
	}), nil, c.options())
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.fail", Payload: number(7), MaxAttempts: 3}))
	for try := 1; try <= 3; try++ {
		if err := r.Drain(t.Context()); err == nil {
			t.Fatal("Drain hides the failure")
		}
		must(t, r.Drain(t.Context())) // not due again at once
		c.move(time.Minute)
	}
	must(t, r.Drain(t.Context()))
	dead, err := Dead(t.Context(), pool, 10)
	must(t, err)
	if tries != 3 || len(dead) != 1 {
		t.Fatalf("%d tries, %d dead", tries, len(dead))
	}
	d := dead[0]
	if d.Kind != "test.fail" || d.Attempts != 3 || string(d.Payload) != `{"n": 7}` || !d.DiedAt.Equal(c.now().Add(-time.Minute)) {
		t.Errorf("%+v", d)
	}
	if d.Error != "test: ask …: unavailable error.503.title" {
		t.Errorf("stored: %q", d.Error)
	}
}

func TestDeadJobsAreRetriedOrDropped(t *testing.T) {
	pool, c := testdb.New(t), noon()
	broken := true
	r := NewRunner(pool, one("test.fail", func(context.Context, *bun.DB, json.RawMessage, time.Time) error {
		if broken {
			return Permanent(Reason("broken"))
		}
		return nil
	}), nil, c.options())
	for i := range 3 {
		must(t, Enqueue(t.Context(), pool, Job{Kind: "test.fail", Unique: fmt.Sprint(i)}))
	}
	_ = r.Drain(t.Context())
	dead, err := Dead(t.Context(), pool, 10)
	must(t, err)
	if len(dead) != 3 || dead[0].Attempts != 1 {
		t.Fatalf("dead after a permanent error: %+v", dead)
	}
	broken = false
	must(t, Drop(t.Context(), pool, "user:3", dead[0].ID, c.now()))
	must(t, Retry(t.Context(), pool, "user:3", dead[1].ID, c.now()))
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.fail", Unique: "0"})) // the same work is pending already
	must(t, Retry(t.Context(), pool, "user:3", dead[2].ID, c.now()))
	if n := counts(t, pool, c); n != (Counts{Due: 2}) {
		t.Errorf("%+v", n)
	}
	must(t, r.Drain(t.Context()))
	if n := counts(t, pool, c); n != (Counts{}) {
		t.Errorf("%+v", n)
	}
	for name, err := range map[string]error{
		"retry": Retry(t.Context(), pool, "user:3", dead[0].ID, c.now()), "drop": Drop(t.Context(), pool, "user:3", dead[0].ID, c.now()),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s of what is gone: %v", name, err)
		}
	}
	var trail string
	must(t, pool.NewRaw(`SELECT string_agg(action || ' ' || actor || ' ' || (data->>'kind'), ', ' ORDER BY id) FROM audit_entries`).Scan(t.Context(), &trail))
	if trail != "jobs.drop user:3 test.fail, jobs.retry user:3 test.fail, jobs.retry user:3 test.fail" {
		t.Errorf("the trail says %q", trail)
	}
}

func TestAPanicIsAFailureLikeAnyOther(t *testing.T) {
	pool, c := testdb.New(t), noon()
	r := NewRunner(pool, map[string]Handler{
		"test.panic": func(context.Context, *bun.DB, json.RawMessage, time.Time) error { panic("Mario Rossi") },
		"test.index": func(_ context.Context, _ *bun.DB, p json.RawMessage, _ time.Time) error { _ = p[len(p)+3]; return nil },
	}, nil, c.options())
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.panic", MaxAttempts: 1}))
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.index", MaxAttempts: 1}))
	_ = r.Drain(t.Context())
	dead, err := Dead(t.Context(), pool, 10)
	must(t, err)
	if len(dead) != 2 || dead[1].Error != "panic: string" || dead[0].Error != "panic: runtime error: index out of range [5] with length 2" {
		t.Errorf("%+v", dead)
	}
}

func TestUnknownKindsAreLeftToOthers(t *testing.T) {
	pool, c, y := testdb.New(t), noon(), new(tally)
	must(t, Enqueue(t.Context(), pool, Job{Kind: "test.future"}))
	must(t, NewRunner(pool, one("test.count", y.handle), nil, c.options()).Drain(t.Context()))
	if n := counts(t, pool, c); n.Due != 1 {
		t.Errorf("%+v", n)
	}
}

func TestBadJobsAreRefused(t *testing.T) {
	tx := testdb.Tx(t)
	for name, j := range map[string]Job{
		"kind":    {Kind: "Not A Kind"},
		"payload": {Kind: "test.count", Payload: make([]byte, 17<<10)},
		"json":    {Kind: "test.count", Payload: func() {}},
	} {
		err := db.InTx(t.Context(), tx, func(ctx context.Context, tx bun.Tx) error { return Enqueue(ctx, tx, j) })
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := Decode[int](json.RawMessage(`{"a":1}`)); err == nil {
		t.Error("a payload of another shape was read")
	}
}
