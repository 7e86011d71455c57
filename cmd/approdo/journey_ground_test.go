package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/cmd/approdo/journeytest"
)

// TestAPowerCutLosesNothing: what was confirmed is there after kill -9, and the next
// start takes the data as they lie.
func TestAPowerCutLosesNothing(t *testing.T) {
	w := newWorld(t, journeytest.StartOptions{})
	p := w.book(t, booking{name: "Luce Spenta", email: "luce@example.org", lang: "en"})
	confirmation, number := p.URL(), protocol.FindString(p.Text())
	p.Close()
	w.Kill()
	again := program.Start(t, journeytest.StartOptions{DataDir: w.DataDir})
	t.Logf("first start %s, start after the cut %s", w.Ready.Round(time.Millisecond), again.Ready.Round(time.Millisecond))
	if limit := within(3 * time.Second); again.Ready > limit {
		t.Errorf("ready after %s, at most %s", again.Ready, limit)
	}
	q := w.browser.Open(t, journeytest.Phone())
	q.Go(strings.Replace(confirmation, w.URL, again.URL, 1))
	q.Sees(number)
	again.Stop()
}

// TestASecondProgramIsRefused: two programs on one folder would be two masters.
func TestASecondProgramIsRefused(t *testing.T) {
	first := program.Start(t, journeytest.StartOptions{})
	second := exec.Command(program.Path(t), "serve")
	second.Env = []string{"PATH=/usr/bin:/bin", "DATA_DIR=" + first.DataDir, "PORT=1", "BASE_URL=http://localhost:1"}
	out, err := second.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "already running") {
		t.Errorf("%v: %s", err, out)
	}
	for _, words := range []string{first.URL + "/", "/ufficio", "accoglienza@demo.example"} {
		if !strings.Contains(first.Output(), words) {
			t.Errorf("the start does not say %q:\n%s", words, first.Output())
		}
	}
}

// TestMistakesAreToldAtOnce: every wrong setting in one go, and no secret among them.
func TestMistakesAreToldAtOnce(t *testing.T) {
	c := exec.Command(program.Path(t), "serve")
	c.Env = []string{"PORT=many", "APPRODO_ENV=holiday", "SMTP_URL=carrier:pigeon-secret", "APPRODO_CLOK=+1h"}
	out, err := c.CombinedOutput()
	if err == nil {
		t.Fatal("it started")
	}
	for _, name := range []string{"PORT", "APPRODO_ENV", "SMTP_URL", "APPRODO_CLOK"} {
		if !strings.Contains(string(out), name) {
			t.Errorf("nothing about %s:\n%s", name, out)
		}
	}
	if strings.Contains(string(out), "pigeon-secret") {
		t.Errorf("a secret is shown:\n%s", out)
	}
}

// TestTheDatabaseGoesAway: a page within 3 s that says so, and everything again when
// it is back, with nobody doing anything.
func TestTheDatabaseGoesAway(t *testing.T) {
	cable, dsn := newCable(t, testdb.DSN(t))
	w := newWorld(t, journeytest.StartOptions{Env: []string{"DATABASE_URL=" + dsn}})
	l := w.words.For("it")
	p := w.browser.Open(t, journeytest.Phone())
	p.Go(w.link("it", "/prenota"))
	p.Sees(l.T("booking.area.title"))
	cable.cut()
	p.Expect(http.StatusServiceUnavailable)
	for _, path := range []string{"/prenota", "/sportelli", "/stato"} {
		began := time.Now()
		if status := ask(t, http.MethodGet, w.URL+path); status != http.StatusServiceUnavailable {
			t.Errorf("%s answers %d without a database", path, status)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%s: %s to say so", path, took)
		}
	}
	p.Go(w.link("it", "/prenota"))
	p.Sees(l.T("error.503.title"))
	p.CheckAll()
	cable.mend()
	deadline := time.Now().Add(10 * time.Second)
	for ask(t, http.MethodGet, w.URL+"/prenota") != http.StatusOK {
		if time.Now().After(deadline) {
			t.Fatal("ten seconds later it is not back")
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.Go(w.link("it", "/prenota"))
	p.Sees(l.T("booking.area.title"))
}

// cable is a TCP address of something else that can be cut.
type cable struct {
	listener net.Listener
	dial     func() (net.Conn, error)
	// up is told of every byte sent towards it, nil where nobody counts.
	up      func(n int)
	mu      sync.Mutex
	severed bool
	open    []net.Conn
}

// newCable gives a URL that leads through the cable to the database of dsn.
func newCable(t *testing.T, dsn string) (*cable, string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	c := lay(t, func() (net.Conn, error) { return net.Dial("unix", u.Query().Get("host")+"/.s.PGSQL.5432") }, nil)
	return c, fmt.Sprintf("postgres://%s@%s%s?sslmode=disable", u.User, c.listener.Addr(), u.Path)
}

// lay makes a cable to what is dialled.
func lay(t *testing.T, to func() (net.Conn, error), up func(n int)) *cable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	c := &cable{listener: l, dial: to, up: up}
	go c.accept()
	return c
}

func (c *cable) accept() {
	for {
		in, err := c.listener.Accept()
		if err != nil {
			return
		}
		out, err := c.dial()
		c.mu.Lock()
		if err != nil || c.severed {
			_ = in.Close()
			if out != nil {
				_ = out.Close()
			}
		} else {
			c.open = append(c.open, in, out)
			go pipe(in, out)
			go pipe(out, counted{in, c.up})
		}
		c.mu.Unlock()
	}
}

func pipe(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_, _ = to.Close(), from.Close()
}

// counted tells of what is read.
type counted struct {
	net.Conn
	tell func(n int)
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.tell != nil {
		c.tell(n)
	}
	return n, err
}

func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.severed = true
	for _, conn := range c.open {
		_ = conn.Close()
	}
	c.open = nil
}

func (c *cable) mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.severed = false
}
