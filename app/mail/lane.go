package mail

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"slices"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"approdo/app/jobs"
)

const (
	// speaking bounds a dialogue with the server: connecting, or one message.
	speaking = 20 * time.Second
	// perLane is how many messages one connection carries; many servers allow no more.
	perLane = 100
	// idle is how long an unused connection stays open for the next message.
	idle = 10 * time.Second
)

// lanes are the open connections to the server. A lane serves one message at a
// time and goes back for the next one, so a batch needs one connection per worker.
type lanes struct {
	client *gomail.Client

	mu     sync.Mutex
	free   []*lane
	closed bool
}

type lane struct {
	conn  *smtp.Client
	used  int
	timer *time.Timer // ends the lane while it is free
}

// send hands one message over. A lane that had gone stale is replaced once.
func (l *lanes) send(ctx context.Context, msg *gomail.Msg) error {
	for {
		way, err := l.take(ctx)
		if err != nil {
			return refused{err}
		}
		reused := way.used > 0
		err = l.client.SendWithSMTPClient(way.conn, msg)
		way.used++
		if msg.IsDelivered() { // the server took it; what comes after (RSET) does not matter
			l.put(way, err == nil)
			return nil
		}
		l.put(way, answered(err))
		if !reused || !stale(err) {
			return err
		}
	}
}

func (l *lanes) take(ctx context.Context) (*lane, error) {
	l.mu.Lock()
	if n := len(l.free); n > 0 {
		way := l.free[n-1]
		l.free = l.free[:n-1]
		way.timer.Stop()
		l.mu.Unlock()
		return way, nil
	}
	l.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, speaking)
	defer cancel()
	conn, err := l.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return &lane{conn: conn}, nil
}

// put gives a lane back for the next message, or closes it.
func (l *lanes) put(way *lane, healthy bool) {
	if !healthy || way.used >= perLane || !l.keep(way) {
		way.close()
	}
}

func (l *lanes) keep(way *lane) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.free = append(l.free, way)
	way.timer = time.AfterFunc(idle, func() { l.expire(way) })
	return true
}

// expire closes a lane that nobody took for a while.
func (l *lanes) expire(way *lane) {
	l.mu.Lock()
	i := slices.Index(l.free, way)
	if i >= 0 {
		l.free = slices.Delete(l.free, i, i+1)
	}
	l.mu.Unlock()
	if i >= 0 {
		way.close()
	}
}

func (l *lanes) close() {
	l.mu.Lock()
	free := l.free
	l.free, l.closed = nil, true
	l.mu.Unlock()
	for _, way := range free {
		way.timer.Stop()
		way.close()
	}
}

// close says goodbye where the other side still listens.
func (w *lane) close() {
	_ = w.conn.UpdateDeadline(2 * time.Second)
	if w.conn.Quit() != nil {
		_ = w.conn.Close()
	}
}

// refused is an error before any message: connecting, TLS, signing in.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// answered reports whether the server refused in words, so that the connection
// is as good as before.
func answered(err error) bool {
	var e *gomail.SendError
	return errors.As(err, &e) && e.ErrorCode() >= 400 && e.ErrorCode() != 421
}

// stale reports whether a connection had been closed before our message began.
func stale(err error) bool {
	var e *gomail.SendError
	if !errors.As(err, &e) || answered(err) {
		return false
	}
	return e.Reason == gomail.ErrConnCheck || e.Reason == gomail.ErrSMTPMailFrom
}

// judge says whether an error of send is final for this message, and in codes why.
func judge(err error) (permanent bool, why jobs.Reason) {
	var before refused
	if errors.As(err, &before) {
		var reply *textproto.Error
		if errors.As(err, &reply) {
			return false, jobs.Reason(fmt.Sprintf("smtp %d while connecting", reply.Code))
		}
		return false, jobs.Reason("smtp: no connection: " + jobs.Describe(before.error))
	}
	var e *gomail.SendError
	if !errors.As(err, &e) {
		return false, jobs.Reason("smtp: " + jobs.Describe(err))
	}
	step := map[gomail.SendErrReason]string{gomail.ErrSMTPMailFrom: "MAIL FROM", gomail.ErrSMTPRcptTo: "RCPT TO",
		gomail.ErrSMTPData: "DATA", gomail.ErrSMTPDataClose: "the end of DATA"}[e.Reason]
	if step == "" {
		step = "sending"
	}
	code := e.ErrorCode()
	if code < 400 {
		return false, jobs.Reason("smtp: connection lost at " + step)
	}
	words := fmt.Sprintf("smtp %d", code)
	if e.EnhancedStatusCode() != "" {
		words += " " + e.EnhancedStatusCode()
	}
	return code >= 500 && e.Reason != gomail.ErrSMTPMailFrom, jobs.Reason(words + " at " + step)
}
