package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"approdo/cmd/approdo/journeytest"
)

// dripping hands out its content at so many bytes a second.
type dripping struct {
	rest   []byte
	rate   int
	before time.Time
}

func (d *dripping) Read(p []byte) (int, error) {
	if len(d.rest) == 0 {
		return 0, io.EOF
	}
	if d.before.IsZero() {
		d.before = time.Now()
	}
	time.Sleep(50 * time.Millisecond)
	due := int(time.Since(d.before).Seconds() * float64(d.rate))
	n := copy(p[:min(len(p), max(1, due))], d.rest)
	d.rest, d.before = d.rest[n:], time.Now()
	return n, nil
}

// memory reads a line of the program's status: VmHWM is the most it ever held, VmRSS what
// it holds now, in MB.
func memory(t testing.TB, p *journeytest.Program, name string) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	if err != nil {
		t.Skip("no /proc here: " + err.Error())
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				t.Fatal(err)
			}
			return kb >> 10
		}
	}
	t.Fatal("no " + name)
	return 0
}

// pulse is how long pages took while something went on: nineteen of twenty, and the worst.
type pulse struct {
	usual, worst time.Duration
	failed       error
}

// watchful asks for a page again and again until it is told to stop.
func watchful(p *journeytest.Program, path string) (stop func() pulse) {
	end, done := make(chan struct{}), make(chan struct{})
	var all []time.Duration
	var failed error
	client := &http.Client{Timeout: 10 * time.Second}
	go func() {
		defer close(done)
		for failed == nil {
			select {
			case <-end:
				return
			case <-time.After(100 * time.Millisecond):
			}
			began := time.Now()
			failed = visit(client, p.URL+path)
			all = append(all, time.Since(began))
		}
	}()
	return func() pulse {
		close(end)
		<-done
		slices.Sort(all)
		if len(all) == 0 {
			return pulse{failed: errors.New("no page was asked for")}
		}
		return pulse{all[len(all)*19/20], all[len(all)-1], failed}
	}
}

func visit(client *http.Client, url string) error {
	answer, err := client.Get(url)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %d", url, answer.StatusCode)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

// dial opens a bare connection to the program.
func dial(t testing.TB, p *journeytest.Program) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
