package web

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// line is a connection whose other end is ours to send on.
func line(t *testing.T, r *room, grace time.Duration) (*arrival, net.Conn) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	out, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	in, err := (&arrivals{Listener: limitPerAddress(inner, 9), room: r, grace: grace}).Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close(); in.Close() })
	return in.(*arrival), out
}

// begin does what the server does when the head of an upload is here.
func (c *arrival) begin(t *testing.T, n int) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(uploadTime(n))); err != nil {
		t.Fatal(err)
	}
}

func TestTheDeadlineTellsHowLargeAnUploadIs(t *testing.T) {
	for _, n := range []int{1, 1000, formLimit, 512 << 10, bodyLimit} {
		got := uploadSize(uploadTime(n) - 2*time.Millisecond)
		if off := int64(n) - got; off < -100 || off > 100 {
			t.Errorf("%d bytes are taken for %d", n, got)
		}
	}
	for _, wait := range []time.Duration{-time.Second, 0, readTime, idleTime, idleTime + time.Second} {
		if got := uploadSize(wait); got != 0 {
			t.Errorf("%s is taken for an upload of %d", wait, got)
		}
	}
}

func TestAnUploadMayTakeAsLongAsItsBytesCome(t *testing.T) {
	t.Parallel()
	c, out := line(t, newRoom(roomAtOnce, roomAtOnce), 200*time.Millisecond)
	const all, step = 12 << 10, 1 << 10
	go func() {
		for range all / step { // 1 KB each 50 ms are 20 KB a second
			_, _ = out.Write(make([]byte, step))
			time.Sleep(50 * time.Millisecond)
		}
	}()
	began := time.Now()
	c.begin(t, all)
	if _, err := io.ReadFull(c, make([]byte, all)); err != nil {
		t.Fatalf("cut after %s: %v", time.Since(began), err)
	}
	if took := time.Since(began); took < 400*time.Millisecond {
		t.Fatalf("%s proves nothing", took)
	}
}

func TestAnUploadThatHardlyComesIsCut(t *testing.T) {
	t.Parallel()
	c, out := line(t, newRoom(roomAtOnce, roomAtOnce), 200*time.Millisecond)
	go func() {
		for range 60 { // 20 bytes a second
			_, _ = out.Write([]byte{'x'})
			time.Sleep(50 * time.Millisecond)
		}
	}()
	began := time.Now()
	c.begin(t, 1<<20)
	_, err := io.ReadFull(c, make([]byte, 1<<20))
	if took := time.Since(began); !errors.Is(err, os.ErrDeadlineExceeded) || took > time.Second {
		t.Errorf("%v after %s", err, took)
	}
}

func TestOtherRequestsKeepTheirDeadline(t *testing.T) {
	t.Parallel()
	c, out := line(t, newRoom(roomAtOnce, roomAtOnce), time.Minute)
	if err := c.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	go func() {
		for range 20 {
			_, _ = out.Write(make([]byte, 1<<10))
			time.Sleep(20 * time.Millisecond)
		}
	}()
	if _, err := io.ReadFull(c, make([]byte, 20<<10)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a form came for longer than it may: %v", err)
	}
}

func TestWhoIsRefusedMayFinishSending(t *testing.T) {
	t.Parallel()
	c, out := line(t, newRoom(roomAtOnce, roomAtOnce), time.Second)
	c.begin(t, bodyLimit)
	ended := make(chan error, 1)
	go func() {
		_, err := out.Write(make([]byte, 20<<20))
		ended <- errors.Join(err, out.(*net.TCPConn).CloseWrite())
	}()
	if _, err := c.Write([]byte("413")); err != nil {
		t.Fatal(err)
	}
	c.refused = true
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("sending ended with %v", err)
	}
	if answer, err := io.ReadAll(out); err != nil || string(answer) != "413" {
		t.Errorf("the answer is %q, %v", answer, err)
	}
}

func TestUploadsShareTheRoomThereIs(t *testing.T) {
	t.Parallel()
	const each, most, clients = 10, 25, 40
	r := newRoom(most, most)
	var now, peak, refused atomic.Int64
	var group sync.WaitGroup
	for range clients {
		group.Go(func() {
			if !r.take("a", each, 5*time.Second) {
				refused.Add(1)
				return
			}
			n := now.Add(each)
			for p := peak.Load(); n > p && !peak.CompareAndSwap(p, n); p = peak.Load() {
			}
			time.Sleep(time.Millisecond)
			now.Add(-each)
			r.give("a", each)
		})
	}
	group.Wait()
	if peak.Load() > most || peak.Load() < each || refused.Load() != 0 {
		t.Errorf("%d at once of %d, %d refused", peak.Load(), most, refused.Load())
	}
	if r.free != most || len(r.held) != 0 {
		t.Errorf("%d of %d are free, %v held", r.free, most, r.held)
	}
}

func TestOneAddressLeavesRoomForOthers(t *testing.T) {
	t.Parallel()
	r := newRoom(40, 20)
	if !r.take("a", 20, 0) {
		t.Fatal("no room in an empty house")
	}
	if r.take("a", 1, 10*time.Millisecond) {
		t.Error("one address takes more than its share")
	}
	if !r.take("b", 20, 0) {
		t.Error("another address finds no room")
	}
	if r.take("c", 1, 10*time.Millisecond) {
		t.Error("there was no room left")
	}
	time.AfterFunc(20*time.Millisecond, func() { r.give("b", 20) })
	if !r.take("c", 1, 5*time.Second) {
		t.Error("who waits is not let in")
	}
}

func TestRoomIsGivenBackByTheNextRequestAndByTheEnd(t *testing.T) {
	t.Parallel()
	r := newRoom(bodyLimit, bodyLimit)
	c, out := line(t, r, time.Second)
	for range 3 {
		c.begin(t, 1<<20)
		if _, err := out.Write([]byte("abcd")); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(c, make([]byte, 4)); err != nil {
			t.Fatal(err)
		}
		if held := bodyLimit - r.free; held < 1<<19 {
			t.Errorf("%d held for a megabyte", held)
		}
		if err := c.SetReadDeadline(time.Now().Add(idleTime)); err != nil || r.free != bodyLimit {
			t.Errorf("%d free after the request, %v", r.free, err)
		}
	}
	c.begin(t, 1<<20)
	if _, err := out.Write([]byte("abcd")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	c.Close()
	c.Close()
	if r.free != bodyLimit {
		t.Errorf("%d free after the end", r.free)
	}
}
