package cluster_test

import (
	"context"
	"testing"
	"time"

	"approdo/app/db/cluster"
)

func TestStart(t *testing.T) {
	dir := t.TempDir()
	t0 := time.Now()
	c, err := cluster.Start(context.Background(), cluster.Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("first", time.Since(t0))
	t0 = time.Now()
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	t.Log("stop", time.Since(t0))
	t0 = time.Now()
	c, err = cluster.Start(context.Background(), cluster.Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("second", time.Since(t0))
	c.Stop()
}
