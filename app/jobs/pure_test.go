package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/fault"
)

func TestDescribeKeepsPersonalDataOut(t *testing.T) {
	conflict := &fault.Fault{Kind: fault.Conflict, Key: "constraint.slots_free", Err: errors.New("Mario Rossi")}
	invalid := &fault.Fault{Kind: fault.Invalid, Key: "error.422.title", Err: errors.New("x"),
		Fields: []fault.Field{{Name: "email", Key: "error.email", Args: map[string]any{"V": "mario@example.org"}}}}
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("mario@example.org is unknown"), "*errors.errorString"},
		{fault.Wrap(errors.New("Mario Rossi"), "people: merge"), "people: merge: *errors.errorString"},
		{fmt.Errorf("send to mario@example.org tel 0801234567: %w", context.DeadlineExceeded), "send to … tel …: context deadline exceeded"},
		{fmt.Errorf("send to %q: %w", "Mario Rossi", syscall.ECONNREFUSED), "send to …: connection refused"},
		{fault.Wrap(Permanent(Reason("no composer")), "mail"), "mail: no composer"},
		{fault.Wrap(conflict, "appointments: book"), "appointments: book: conflict constraint.slots_free: *errors.errorString"},
		{invalid, "invalid error.422.title [email: error.email]"},
		{fault.Missing(), "not found error.404.title"},
		{errors.Join(Reason("one"), fault.Missing()), "one; not found error.404.title"},
		{&net.OpError{Op: "dial", Err: timeoutError{}}, "dial: network timeout"},
		{&fs.PathError{Op: "open", Path: "/data/mario.pdf", Err: syscall.ENOENT}, "open: no such file or directory"},
	} {
		if got := Describe(c.err); got != c.want {
			t.Errorf("Describe(%v) = %q, want %q", c.err, got, c.want)
		}
	}
	long := fault.Wrap(Reason("end"), strings.Repeat("word ", 200))
	if n := len([]rune(Describe(long))); n != 500 {
		t.Errorf("a long reason has %d characters, want 500", n)
	}
}

type timeoutError struct{}

func (timeoutError) Error() string   { return "mario@example.org: i/o timeout" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }

func TestPermanentOfNilIsNil(t *testing.T) {
	if Permanent(nil) != nil {
		t.Error("Permanent(nil) is an error")
	}
	if !errors.Is(Permanent(context.Canceled), context.Canceled) {
		t.Error("Permanent hides its cause")
	}
}

func TestBackoffGrowsWithJitterUpToHalfAnHour(t *testing.T) {
	for attempt, middle := range map[int]time.Duration{
		0: 4 * time.Second, 1: 4 * time.Second, 2: 8 * time.Second, 5: 64 * time.Second,
		9: 1024 * time.Second, 10: 30 * time.Minute, 64: 30 * time.Minute, 1000: 30 * time.Minute,
	} {
		seen := map[time.Duration]bool{}
		for range 50 {
			wait := backoff(attempt)
			if wait < middle*3/4 || wait > middle*5/4 {
				t.Fatalf("backoff(%d) = %v, want %v give or take a quarter", attempt, wait, middle)
			}
			seen[wait] = true
		}
		if len(seen) < 10 {
			t.Errorf("backoff(%d) has no jitter", attempt)
		}
	}
}

func TestLastTick(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	night := Schedule{Kind: "x.y", Every: 24 * time.Hour, Offset: 150 * time.Minute}
	for _, c := range []struct {
		s         Schedule
		now, want string
	}{
		{Schedule{Every: time.Minute}, "2026-11-22T10:00:59Z", "2026-11-22T10:00:00Z"},
		{Schedule{Every: time.Minute}, "2026-11-22T10:01:00Z", "2026-11-22T10:01:00Z"},
		{night, "2026-03-29T02:29:59Z", "2026-03-28T02:30:00Z"}, // the night of the change of hour
		{night, "2026-03-29T02:30:00Z", "2026-03-29T02:30:00Z"},
		{night, "2026-03-29T04:30:00+02:00", "2026-03-29T02:30:00Z"},
		{night, "1969-12-31T00:00:00Z", "1969-12-30T02:30:00Z"},
	} {
		if got := c.s.last(at(c.now)); !got.Equal(at(c.want)) {
			t.Errorf("last tick of %v+%v at %s = %s, want %s", c.s.Every, c.s.Offset, c.now, got, c.want)
		}
	}
}

func TestRunnerRefusesABadSchedule(t *testing.T) {
	ok := map[string]Handler{"a.b": nil, "c.d": func(context.Context, *bun.DB, json.RawMessage, time.Time) error { return nil }}
	for name, list := range map[string][]Schedule{
		"no handler": {{Kind: "e.f", Every: time.Minute}},
		"twice":      {{Kind: "c.d", Every: time.Minute}, {Kind: "c.d", Every: time.Hour}},
		"too fast":   {{Kind: "c.d", Every: time.Millisecond}},
	} {
		if err := NewRunner(nil, ok, list, Options{}).Run(t.Context()); err == nil {
			t.Errorf("%s: the runner started", name)
		}
	}
}
