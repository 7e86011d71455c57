package testdb

import (
	"context"
	"testing"
)

func BenchmarkStart(b *testing.B) {
	p, err := findPlace()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		in, err := startIn(p)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		in.stop(quick)
		b.StartTimer()
	}
}

func BenchmarkClone(b *testing.B) {
	in := running(b)
	for b.Loop() {
		if err := in.create("bench", template); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := in.drop("bench"); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

func BenchmarkRollback(b *testing.B) {
	in := running(b)
	ctx := context.Background()
	for b.Loop() {
		tx, err := in.shared.Web.BeginTx(ctx, nil)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := tx.Exec("CREATE TEMP TABLE x (id int) ON COMMIT DROP; INSERT INTO x SELECT generate_series(1, 20)"); err != nil {
			b.Fatal(err)
		}
		if err := tx.Rollback(); err != nil {
			b.Fatal(err)
		}
	}
}
