package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/cmd/approdo/journeytest"
)

// mostMemory is what the program may hold, in MB, whatever is sent to it.
const mostMemory = 300

// scans is a form that takes files in the office: the signed sheets of a pact.
const scans = "/ufficio/percorsi/1/patto"

func paper(n int) []byte {
	return append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("riga di prova\n"), n/14)...)
}

// TestASlowLineIsWaitedFor: a plain form with a file, without JavaScript, from where there
// is hardly any line; and somebody who only pretends is not waited for.
func TestASlowLineIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := program.Start(t, journeytest.StartOptions{})
	p := newPoster(t, w.URL).signIn("coordinamento@demo.example")
	f := p.multi(scans, "/fogli")
	body, kind := f.body(t, "more", sent{"lenta.pdf", paper(1 << 20)})
	began := time.Now()
	got, err := p.post(f.action, kind, &dripping{rest: body, rate: 42 << 10}, "Expect", "")
	if took := time.Since(began); err != nil || got.status != 200 || !strings.Contains(got.text, "lenta.pdf") || took < 20*time.Second {
		t.Errorf("a megabyte in %s: %v, %d", took, err, got.status)
	}
}

// TestFiftySendAtOnce: ten megabytes each, all at the same moment. Everybody gets an
// answer, other pages go on, and the program stays small.
func TestFiftySendAtOnce(t *testing.T) {
	w := program.Start(t, journeytest.StartOptions{})
	t.Logf("before: %d MB", memory(t, w, "VmHWM"))
	p := newPoster(t, w.URL).signIn("coordinamento@demo.example")
	f := p.multi(scans, "/fogli")
	body, kind := f.body(t, "more", sent{"grande.pdf", paper(9 << 20)})
	stop := watchful(w, "/prenota")
	var group sync.WaitGroup
	var mu sync.Mutex
	answers := map[int]int{}
	began := time.Now()
	for range 50 {
		group.Go(func() {
			got, err := p.post(f.action, kind, bytes.NewReader(body))
			mu.Lock()
			defer mu.Unlock()
			answers[got.status]++
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	longest, err := stop()
	t.Logf("%v in %s, the longest page took %s, at most %d MB", answers, time.Since(began), longest, memory(t, w, "VmHWM"))
	if err != nil || longest > within(time.Second) {
		t.Errorf("other pages waited %s: %v", longest, err)
	}
	if most := memory(t, w, "VmHWM"); most > mostMemory && !journeytest.Raced {
		t.Errorf("%d MB", most)
	}
}
