package testdb

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
)

// process holds the server of this test process, started by the first test that
// asks for it.
var process = sync.OnceValues(start)

// started tells Main whether there is a server to stop.
var started atomic.Pointer[instance]

// clones numbers the databases made by New.
var clones atomic.Int64

// New makes a database of the test's own, migrated and empty, and drops it at the
// end of the test. Commits are real, so it serves races, jobs and whole programs.
func New(t testing.TB) *bun.DB {
	t.Helper()
	return Pools(t).Web
}

// Pools is New with both pools, as the program opens them but with room for 60
// connections in the web pool.
func Pools(t testing.TB) *db.Pools {
	t.Helper()
	p, err := open(DSN(t), 60)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() { _ = p.Close() }) // runs before the database is dropped
	return p
}

// DSN is New as a URL, for a program that opens the database itself.
func DSN(t testing.TB) string {
	t.Helper()
	in := running(t)
	name := fmt.Sprintf("clone_%d", clones.Add(1))
	if err := in.create(name, template); err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() {
		if err := in.drop(name); err != nil {
			t.Errorf("testdb: %v", err)
		}
	})
	return in.dsn(name)
}

// Empty is the URL of a database without any migration, owned by an ordinary role
// and dropped at the end of the test.
func Empty(t testing.TB) string {
	t.Helper()
	in := running(t)
	name := fmt.Sprintf("empty_%d", clones.Add(1))
	if err := in.create(name, "template0"); err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() {
		if err := in.drop(name); err != nil {
			t.Errorf("testdb: %v", err)
		}
	})
	return in.dsn(name)
}

// Dir makes a folder that a server's user can reach, for a program that keeps a
// private cluster in it; t.TempDir is closed to that user when we are root. It goes
// with the test, or with the process at the latest.
func Dir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(running(t).dir, "d")
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// Tx begins a transaction on the database that the tests of this process share
// and rolls it back at the end of the test. InTx inside it is a savepoint.
func Tx(t testing.TB) bun.Tx {
	t.Helper()
	tx, err := running(t).shared.Web.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

// Main runs the tests of a package and leaves when server and files are gone.
func Main(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

// Stop is the second half of Main, for a TestMain that has more to do. No test may
// run after it.
func Stop() {
	if in := started.Load(); in != nil {
		in.stop(quick)
	}
}

func running(t testing.TB) *instance {
	t.Helper()
	in, err := process()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	return in
}

// open gives pools that tolerate a test that thinks between two statements.
func open(dsn string, conns int) (*db.Pools, error) {
	return db.Open(dsn, db.Options{
		WebConns: conns, IdleInTx: 2 * time.Minute,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
}
