package web

import (
	"errors"
	"net"
	"sync"
)

// connsPerAddress is how many connections one address may hold open; a phone
// opens six, a library behind one address some dozens.
const connsPerAddress = 256

// perAddress limits the connections of each address, so that one visitor cannot
// hold all of them. What is over the limit is closed at once. (fasthttp's own
// MaxConnsPerIP closes a connection twice and ends the program, seen 2026-11-22
// with v1.51.0.)
type perAddress struct {
	net.Listener
	most int

	mu   sync.Mutex
	open map[string]int
}

func limitPerAddress(l net.Listener, most int) *perAddress {
	return &perAddress{Listener: l, most: most, open: map[string]int{}}
}

// Accept gives the next connection whose address holds fewer than the limit.
func (l *perAddress) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
		if err != nil {
			return conn, nil // no address to count by, as on a socket file
		}
		if l.enter(host) {
			return &countedConn{Conn: conn, leave: sync.OnceFunc(func() { l.exit(host) })}, nil
		}
		_ = conn.Close()
	}
}

func (l *perAddress) enter(host string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[host] >= l.most {
		return false
	}
	l.open[host]++
	return true
}

func (l *perAddress) exit(host string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[host]--; l.open[host] <= 0 {
		delete(l.open, host)
	}
}

// countedConn gives its place back once, however often it is closed.
type countedConn struct {
	net.Conn
	leave func()
}

// CloseWrite tells the other end that no more comes.
func (c *countedConn) CloseWrite() error {
	w, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	return w.CloseWrite()
}

// Close gives the place back.
func (c *countedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}
