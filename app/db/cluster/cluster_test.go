package cluster

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"approdo/app/db"
	"approdo/app/db/migrate"
	"approdo/app/db/testdb"
	"approdo/migrations"
)

func TestFirstAndSecondStart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(testdb.Dir(t), "data") // not there yet
	began := time.Now()
	c, err := Start(context.Background(), quiet(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("first start %v", time.Since(began))
	p := open(t, c.DSN())
	for query, want := range map[string]string{
		"SHOW fsync": "on", "SHOW full_page_writes": "on", "SHOW synchronous_commit": "on", "SHOW data_checksums": "on",
		"SHOW listen_addresses": "", "SHOW unix_socket_permissions": "0700", "SHOW password_encryption": "scram-sha-256",
		"SHOW server_encoding": "UTF8", "SHOW timezone": "UTC", "SHOW lc_collate": "C.UTF-8",
		"SELECT current_user || ' ' || rolsuper::text || rolcreatedb::text || rolcreaterole::text FROM pg_roles WHERE rolname = current_user": "approdo falsefalsefalse",
		"SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()":                                                  "approdo",
		"SELECT upper('è')": "È",
	} {
		if got := read(t, p, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if _, err := migrate.Up(context.Background(), p.Work, migrations.FS); err != nil {
		t.Errorf("the role cannot migrate: %v", err)
	}
	run(t, p, "CREATE TABLE kept AS SELECT 'x' AS y")
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(c.home.data, "postmaster.pid")); !os.IsNotExist(err) {
		t.Error("the server was not stopped in good order")
	}
	began = time.Now()
	c = begin(t, dir)
	took := time.Since(began)
	t.Logf("second start %v", took)
	if took > 3*time.Second {
		t.Errorf("the second start took %v", took)
	}
	if got := read(t, open(t, c.DSN()), "SELECT y FROM kept"); got != "x" {
		t.Errorf("read %q", got)
	}
}

func TestOnlyThePasswordOpens(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	c := begin(t, dir)
	err := open(t, strings.Replace(c.DSN(), c.password, "guess", 1)).Ready(context.Background())
	if !db.Refused(err) {
		t.Errorf("a wrong password gave %v", err)
	}
	for path, want := range map[string]os.FileMode{c.home.dir: 0o700, c.home.sockets: 0o700, c.home.data: 0o700, c.home.dir + "/password": 0o600, c.home.dir + "/log": 0o600} {
		if fi, err := os.Stat(path); err != nil || fi.Mode().Perm() != want {
			t.Errorf("%s has mode %v (%v), want %v", path, fi.Mode().Perm(), err, want)
		}
	}
	if _, err := os.Stat(filepath.Join(c.home.sockets, "pw")); !os.IsNotExist(err) {
		t.Error("initdb's password file was left")
	}
}

func TestPsqlCommand(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	c := begin(t, dir)
	cmd := c.PsqlCommand("-XAtc", "SELECT current_database() || ' ' || current_user")
	var out strings.Builder
	cmd.Stdin, cmd.Stdout = nil, &out
	if err := cmd.Run(); err != nil || out.String() != "approdo approdo\n" {
		t.Errorf("psql said %q, %v", out.String(), err)
	}
	if strings.Contains(strings.Join(cmd.Args, " "), c.password) {
		t.Error("the password is on the command line")
	}
}

func TestLogHoldsNoValues(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	c := begin(t, dir)
	p := open(t, c.DSN())
	run(t, p, "CREATE TABLE people (name text UNIQUE)")
	run(t, p, "INSERT INTO people VALUES ('Mario Rossi')")
	for _, query := range []string{"INSERT INTO people VALUES ('Mario Rossi')", "SELECT 'Mario Rossi'::int", "SELEC 'Mario Rossi'"} {
		if _, err := p.Web.Exec(query); err == nil {
			t.Errorf("%s passed", query)
		}
	}
	if log := text(t, c.home.dir, "log"); strings.Contains(log, "Rossi") || !strings.Contains(log, "ready to accept connections") {
		t.Errorf("the log is\n%s", log)
	}
}

func TestSecondProgram(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	c := begin(t, dir)
	err := refused(t, dir, "already running", "process ", dir)
	if !errors.Is(err, ErrRunning) {
		t.Errorf("error is %v", err)
	}
	other, err := Attach(context.Background(), quiet(dir))
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, open(t, other.DSN()), "SELECT 'here'"); got != "here" || other.PID() != 0 {
		t.Errorf("read %q, server %d", got, other.PID())
	}
	if err := other.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, c.DSN()).Ready(context.Background()); err != nil {
		t.Errorf("a program that only looked in stopped the server: %v", err)
	}
}

// A command that comes while the program makes its cluster waits for it.
func TestAttachWhileItIsMade(t *testing.T) {
	t.Parallel()
	dir := testdb.Dir(t)
	started := make(chan *Cluster)
	go func() {
		c, err := Start(context.Background(), quiet(dir))
		if err != nil {
			t.Error(err)
		}
		started <- c
	}()
	until(t, "the folder is claimed", func() bool { return fileExists(filepath.Join(dir, "postgres.lock")) })
	time.Sleep(50 * time.Millisecond)
	other, err := Attach(context.Background(), quiet(dir))
	if err != nil {
		t.Error(err)
	} else if err := open(t, other.DSN()).Ready(context.Background()); err != nil {
		t.Error(err)
	}
	if c := <-started; c != nil {
		_ = c.Stop()
	}
}

func TestAttachAlone(t *testing.T) {
	t.Parallel()
	dir, _ := made(t)
	c, err := Attach(context.Background(), quiet(dir))
	if err != nil {
		t.Fatal(err)
	}
	dsn := c.DSN()
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dsn).Ready(context.Background()); err == nil {
		t.Error("the server it started goes on")
	}
}

// Of a list of servers a replica is passed over, because it takes no writes.
func TestReplicaIsPassedOver(t *testing.T) {
	t.Parallel()
	dir, h := made(t)
	write(t, filepath.Join(h.data, "standby.signal"), "")
	c := begin(t, dir)
	if got := read(t, open(t, c.DSN()), "SELECT pg_is_in_recovery()::text"); got != "true" {
		t.Fatalf("no replica to test with: %q", got)
	}
	p := open(t, c.DSN()+" "+testdb.DSN(t))
	if got := read(t, p, "SELECT pg_is_in_recovery()::text"); got != "false" {
		t.Error("the replica was taken")
	}
}
