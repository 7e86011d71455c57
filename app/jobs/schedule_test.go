package jobs

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
)

// scheduled is a runner with one hourly job that counts its runs.
func scheduled(pool *bun.DB, c *clock, runs *atomic.Int32) *Runner {
	h := func(context.Context, *bun.DB, json.RawMessage, time.Time) error { runs.Add(1); return nil }
	return NewRunner(pool, one("test.tick", h), []Schedule{{Kind: "test.tick", Every: time.Hour, Payload: number(1)}}, c.options())
}

func TestATickIsOneRunHoweverManyRunners(t *testing.T) {
	pool, c := testdb.New(t), noon()
	var runs atomic.Int32
	h := func(context.Context, *bun.DB, json.RawMessage, time.Time) error { runs.Add(1); return nil }
	list := []Schedule{{Kind: "test.tick", Every: time.Hour}}
	for range 5 {
		start(t, NewRunner(pool, one("test.tick", h), list, fast(Options{Now: c.now})))
	}
	for want := range int32(4) {
		eventually(t, "the run of the tick", func() bool { return runs.Load() == want+1 })
		time.Sleep(30 * time.Millisecond)
		if got := runs.Load(); got != want+1 {
			t.Fatalf("%d runs after %d ticks", got, want+1)
		}
		c.move(time.Hour)
	}
}

func TestMissedTicksAreOne(t *testing.T) {
	pool, c := testdb.New(t), noon()
	var runs atomic.Int32
	r := scheduled(pool, c, &runs)
	must(t, r.Drain(t.Context()))
	c.move(7*time.Hour + time.Minute) // the server was off
	must(t, r.Drain(t.Context()))
	must(t, scheduled(pool, c, &runs).Drain(t.Context())) // and the program starts again
	if runs.Load() != 2 {
		t.Errorf("%d runs, want 2", runs.Load())
	}
}

func TestATickNeverOverlapsTheLast(t *testing.T) {
	pool, c := testdb.New(t), noon()
	var runs atomic.Int32
	r := scheduled(pool, c, &runs)
	must(t, r.tick(t.Context()))
	held, err := claim(t.Context(), pool, []string{"test.tick"}, 1, c.now(), 3*time.Hour) // a run of over an hour
	must(t, err)
	c.move(time.Hour)
	must(t, r.Drain(t.Context()))
	if len(held) != 1 || runs.Load() != 0 {
		t.Fatalf("held %d, %d runs beside it", len(held), runs.Load())
	}
	_, err = finish(t.Context(), pool, held[0])
	must(t, err)
	c.move(time.Hour)
	must(t, r.Drain(t.Context()))
	if runs.Load() != 1 {
		t.Errorf("%d runs", runs.Load())
	}
}

func TestClockJumps(t *testing.T) {
	for _, c := range []struct {
		name string
		jump time.Duration
		then time.Duration
		want int32
	}{
		{"a little back: nothing runs twice", -30 * time.Minute, 0, 1},
		{"a little back, then on: the next tick runs", -30 * time.Minute, 91 * time.Minute, 2},
		{"far back: it starts afresh", -48 * time.Hour, 0, 2},
		{"far back, then on", -48 * time.Hour, time.Hour, 3},
		{"forward a year: one run", 365 * 24 * time.Hour, 0, 2},
		{"the change of hour in Italy is nothing here", time.Hour, time.Hour, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			pool, clock := testdb.New(t), noon()
			var runs atomic.Int32
			must(t, scheduled(pool, clock, &runs).Drain(t.Context()))
			clock.move(c.jump)
			r := scheduled(pool, clock, &runs) // both after a restart and within one process
			must(t, r.Drain(t.Context()))
			clock.move(c.then)
			must(t, r.Drain(t.Context()))
			if runs.Load() != c.want {
				t.Errorf("%d runs, want %d", runs.Load(), c.want)
			}
		})
	}
}

func TestADeadRunOfAScheduleDoesNotStopIt(t *testing.T) {
	pool, c := testdb.New(t), noon()
	runs := 0
	r := NewRunner(pool, one("test.tick", func(context.Context, *bun.DB, json.RawMessage, time.Time) error {
		runs++
		return Permanent(Reason("broken"))
	}), []Schedule{{Kind: "test.tick", Every: time.Hour}}, c.options())
	for range 3 {
		_ = r.Drain(t.Context())
		c.move(time.Hour)
	}
	if runs != 3 {
		t.Errorf("%d runs", runs)
	}
}
