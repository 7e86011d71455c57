package cluster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"approdo/app/db/testdb"
)

// The server is killed: it comes back by itself with what was committed.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	c := begin(t, dir)
	p := open(t, c.DSN())
	run(t, p, "CREATE TABLE kept AS SELECT 'x' AS y")
	for range 3 { // and again
		before := c.PID()
		began := time.Now()
		if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		until(t, "the server is back", func() bool { return c.PID() != 0 && c.PID() != before && p.Ready(context.Background()) == nil })
		t.Logf("back after %v", time.Since(began))
		if got := read(t, p, "SELECT y FROM kept"); got != "x" {
			t.Errorf("read %q", got)
		}
	}
}

// A server killed while one of its processes is at work must not be joined by a
// second one on the same data.
func TestKilledServerWithWorkUnderWay(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	c := begin(t, dir)
	p := open(t, c.DSN())
	run(t, p, "CREATE TABLE kept AS SELECT 'x' AS y")
	go func() { _, _ = p.Work.Exec("SELECT count(*) FROM generate_series(1, 6000000)") }() // no wait inside
	time.Sleep(200 * time.Millisecond)
	if err := syscall.Kill(c.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	fresh := open(t, c.DSN())
	until(t, "the server is back", func() bool { return fresh.Ready(context.Background()) == nil })
	if got := read(t, fresh, "SELECT y FROM kept"); got != "x" {
		t.Errorf("read %q", got)
	}
}

// The program is killed: its server ends with it, and the next program finds
// everything. Then both are killed at once.
func TestKilledProgram(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	keeper, server := program(t, dir)
	c, err := Attach(context.Background(), quiet(dir))
	if err != nil {
		t.Fatal(err)
	}
	p := open(t, c.DSN())
	run(t, p, "CREATE TABLE kept AS SELECT 'x' AS y")
	_ = keeper.Process.Kill()
	_ = keeper.Wait()
	until(t, "the server ends with its program", func() bool { return !c.home.serves(server) })

	keeper, server = program(t, dir)
	run(t, p, "INSERT INTO kept VALUES ('z')")
	_ = keeper.Process.Kill()
	_ = syscall.Kill(server, syscall.SIGKILL)
	_ = keeper.Wait()

	began := time.Now()
	again := begin(t, dir)
	t.Logf("started after %v", time.Since(began))
	if got := read(t, open(t, again.DSN()), "SELECT string_agg(y, '' ORDER BY y) FROM kept"); got != "xz" {
		t.Errorf("read %q", got)
	}
}

// The program is killed at the very moment of another's start.
func TestStartRightAfterAKill(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	keeper, _ := program(t, dir)
	_ = keeper.Process.Kill()
	_ = keeper.Wait()
	begin(t, dir)
}

// A server that lost its keeper and was told nothing is stopped in good order.
func TestOrphan(t *testing.T) {
	t.Parallel()
	dir, h := made(t)
	in, err := h.installation()
	if err != nil {
		t.Fatal(err)
	}
	password, err := h.password()
	if err != nil {
		t.Fatal(err)
	}
	orphan := asOwner(t, in.Path("postgres"), h.args()...)
	go func() { _ = orphan.Wait() }() // as init would
	p := open(t, (&Cluster{home: h, password: password}).DSN())
	until(t, "the orphan runs", func() bool { return p.Ready(context.Background()) == nil })
	run(t, p, "CREATE TABLE kept AS SELECT 'x' AS y")
	again := begin(t, dir)
	if again.PID() == orphan.Process.Pid || again.home.serves(orphan.Process.Pid) {
		t.Error("the orphan goes on")
	}
	if got := read(t, open(t, again.DSN()), "SELECT y FROM kept"); got != "x" {
		t.Errorf("read %q", got)
	}
}

// After a reboot or in a container the number in postmaster.pid is another program's.
func TestStalePidOfAnotherProgram(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	c, err := Start(context.Background(), quiet(dir))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(c.home.data, "postmaster.pid")
	words := text(t, file)
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	sleeper := asOwner(t, "/bin/sleep", "60")
	_, rest, _ := strings.Cut(words, "\n")
	write(t, file, strconv.Itoa(sleeper.Process.Pid)+"\n"+rest)
	write(t, filepath.Join(c.home.sockets, ".s.PGSQL.5432.lock"), strconv.Itoa(sleeper.Process.Pid)+"\n"+rest)
	begin(t, dir)
	if !alive(sleeper.Process.Pid) {
		t.Error("another program was ended")
	}
}

// A first start that was cut short leaves data.new; the next one begins anew.
func TestInterruptedFirstStart(t *testing.T) {
	t.Parallel()
	dir := testdb.Dir(t)
	h := homeOf(t, dir)
	if err := h.owner.MakeDir(h.data + ".new"); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(h.data+".new", "PG_VERSION"), "15\n")
	write(t, filepath.Join(h.dir, "password"), "of an earlier try\n")
	c := begin(t, dir)
	if err := open(t, c.DSN()).Ready(context.Background()); err != nil {
		t.Error(err)
	}
	if fileExists(h.data + ".new") {
		t.Error("the half-made cluster is still there")
	}
}

func TestStopTwiceAndFolderFree(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	c, err := Start(context.Background(), quiet(dir))
	if err != nil {
		t.Fatal(err)
	}
	server := c.PID()
	p := open(t, c.DSN()) // an open connection does not keep the server
	run(t, p, "SELECT 1")
	began := time.Now()
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	t.Logf("stopped after %v", time.Since(began))
	if alive(server) || c.PID() != 0 {
		t.Error("the server is still there")
	}
	if left, _ := os.ReadDir(c.home.sockets); len(left) != 0 {
		t.Errorf("left in the socket folder: %v", fmt.Sprint(left))
	}
	begin(t, dir)
}
