package inspect

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// clamd is an antivirus that speaks the protocol and knows one test file.
type clamd struct {
	most   int           // StreamMaxLength
	asleep time.Duration // before it answers
	says   string        // instead of what it finds
	pieces chan []int    // the lengths it was sent
}

func (d *clamd) start(t *testing.T, network, address string) string {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go d.serve(c)
		}
	}()
	return l.Addr().String()
}

func (d *clamd) serve(c net.Conn) {
	defer c.Close()
	command := make([]byte, len("zINSTREAM\x00"))
	if _, err := io.ReadFull(c, command); err != nil || string(command) != "zINSTREAM\x00" {
		_, _ = io.WriteString(c, "UNKNOWN COMMAND\x00")
		return
	}
	var data []byte
	var pieces []int
	for {
		var length [4]byte
		if _, err := io.ReadFull(c, length[:]); err != nil {
			return
		}
		n := int(binary.BigEndian.Uint32(length[:]))
		if n == 0 {
			break
		}
		pieces = append(pieces, n)
		piece := make([]byte, n)
		if _, err := io.ReadFull(c, piece); err != nil {
			return
		}
		if data = append(data, piece...); d.most > 0 && len(data) > d.most {
			_, _ = io.WriteString(c, "INSTREAM size limit exceeded. ERROR\x00")
			return
		}
	}
	time.Sleep(d.asleep)
	answer := "stream: OK"
	if bytes.Contains(data, eicar()) {
		answer = "stream: Win.Test.EICAR_HDB-1 FOUND"
	}
	if d.says != "" {
		answer = d.says
	}
	if d.pieces != nil {
		d.pieces <- pieces
	}
	_, _ = io.WriteString(c, answer+"\x00")
}

// eicar is the file every antivirus finds; put together here so that none finds this one.
func eicar() []byte {
	return []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + strings.ToUpper("eicar-standard-antivirus-test-file") + `!$H+H*`)
}

func TestTheAntivirusIsAsked(t *testing.T) {
	ask := func(d *clamd, data []byte) error {
		address := d.start(t, "tcp", "127.0.0.1:0")
		return inspector(t, func(o *Options) { o.Clamd = address }).Scan(t.Context(), file(t, data))
	}
	d := &clamd{pieces: make(chan []int, 1)}
	if err := ask(d, noise(scanChunk*2+7)); err != nil {
		t.Errorf("a clean file: %v", err)
	}
	if got := <-d.pieces; len(got) != 3 || got[0] != scanChunk || got[2] != 7 {
		t.Errorf("sent in pieces of %v", got)
	}
	if key := keyOf(t, ask(&clamd{}, append([]byte("%PDF-"), eicar()...))); key != refusedInfected {
		t.Errorf("an infected file: %s", key)
	}
	if key := keyOf(t, ask(&clamd{most: 100_000}, noise(5<<20))); key != refusedHeavy {
		t.Errorf("more than it takes: %s", key)
	}
	if err := ask(&clamd{says: "stream: Can't allocate memory ERROR"}, noise(9)); !errors.Is(err, ErrNoScanner) {
		t.Errorf("an error of its own: %v", err)
	}
	if err := ask(&clamd{says: "220 mail.example.org ESMTP"}, noise(9)); !errors.Is(err, ErrNoScanner) {
		t.Errorf("no antivirus at all: %v", err)
	}
}

// TestWithoutAnAntivirus: none asked for is nothing; one that is not there or does not
// answer is to wait for.
func TestWithoutAnAntivirus(t *testing.T) {
	path := file(t, []byte("x"))
	i := inspector(t)
	if err := i.Scan(t.Context(), path); err != nil || i.Scans() {
		t.Errorf("none configured: %v", err)
	}
	socket := filepath.Join(t.TempDir(), "clamd.ctl")
	i = inspector(t, func(o *Options) { o.Clamd = socket })
	if err := i.Scan(t.Context(), path); !errors.Is(err, ErrNoScanner) || !i.Scans() {
		t.Errorf("not there: %v", err)
	}
	(&clamd{asleep: 5 * time.Second}).start(t, "unix", socket)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := i.Scan(ctx, path); !errors.Is(err, ErrNoScanner) || time.Since(began) > 2*time.Second {
		t.Errorf("asleep: %v after %s", err, time.Since(began))
	}
}
