package auth

import (
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

// solve works the way the script does.
func solve(t *testing.T, w Work) string {
	t.Helper()
	for n := range 1 << 20 {
		if w.solved(strconv.Itoa(n)) {
			return strconv.Itoa(n)
		}
	}
	t.Fatal("no answer found")
	return ""
}

func TestJudgeWork(t *testing.T) {
	conn, s := testdb.New(t), NewSigner(secret)
	home, other := s.Network("203.0.113.9"), s.Network("203.0.113.10")
	const zeros = 8
	type ask struct {
		name string
		// reply is what comes back to the word, at how long after it was asked.
		reply func(w Work) Reply
		after time.Duration
		from  Network
		good  bool
		same  bool // the word is to be answered still
	}
	answered := func(w Work) Reply { return Reply{w.Word, solve(t, w)} }
	waited := func(w Work) Reply { return Reply{Word: w.Word} }
	for _, c := range []ask{
		{"answered", answered, time.Second, home, true, false},
		{"answered at the last moment", answered, WorkLife - time.Second, home, true, false},
		{"answered too late", answered, WorkLife, home, false, false},
		{"answered elsewhere", answered, time.Second, other, false, false},
		{"no answer yet", waited, time.Second, home, false, true},
		{"wrong answer", func(w Work) Reply { return Reply{w.Word, solve(t, w) + "x"} }, time.Second, home, false, true},
		{"endless answer", func(w Work) Reply { return Reply{w.Word, strings.Repeat("0", 1<<16)} }, time.Second, home, false, true},
		{"waited", waited, WorkWait, home, true, false},
		{"waited a second less", waited, WorkWait - time.Second, home, false, true},
		{"waited too long", waited, WorkLife, home, false, false},
		{"nothing at all", func(Work) Reply { return Reply{} }, 0, home, false, false},
		{"invented", func(Work) Reply { return Reply{Word: "abc", Answer: "1"} }, WorkWait, home, false, false},
		{"endless word", func(w Work) Reply { return Reply{Word: strings.Repeat(w.Word, 1000)} }, WorkWait, home, false, false},
		{"altered", func(w Work) Reply { return Reply{Word: "A" + w.Word[1:]} }, WorkWait, home, false, false},
		{"with a line break", func(w Work) Reply { return Reply{Word: w.Word + "\n"} }, WorkWait, home, false, false},
	} {
		w := s.AskWork(home, zeros, noon)
		good, next, err := s.JudgeWork(ctx, conn, c.from, c.reply(w), zeros, noon.Add(c.after))
		if err != nil || good != c.good {
			t.Errorf("%s: good %t, %v", c.name, good, err)
		}
		if !good && (next.Word == w.Word) != c.same {
			t.Errorf("%s: asked again with the same word: %t", c.name, next.Word == w.Word)
		}
		if !good && next.Word == "" {
			t.Errorf("%s: no way on", c.name)
		}
	}
}

func TestAWordOpensOnce(t *testing.T) {
	conn, s := testdb.New(t), NewSigner(secret)
	net := s.Network("203.0.113.9")
	w := s.AskWork(net, 8, noon)
	reply := Reply{w.Word, solve(t, w)}
	for i, want := range []bool{true, false, false} {
		good, next, err := s.JudgeWork(ctx, conn, net, reply, 8, noon.Add(time.Second))
		if err != nil || good != want || !good && next.Word == w.Word {
			t.Errorf("time %d: good %t, %v", i+1, good, err)
		}
	}
	// Nor does waiting with it, nor another spelling of its last letter.
	good, _, err := s.JudgeWork(ctx, conn, net, Reply{Word: w.Word}, 8, noon.Add(WorkWait))
	if err != nil || good {
		t.Errorf("waiting with a spent word: %t %v", good, err)
	}
	for _, last := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		twin := w.Word[:len(w.Word)-1] + string(last)
		if _, err := base64.RawURLEncoding.DecodeString(twin); err != nil {
			continue
		}
		if good, _, err := s.JudgeWork(ctx, conn, net, Reply{Word: twin}, 8, noon.Add(WorkWait)); err != nil || good {
			t.Errorf("the spelling %q opens again (%v)", last, err)
		}
	}
}

// Waiting is for people: a machine that asks for many words and waits is stopped.
func TestFewMayWaitInsteadOfWorking(t *testing.T) {
	conn, s := testdb.New(t), NewSigner(secret)
	net := s.Network("203.0.113.9")
	through := 0
	for range 4 * waiters {
		good, _, err := s.JudgeWork(ctx, conn, net, Reply{Word: s.AskWork(net, 8, noon).Word}, 8, noon.Add(WorkWait))
		if good {
			through++
		} else if !fault.Is(err, fault.TooMany) {
			t.Fatalf("refused with %v", err)
		}
	}
	if through != waiters {
		t.Errorf("%d came through by waiting, want %d", through, waiters)
	}
	w := s.AskWork(net, 8, noon)
	if good, _, err := s.JudgeWork(ctx, conn, net, Reply{w.Word, solve(t, w)}, 8, noon.Add(WorkWait)); !good {
		t.Errorf("who works is stopped with those who wait: %v", err)
	}
}

func TestNetworksAreHashesOfWhatOneHolds(t *testing.T) {
	s := NewSigner(secret)
	for _, c := range []struct {
		a, b       string
		near, wide bool
	}{
		{"203.0.113.9", "203.0.113.9", true, true},
		{"203.0.113.9", "203.0.113.10", false, true},
		{"203.0.113.9", "203.0.114.9", false, false},
		{"::ffff:203.0.113.9", "203.0.113.9", true, true},
		{"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true, true},
		{"2001:db8:1:2::1", "2001:db8:1:3::1", false, true},
		{"2001:db8:1:2::1", "2001:db8:2:2::1", false, false},
		{"", "nonsense", true, true},
	} {
		a, b := s.Network(c.a), s.Network(c.b)
		if equal(string(a.Near), string(b.Near)) != c.near || equal(string(a.Wide), string(b.Wide)) != c.wide {
			t.Errorf("%s and %s", c.a, c.b)
		}
	}
	raw := netip.MustParseAddr("203.0.113.9").As4()
	if strings.Contains(string(s.Network("203.0.113.9").Near), string(raw[:])) {
		t.Error("the address stands in its hash")
	}
	if other := NewSigner([]byte("another secret of the tests, long enough")); equal(string(other.Network("203.0.113.9").Near), string(s.Network("203.0.113.9").Near)) {
		t.Error("the hash does not depend on the secret")
	}
}
