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

// BenchmarkJobs runs jobs that do nothing, by one runner of four workers.
func BenchmarkJobs(b *testing.B) {
	pool := testdb.New(b)
	_, err := pool.NewRaw(`INSERT INTO jobs (kind, payload, run_at, max_attempts)
		SELECT 'test.nothing', '{}', '1970-01-01', 3 FROM generate_series(1, ?)`, b.N).Exec(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var done atomic.Int64
	ctx, cancel := context.WithCancel(b.Context())
	r := NewRunner(pool, one("test.nothing", func(context.Context, *bun.DB, json.RawMessage, time.Time) error {
		if done.Add(1) == int64(b.N) {
			cancel()
		}
		return nil
	}), nil, Options{})
	b.ResetTimer()
	if err := r.Run(ctx); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
}

func BenchmarkEnqueue(b *testing.B) {
	pool := testdb.New(b)
	for b.Loop() {
		if err := Enqueue(b.Context(), pool, Job{Kind: "test.nothing", Payload: number(1)}); err != nil {
			b.Fatal(err)
		}
	}
}
