package web

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// A form must be here within readTime, and a connection without a request is closed after
// idleTime. A file may take as long as its bytes keep coming: after uploadGrace, slowest
// bytes a second on the average, which a telephone in the country still manages.
const (
	readTime    = 15 * time.Second
	idleTime    = 60 * time.Second
	uploadGrace = 15 * time.Second
	slowest     = 8 << 10

	// uploadBase is what uploadTime adds to the time of the bytes; being longer than every
	// other deadline, it tells an upload's from theirs.
	uploadBase = 2 * idleTime
)

// What is being received is held in memory: roomAtOnce bytes of uploads at once, and of
// one address roomPerAddress. Who finds no room waits for roomWait, then is asked to
// come back.
const (
	roomAtOnce     = 4 * bodyLimit
	roomPerAddress = 2 * bodyLimit
	roomWait       = 30 * time.Second
)

// What somebody still sends after the answer was written is read and thrown away, so that
// they get to read the answer: this much, this long, and not slower than this.
const (
	lingerBytes = 64 << 20
	lingerTime  = 2 * time.Minute
	lingerIdle  = 5 * time.Second
)

// errBusy is the end of an upload that found no room.
var errBusy = errors.New("no room for another upload")

// uploadTime is the read deadline of an upload of n bytes; the server sets it, and the
// connection learns the size from it (uploadSize).
func uploadTime(n int) time.Duration { return uploadBase + bytesTime(int64(n)) }

func bytesTime(n int64) time.Duration { return time.Duration(n) * time.Second / slowest }

// uploadSize is the other way round, 0 for a deadline that is no upload's.
func uploadSize(wait time.Duration) int64 {
	if wait <= uploadBase-uploadGrace {
		return 0
	}
	return max(1, int64((wait-uploadBase)*slowest/time.Second))
}

// arrivals gives connections that keep uploads in bounds.
type arrivals struct {
	net.Listener
	room  *room
	grace time.Duration
}

// Accept gives the next connection.
func (l *arrivals) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		host = "" // a socket file: one address for all
	}
	return &arrival{Conn: conn, room: l.room, host: host, grace: l.grace}, nil
}

// arrival is one connection. The server reads it from one goroutine at a time.
type arrival struct {
	net.Conn
	room  *room
	host  string
	grace time.Duration // what an upload may take beyond the time of its bytes

	size    int64 // of the upload being read, 0 for none
	held    int64
	began   time.Time
	got     int64
	refused bool // an answer was given before everything was read
}

// SetReadDeadline begins something new: what the last request held is given back.
func (c *arrival) SetReadDeadline(t time.Time) error {
	c.giveBack()
	c.size, c.began, c.got = uploadSize(time.Until(t)), time.Time{}, 0
	return c.Conn.SetReadDeadline(t)
}

// Read reads an upload as long as it comes fast enough, everything else as it is.
func (c *arrival) Read(p []byte) (int, error) {
	if c.size > 0 {
		if err := c.admit(); err != nil {
			return 0, err
		}
	}
	n, err := c.Conn.Read(p)
	c.got += int64(n)
	return n, err
}

// admit waits for room at the first byte of an upload, and moves the deadline with the
// bytes that have come.
func (c *arrival) admit() error {
	if c.began.IsZero() {
		if c.size > formLimit {
			if !c.room.take(c.host, c.size, roomWait) {
				return errBusy
			}
			c.held = c.size
		}
		c.began = time.Now()
	}
	return c.Conn.SetReadDeadline(c.began.Add(c.grace + bytesTime(c.got)))
}

func (c *arrival) giveBack() {
	if c.held > 0 {
		c.room.give(c.host, c.held)
		c.held = 0
	}
}

// Close lets somebody who is still sending read why they were refused.
func (c *arrival) Close() error {
	c.giveBack()
	if w, ok := c.Conn.(interface{ CloseWrite() error }); ok && c.refused && w.CloseWrite() == nil {
		c.drain()
	}
	return c.Conn.Close()
}

func (c *arrival) drain() {
	end := time.Now().Add(lingerTime)
	for left := int64(lingerBytes); left > 0 && time.Now().Before(end); {
		if c.Conn.SetReadDeadline(time.Now().Add(lingerIdle)) != nil {
			return
		}
		n, err := io.CopyN(io.Discard, c.Conn, min(left, 256<<10))
		left -= n
		if err != nil {
			return
		}
	}
}

// room is how many bytes of uploads may be in memory, and who has them.
type room struct {
	mu      sync.Mutex
	free    int64
	each    int64
	held    map[string]int64
	changed chan struct{}
}

func newRoom(all, each int64) *room {
	return &room{free: all, each: each, held: map[string]int64{}, changed: make(chan struct{})}
}

// take waits until there is room for n bytes more of an address, at most so long, and
// reports whether there was.
func (r *room) take(host string, n int64, most time.Duration) bool {
	end := time.NewTimer(most)
	defer end.Stop()
	for {
		r.mu.Lock()
		if n <= r.free && r.held[host]+n <= r.each {
			r.free -= n
			r.held[host] += n
			r.mu.Unlock()
			return true
		}
		changed := r.changed
		r.mu.Unlock()
		select {
		case <-changed:
		case <-end.C:
			return false
		}
	}
}

func (r *room) give(host string, n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free += n
	if r.held[host] -= n; r.held[host] <= 0 {
		delete(r.held, host)
	}
	close(r.changed)
	r.changed = make(chan struct{})
}
