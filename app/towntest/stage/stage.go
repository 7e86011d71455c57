package stage

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// Stage is a database at a moment, and the test that looks at it.
type Stage struct {
	testing.TB
	Ctx context.Context
	DB  bun.IDB
	// Now is the clock of the stage; a test may set it.
	Now time.Time

	accounts    map[string]auth.Actor
	desks, keys int
}

// New is a stage without anybody, in a database or a transaction (testdb.New, testdb.Tx),
// at a time of Italy written like "2026-11-24 18:00".
func New(t testing.TB, idb bun.IDB, now string) *Stage {
	t.Helper()
	return On(t, idb, At(now).UTC())
}

// On is New at a moment that is known already.
func On(t testing.TB, idb bun.IDB, now time.Time) *Stage {
	return &Stage{TB: t, Ctx: context.Background(), DB: idb, Now: now, accounts: map[string]auth.Actor{}}
}

// At is a time of Italy written like "2026-11-24 18:00".
func At(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, i18n.Rome())
	if err != nil {
		panic(err)
	}
	return t
}

// Day is a day written like "2026-11-24".
func Day(s string) desks.Date {
	d, err := desks.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Together runs n copies at the same moment and waits for all.
func Together(n int, fn func(i int)) {
	var ready, done sync.WaitGroup
	ready.Add(n)
	start := make(chan struct{})
	for i := range n {
		done.Go(func() { ready.Done(); <-start; fn(i) })
	}
	ready.Wait()
	close(start)
	done.Wait()
}

// Must ends the test at an error.
func (h *Stage) Must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// Wants ends the test unless the error is a fault of the kind which says the key, "" for
// any, as a whole or about one of its fields.
func (h *Stage) Wants(err error, kind fault.Kind, key string) {
	h.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || key != "" && f.Key != key &&
		!slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Key == key || x.Name == key }) {
		h.Fatalf("got %v, want kind %d %s", err, kind, key)
	}
}

// Count counts the rows of a table for which a condition holds.
func (h *Stage) Count(table, where string, args ...any) (n int) {
	h.Helper()
	h.Must(h.DB.NewRaw("SELECT count(*) FROM "+table+" WHERE "+where, args...).Scan(h.Ctx, &n))
	return n
}

// Key is the key of a form, another one each time.
func (h *Stage) Key() string {
	h.keys++
	return fmt.Sprintf("form-key-number-%06d", h.keys)
}
