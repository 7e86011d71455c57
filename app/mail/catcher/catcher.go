package catcher

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"approdo/app/fault"
)

const (
	keep     = 500
	maxBytes = 30 << 20
	patience = 5 * time.Minute
)

// Options of Start; the zero value is right.
type Options struct {
	// Addr is the loopback address to listen on; "" is a random port of 127.0.0.1.
	Addr string
	// Now dates the arrivals; nil is time.Now.
	Now func() time.Time
	// Log takes protocol errors; nil is slog.Default.
	Log *slog.Logger
}

// Catcher is a running server. It is safe for concurrent use.
type Catcher struct {
	server *smtp.Server
	addr   net.Addr
	now    func() time.Time
	served chan error

	mu      sync.Mutex
	last    int64
	kept    []Message     // oldest first
	arrived chan struct{} // closed and replaced at each arrival
}

// Start listens and serves until Close. It refuses an address that is not a
// loopback address.
func Start(o Options) (*Catcher, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fault.Wrap(err, "catcher: listen")
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		return nil, errors.Join(errors.New("catcher: only a loopback address may be used"), listener.Close())
	}
	c := &Catcher{addr: listener.Addr(), now: o.Now, served: make(chan error, 1), arrived: make(chan struct{})}
	c.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{to: c}, nil }))
	c.server.Domain = "localhost"
	c.server.MaxMessageBytes = maxBytes
	c.server.MaxRecipients = 1000
	c.server.EnableSMTPUTF8 = true
	c.server.ReadTimeout, c.server.WriteTimeout = patience, patience
	c.server.ErrorLog = slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn)
	go func() { c.served <- c.server.Serve(listener) }()
	return c, nil
}

// Addr is where it listens, "127.0.0.1:40213".
func (c *Catcher) Addr() string { return c.addr.String() }

// URL is the address as an SMTP setting, "smtp://127.0.0.1:40213".
func (c *Catcher) URL() string { return "smtp://" + c.Addr() }

// Close stops listening and ends the open connections.
func (c *Catcher) Close() error {
	return errors.Join(c.server.Close(), <-c.served)
}

// List gives the messages kept, the newest first.
func (c *Catcher) List() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]Message, 0, len(c.kept))
	for i := len(c.kept) - 1; i >= 0; i-- {
		list = append(list, c.kept[i])
	}
	return list
}

// Find gives the message with the id, NotFound when it is not kept.
func (c *Catcher) Find(id int64) (Message, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.kept {
		if m.ID == id {
			return m, nil
		}
	}
	return Message{}, fault.Missing()
}

// Clear forgets every message; ids are not used again.
func (c *Catcher) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = nil
}

// Await gives the oldest message kept that match accepts, waiting for one to
// arrive until ctx ends.
func (c *Catcher) Await(ctx context.Context, match func(Message) bool) (Message, error) {
	for {
		c.mu.Lock()
		arrived := c.arrived
		for _, m := range c.kept {
			if match(m) {
				c.mu.Unlock()
				return m, nil
			}
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return Message{}, fault.Wrap(ctx.Err(), "catcher: no such mail arrived")
		case <-arrived:
		}
	}
}

func (c *Catcher) keep(from string, to []string, raw []byte) {
	m := read(raw)
	m.From, m.To, m.Raw, m.ReceivedAt = from, to, raw, c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	m.ID = c.last
	c.kept = append(c.kept, m)
	if extra := len(c.kept) - keep; extra > 0 {
		clear(c.kept[:extra])
		c.kept = c.kept[extra:]
	}
	close(c.arrived)
	c.arrived = make(chan struct{})
}

// session is one client's conversation.
type session struct {
	to   *Catcher
	from string
	rcpt []string
}

// Mail notes the sender of the envelope.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

// Rcpt notes one recipient of the envelope.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.rcpt = append(s.rcpt, strings.TrimSpace(to))
	return nil
}

// Data keeps the message.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.to.keep(s.from, s.rcpt, raw)
	return nil
}

// Reset forgets the envelope.
func (s *session) Reset() { s.from, s.rcpt = "", nil }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }
