package db_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
)

func TestMain(m *testing.M) { testdb.Main(m) }

// pools opens a clone of its own with special options.
func pools(t *testing.T, dsn string, o db.Options) *db.Pools {
	t.Helper()
	p, err := db.Open(dsn, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func exec(t *testing.T, idb bun.IDB, query string, args ...any) {
	t.Helper()
	if _, err := idb.ExecContext(context.Background(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func count(t *testing.T, idb bun.IDB, table string) int {
	t.Helper()
	var n int
	if err := idb.NewRaw("SELECT count(*) FROM ?", bun.Ident(table)).Scan(context.Background(), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// within fails the test when fn takes longer than limit.
func within(t *testing.T, limit time.Duration, fn func()) {
	t.Helper()
	began := time.Now()
	fn()
	if took := time.Since(began); took > limit {
		t.Errorf("took %v, at most %v was promised", took, limit)
	}
}

// proxy stands between a program and the test server, so that the server can be
// "down" without being stopped.
type proxy struct {
	network, addr string
	target        string
	mu            sync.Mutex
	l             net.Listener
	conns         []net.Conn
}

// newProxy gives a proxy on a unix socket or on tcp before a database, and the URL through it.
func newProxy(t *testing.T, network, dsn string) (p *proxy, through string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	p = &proxy{network: network, addr: "127.0.0.1:0", target: filepath.Join(q.Get("host"), ".s.PGSQL.5432")}
	if network == "unix" {
		p.addr = filepath.Join(t.TempDir(), ".s.PGSQL.5432")
	}
	p.up(t)
	t.Cleanup(p.down)
	if network == "unix" {
		q.Set("host", filepath.Dir(p.addr))
	} else {
		q.Del("host")
		u.Host = p.addr
	}
	u.RawQuery = q.Encode()
	return p, u.String()
}

func (p *proxy) up(t *testing.T) {
	t.Helper()
	l, err := net.Listen(p.network, p.addr)
	if err != nil {
		t.Fatal(err)
	}
	p.l, p.addr = l, l.Addr().String()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s, err := net.Dial("unix", p.target)
			if err != nil {
				_ = c.Close()
				continue
			}
			p.mu.Lock()
			p.conns = append(p.conns, c, s)
			p.mu.Unlock()
			go pass(c, s)
			go pass(s, c)
		}
	}()
}

func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
}

// down closes the socket and every connection, as a stopped server does.
func (p *proxy) down() {
	_ = p.l.Close() // removes a unix socket
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.conns = nil
}
