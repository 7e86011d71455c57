package jobs

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
)

// childDSN tells this test program to be the process that is killed.
const childDSN = "APPRODO_JOBS_TEST_DSN"

// note does the work of the test: it writes that it ran, outside of the queue.
func note(ctx context.Context, pool *bun.DB, payload json.RawMessage, _ time.Time) error {
	p, err := Decode[struct{ N int }](payload)
	if err != nil {
		return err
	}
	time.Sleep(3 * time.Millisecond)
	_, err = pool.NewRaw(`INSERT INTO runs (n) VALUES (?)`, p.N).Exec(ctx)
	return err
}

// TestTheProcessThatIsKilled is no test by itself: see the one below.
func TestTheProcessThatIsKilled(t *testing.T) {
	dsn := os.Getenv(childDSN)
	if dsn == "" {
		t.Skip("it runs as the child of the next test")
	}
	pools, err := db.Open(dsn, db.Options{})
	must(t, err)
	must(t, NewRunner(pools.Work, one("test.count", note), nil, fast(Options{})).Run(context.Background()))
}

func TestAfterKillNineEveryJobIsDone(t *testing.T) {
	const all = 300
	dsn := testdb.DSN(t)
	pools, err := db.Open(dsn, db.Options{})
	must(t, err)
	defer func() { _ = pools.Close() }()
	pool := pools.Work
	_, err = pool.NewRaw(`CREATE TABLE runs (n int)`).Exec(t.Context())
	must(t, err)
	enqueueMany(t, pool, all)

	child := exec.Command(os.Args[0], "-test.run=^TestTheProcessThatIsKilled$") // #nosec G204 -- this very program
	child.Env = append(os.Environ(), childDSN+"="+dsn)
	must(t, child.Start())
	done := func() (runs, kinds int) {
		must(t, pool.NewRaw(`SELECT count(*), count(DISTINCT n) FROM runs`).Scan(t.Context(), &runs, &kinds))
		return runs, kinds
	}
	eventually(t, "the child at work", func() bool { n, _ := done(); return n > 20 })
	must(t, child.Process.Kill())
	_ = child.Wait()
	if runs, _ := done(); runs >= all {
		t.Fatal("the child was done before it was killed")
	}
	killed := time.Now()
	start(t, NewRunner(pool, one("test.count", note), nil, fast(Options{})))
	eventually(t, "an empty queue", func() bool { return counts(t, pool, noon()) == Counts{} })
	runs, kinds := done()
	if kinds != all || runs > all+2*4 { // what the child's workers held may run twice
		t.Errorf("%d jobs done in %d runs", kinds, runs)
	}
	t.Logf("%d runs for %d jobs, all done %v after the kill", runs, all, time.Since(killed).Round(time.Millisecond))
}
