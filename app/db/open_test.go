package db_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestSessionSettings(t *testing.T) {
	t.Parallel()
	p := pools(t, testdb.DSN(t), db.Options{})
	for setting, want := range map[string][2]string{
		"statement_timeout":                   {"5s", "10min"},
		"lock_timeout":                        {"2s", "2s"},
		"idle_in_transaction_session_timeout": {"10s", "10s"},
		"timezone":                            {"UTC", "UTC"},
	} {
		var web, work string
		if err := p.Web.NewRaw("SELECT current_setting(?)", setting).Scan(context.Background(), &web); err != nil {
			t.Fatal(err)
		}
		if err := p.Work.NewRaw("SELECT current_setting(?)", setting).Scan(context.Background(), &work); err != nil {
			t.Fatal(err)
		}
		if got := [2]string{web, work}; got != want {
			t.Errorf("%s = %v, want %v", setting, got, want)
		}
	}
}

func TestStatementTimeoutEndsTheQueryOnTheServer(t *testing.T) {
	t.Parallel()
	p := pools(t, testdb.DSN(t), db.Options{WebStatement: 200 * time.Millisecond})
	within(t, 5*time.Second, func() {
		_, err := p.Web.Exec("SELECT pg_sleep(30)")
		var pg pgdriver.Error
		if !errors.As(err, &pg) || pg.Field('C') != "57014" {
			t.Fatalf("error is %v, want SQLSTATE 57014", err)
		}
		if err := db.Translate(err); !fault.Is(err, fault.Unavailable) {
			t.Errorf("translated to %v", err)
		}
	})
	var left int
	query := "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid() AND state = 'active'"
	if err := p.Work.NewRaw(query).Scan(context.Background(), &left); err != nil || left != 0 {
		t.Errorf("%d queries still run (%v)", left, err)
	}
}

func TestDeadlineOfTheCaller(t *testing.T) {
	t.Parallel()
	p := pools(t, testdb.DSN(t), db.Options{WebConns: 1})
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	within(t, 3*time.Second, func() {
		_, err := p.Web.ExecContext(ctx, "SELECT pg_sleep(30)")
		if !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error is %v", err)
		}
		if !fault.Is(db.Translate(err), fault.Unavailable) {
			t.Errorf("translated to %v", db.Translate(err))
		}
	})
	exec(t, p.Web, "SELECT 1") // the one connection was replaced
}

func TestLockWaitIsShort(t *testing.T) {
	t.Parallel()
	p := testdb.Pools(t)
	exec(t, p.Web, "CREATE TABLE seats (id int PRIMARY KEY)")
	exec(t, p.Web, "INSERT INTO seats VALUES (1)")
	holder, err := p.Web.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Rollback() }()
	exec(t, holder, "SELECT * FROM seats FOR UPDATE")
	within(t, 4500*time.Millisecond, func() {
		_, err := p.Web.Exec("SELECT * FROM seats FOR UPDATE")
		if !fault.Is(db.Translate(err), fault.Unavailable) {
			t.Errorf("waiting for a lock gave %v", err)
		}
	})
}

func TestIdleTransactionIsEnded(t *testing.T) {
	t.Parallel()
	p := pools(t, testdb.DSN(t), db.Options{IdleInTx: 100 * time.Millisecond})
	err := db.InTx(context.Background(), p.Web, func(ctx context.Context, tx bunTx) error {
		time.Sleep(400 * time.Millisecond)
		_, err := tx.ExecContext(ctx, "SELECT 1")
		return err
	})
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("error is %v", err)
	}
	exec(t, p.Web, "SELECT 1")
}

func TestDatabaseDownAndBack(t *testing.T) {
	t.Parallel()
	door, dsn := newProxy(t, "unix", testdb.DSN(t))
	p := pools(t, dsn, db.Options{WebConns: 8})
	warm(t, p, 8)

	door.down()
	within(t, 3*time.Second, func() {
		err := db.InTx(context.Background(), p.Web, func(context.Context, bunTx) error { return nil })
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("down: %v", err)
		}
		if err := p.Ready(context.Background()); !fault.Is(err, fault.Unavailable) {
			t.Errorf("down: Ready = %v", err)
		}
	})
	door.up(t)
	if err := p.Ready(context.Background()); err != nil {
		t.Errorf("back: %v", err)
	}
}

// A restart between two requests is noticed by nobody: the pool's connections are
// all dead and none of them is used.
func TestRestartIsNotNoticed(t *testing.T) {
	t.Parallel()
	door, dsn := newProxy(t, "tcp", testdb.DSN(t))
	p := pools(t, dsn, db.Options{WebConns: 8})
	warm(t, p, 8)
	door.down()
	door.up(t)
	time.Sleep(50 * time.Millisecond) // let the ends of the connections arrive
	for i := range 20 {
		if _, err := p.Web.Exec("SELECT 1"); err != nil {
			t.Fatalf("query %d after the restart: %v", i, err)
		}
	}
}

// A server that takes connections and says nothing is as good as down.
func TestServerThatNeverAnswers(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	hungUp := make(chan error, 1)
	go func() {
		c, err := l.Accept()
		if err == nil {
			_ = c.SetReadDeadline(time.Now().Add(4 * time.Second))
			_, err = io.Copy(io.Discard, c)
		}
		hungUp <- err
	}()
	p := pools(t, "postgres://a:b@"+l.Addr().String()+"/c", db.Options{})
	within(t, 2900*time.Millisecond, func() {
		if _, err := p.Web.Exec("SELECT 1"); !fault.Is(db.Translate(err), fault.Unavailable) {
			t.Errorf("error is %v", err)
		}
	})
	if err := <-hungUp; err != nil {
		t.Errorf("the connection was left open: %v", err)
	}
	within(t, 2900*time.Millisecond, func() {
		if err := p.Ready(context.Background()); !fault.Is(err, fault.Unavailable) {
			t.Errorf("Ready = %v", err)
		}
	})
}

func TestFailoverList(t *testing.T) {
	t.Parallel()
	live := testdb.DSN(t)
	p := pools(t, "postgres://a:b@127.0.0.1:1/none  "+live, db.Options{})
	if err := p.Ready(context.Background()); err != nil {
		t.Fatal(err)
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	p = pools(t, "postgres://a:b@"+silent.Addr().String()+"/c "+live, db.Options{})
	within(t, 2900*time.Millisecond, func() {
		if err := p.Ready(context.Background()); err != nil {
			t.Errorf("the second server was not reached: %v", err)
		}
	})
}

func TestRefused(t *testing.T) {
	t.Parallel()
	u, _ := url.Parse(testdb.DSN(t))
	u.Path = "/no_such_database"
	p := pools(t, u.String(), db.Options{})
	if err := p.Ready(context.Background()); !db.Refused(err) {
		t.Errorf("a missing database is not reported as refused: %v", err)
	}
	if db.Refused(errors.New("x")) || db.Refused(nil) {
		t.Error("other errors are reported as refused")
	}
}

func TestOpenKeepsThePasswordToItself(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{
		"", "  ", "mysql://u:sesamo@h/d", "postgres://u:sesamo@h:port/d",
		"postgres://u:sesamo@h/d?sslmode=perhaps", "postgres://u:sesamo@h/d?timeout=sesamo",
		"postgres://u:sesamo@h/d?sslmode=verify-full&sslrootcert=/no/such/file", "unix://u:sesamo@d", "://sesamo",
	} {
		_, err := db.Open(dsn, db.Options{})
		if err == nil {
			t.Errorf("%q was accepted", dsn)
		} else if strings.Contains(err.Error(), "sesamo") {
			t.Errorf("the error for %q tells the password: %v", dsn, err)
		}
	}
}

func TestSlowQueriesAreLoggedWithoutTheirValues(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	dsn := testdb.DSN(t)
	quick := pools(t, dsn, db.Options{Slow: time.Hour, Logger: log})
	exec(t, quick.Web, "CREATE TABLE visitors (name text)")
	exec(t, quick.Web, "INSERT INTO visitors VALUES (?)", "Mario Rossi")
	if out.Len() > 0 {
		t.Errorf("quick queries were logged: %s", out.String())
	}
	slow := pools(t, dsn, db.Options{Slow: time.Nanosecond, Logger: log})
	type visitor struct {
		Name string
	}
	var rows []visitor
	ctx := db.Named(context.Background(), "visitors.list")
	if err := slow.Web.NewSelect().Model(&rows).Where("name = ?", "Mario Rossi").Scan(ctx); err != nil {
		t.Fatal(err)
	}
	if err := slow.Web.NewSelect().Model(&rows).Where("name = ?", "Mario Rossi").Scan(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := slow.Web.NewSelect().TableExpr("(SELECT ?::text AS name) AS v", "Mario Rossi").Scan(context.Background(), &rows); err != nil {
		t.Fatal(err)
	}
	exec(t, slow.Web, "UPDATE visitors SET name = ?", "Mario Rossi")
	_, _ = slow.Web.Exec("SELECT ?::int", "Mario Rossi")
	said := out.String()
	for _, want := range []string{`"query":"visitors.list"`, `"rows":1`, `"query":"SELECT visitors"`, `"query":"UPDATE"`, `"failed":true`, `"took":`} {
		if !strings.Contains(said, want) {
			t.Errorf("the log lacks %s: %s", want, said)
		}
	}
	if strings.Contains(said, "Rossi") {
		t.Errorf("the log tells a value: %s", said)
	}
}

// warm opens n connections and leaves them idle in the pool.
func warm(t *testing.T, p *db.Pools, n int) {
	t.Helper()
	for range n {
		c, err := p.Web.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
	}
}
