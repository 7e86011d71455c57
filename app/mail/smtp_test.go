package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"approdo/app/jobs"
)

func TestWhatTheServerRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		s     *script
		state State
		why   string
	}{
		{"unknown recipient", &script{rcpt: func(string) error { return refuse(550, 5, 1, 1, "amina@example.org unknown") }},
			Failed, "smtp 550 5.1.1 at RCPT TO"},
		{"content refused", &script{data: func([]byte) error { return refuse(554, 5, 6, 0, "spam") }},
			Failed, "smtp 554 5.6.0 at the end of DATA"},
		{"mailbox busy", &script{rcpt: func(string) error { return refuse(450, 4, 2, 1, "amina@example.org is busy") }},
			Queued, "smtp 450 4.2.1 at RCPT TO"},
		{"content later", &script{data: func([]byte) error { return refuse(451, 4, 3, 0, "later") }},
			Queued, "smtp 451 4.3.0 at the end of DATA"},
		{"sender refused: ours to mend", &script{mail: func(string) error { return refuse(550, 5, 7, 1, "not you") }},
			Queued, "smtp 550 5.7.1 at MAIL FROM"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := open(t, options(t, "smtp://"+c.s.serve(t)))
			d.queue(t, Message{SubjectID: 1, To: "amina@example.org", Lang: "it"})
			r := d.run(t)[0]
			if r.State != c.state || r.Error != c.why || r.Attempts != 1 {
				t.Fatalf("%+v", r)
			}
			d.move(5 * time.Minute)
			again := d.run(t)[0]
			if c.state == Failed && again.Attempts != 1 {
				t.Error("a permanent failure was tried again")
			}
			if c.state == Queued && again.Attempts != 2 {
				t.Errorf("a temporary failure was tried %d times", again.Attempts)
			}
		})
	}
}

func TestATemporaryFailureIsSentLaterAndOnce(t *testing.T) {
	var broken atomic.Bool
	broken.Store(true)
	s := &script{rcpt: func(string) error {
		if broken.Load() {
			return refuse(451, 4, 3, 0, "later")
		}
		return nil
	}}
	d := open(t, options(t, "smtp://"+s.serve(t)))
	d.queue(t, Message{SubjectID: 1, To: "amina@example.org", Lang: "it"})
	for range 20 { // six hours
		d.run(t)
		d.move(18 * time.Minute)
	}
	broken.Store(false)
	d.move(time.Hour)
	if r := d.run(t)[0]; r.State != Sent || r.Error != "" {
		t.Fatalf("%+v", r)
	}
	d.move(time.Hour)
	d.run(t)
	if _, n := s.count(); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

func TestAfterADayItIsGivenUp(t *testing.T) {
	d := open(t, options(t, "smtp://127.0.0.1:1")) // nobody there
	d.queue(t, Message{SubjectID: 1, To: "amina@example.org", Lang: "it"})
	for range 50 {
		if r := d.run(t)[0]; r.State != Queued {
			break
		}
		d.move(30 * time.Minute)
	}
	d.move(time.Hour)
	r := d.run(t)[0]
	if r.State != Failed || r.Error != "given up after a day: smtp: no connection: dial: connect: connection refused" || r.Attempts < 20 {
		t.Errorf("%+v", r)
	}
	if dead, err := jobs.Dead(t.Context(), d.pool, 1); err != nil || len(dead) != 0 {
		t.Errorf("a dead job is left: %+v %v", dead, err)
	}
}

func TestOneFailureDoesNotStopTheRest(t *testing.T) {
	s := &script{rcpt: func(to string) error {
		if strings.HasPrefix(to, "bad") {
			return refuse(550, 5, 1, 1, "no")
		}
		return nil
	}}
	d := open(t, options(t, "smtp://"+s.serve(t)))
	for i := range 9 {
		to := fmt.Sprintf("good%d@example.org", i)
		if i%3 == 0 {
			to = fmt.Sprintf("bad%d@example.org", i)
		}
		d.queue(t, Message{SubjectID: int64(i), To: to, Lang: "it"})
	}
	d.run(t)
	connections, taken := s.count()
	if taken != 6 || connections != 1 {
		t.Errorf("%d taken over %d connections, want 6 over 1", taken, connections)
	}
}

func TestAStaleConnectionIsReplaced(t *testing.T) {
	s := &script{}
	var server *smtp.Server
	addr := s.serve(t, func(x *smtp.Server) { server, x.ReadTimeout = x, 100*time.Millisecond })
	d := open(t, options(t, "smtp://"+addr))
	for i := range 3 {
		d.queue(t, Message{SubjectID: int64(i), To: "a@example.org", Lang: "it"})
		if r := d.run(t); r[i].State != Sent || r[i].Attempts != 1 {
			t.Fatalf("%+v", r[i])
		}
		time.Sleep(200 * time.Millisecond) // the server hangs up
	}
	if connections, taken := s.count(); connections != 3 || taken != 3 || server == nil {
		t.Errorf("%d taken over %d connections", taken, connections)
	}
}

func TestAConnectionCarriesAHundredMessages(t *testing.T) {
	s := &script{}
	d := open(t, options(t, "smtp://"+s.serve(t)))
	for i := range 205 {
		d.queue(t, Message{SubjectID: int64(i), To: "a@example.org", Lang: "it"})
	}
	d.run(t)
	if connections, taken := s.count(); connections != 3 || taken != 205 {
		t.Errorf("%d taken over %d connections", taken, connections)
	}
}

// The connection breaks after the content and before the answer: sent again.
func TestALostAnswerIsTriedAgain(t *testing.T) {
	d := open(t, options(t, "smtp://"+talk(t, false)))
	d.queue(t, Message{SubjectID: 1, To: "a@example.org", Lang: "it"})
	if r := d.run(t)[0]; r.State != Queued || r.Error != "smtp: connection lost at the end of DATA" {
		t.Errorf("%+v", r)
	}
}

// talk is a server that knows only the simplest words. It takes the password
// "p@ss" of u, and hangs up at the end of a message unless it answers.
func talk(t *testing.T, answers bool) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go converse(conn, answers)
		}
	}()
	return l.Addr().String()
}

func converse(conn net.Conn, answers bool) {
	defer func() { _ = conn.Close() }()
	buf := make([]byte, 64<<10)
	say := func(s string) { _, _ = conn.Write([]byte(s + "\r\n")) }
	say("220 x")
	var content bool
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		line := string(buf[:n])
		switch {
		case content && strings.HasSuffix(line, "\r\n.\r\n") && !answers:
			return
		case content && !strings.HasSuffix(line, "\r\n.\r\n"):
		case strings.HasPrefix(line, "EHLO"):
			say("250-x\r\n250 AUTH PLAIN")
		case strings.HasPrefix(line, "AUTH PLAIN "+base64.StdEncoding.EncodeToString([]byte("\x00u\x00p@ss"))):
			say("235 welcome")
		case strings.HasPrefix(line, "AUTH"):
			say("535 5.7.8 u is not welcome")
		case strings.HasPrefix(line, "DATA"):
			content = true
			say("354 go")
		default:
			content = false
			say("250 x")
		}
	}
}

func TestTLS(t *testing.T) {
	cert, roots := selfSigned(t)
	for _, c := range []struct {
		name, url string
		trusted   bool
		state     State
		why       string
	}{
		{"plain on loopback", "smtp://127.0.0.1", true, Sent, ""},
		{"starttls", "smtp://mail.test", true, Sent, ""},
		{"starttls, unknown authority", "smtp://mail.test", false, Queued, "smtp: no connection"},
		{"starttls, another name", "smtp://other.test", true, Queued, "smtp: no connection"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &script{}
			addr := s.serve(t, func(x *smtp.Server) { x.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}} })
			_, port, err := net.SplitHostPort(addr)
			must(t, err)
			o := options(t, c.url+":"+port)
			o.RootCAs = x509.NewCertPool()
			if c.trusted {
				o.RootCAs = roots
			}
			o.dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, addr)
			}
			d := open(t, o)
			d.queue(t, Message{SubjectID: 1, To: "a@example.org", Lang: "it"})
			if r := d.run(t)[0]; r.State != c.state || !strings.HasPrefix(r.Error, c.why) || (c.why == "") != (r.Error == "") {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestSigningIn(t *testing.T) {
	addr := talk(t, true)
	for secret, c := range map[string]struct {
		state State
		why   string
	}{"p%40ss": {Sent, ""}, "wrong": {Queued, "smtp 535 while connecting"}} {
		d := open(t, options(t, "smtp://u:"+secret+"@"+addr))
		d.queue(t, Message{SubjectID: 1, To: "a@example.org", Lang: "it"})
		if r := d.run(t)[0]; r.State != c.state || r.Error != c.why {
			t.Errorf("%s: %+v", secret, r)
		}
	}
}

func TestAServerWithoutTLSGetsNothing(t *testing.T) {
	s := &script{}
	addr := s.serve(t)
	o := options(t, "smtp://mail.test")
	o.dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	d := open(t, o)
	d.queue(t, Message{SubjectID: 1, To: "a@example.org", Lang: "it"})
	if r := d.run(t)[0]; r.State != Queued {
		t.Errorf("%+v", r)
	}
	if _, n := s.count(); n != 0 {
		t.Error("sent in plain text")
	}
}

func TestParseServer(t *testing.T) {
	for raw, want := range map[string]Server{
		"smtp://mail.example.org":            {Host: "mail.example.org", Port: 587, StartTLS: true},
		"smtp://u%40x:p%2F@mail.example.org": {Host: "mail.example.org", Port: 587, StartTLS: true, User: "u@x", Password: "p/"},
		"smtps://mail.example.org:2465/":     {Host: "mail.example.org", Port: 2465, TLS: true},
		"smtps://127.0.0.1":                  {Host: "127.0.0.1", Port: 465, TLS: true},
		"smtp://localhost":                   {Host: "localhost", Port: 25},
		"smtp://[::1]:2525":                  {Host: "::1", Port: 2525},
		"smtp://127.9.9.9:1025":              {Host: "127.9.9.9", Port: 1025},
		"smtp://10.0.0.1:25":                 {Host: "10.0.0.1", Port: 25, StartTLS: true},
	} {
		if got, err := ParseServer(raw); err != nil || got != want {
			t.Errorf("%s: %+v, %v", raw, got, err)
		}
	}
	for _, raw := range []string{"", "mail.example.org", "http://secret@x", "smtp://", "smtp://secret:x@h:99999", "smtp://h/path", "smtp://h?x=1", "smtp://secret%zz@h", "smtp://h:x"} {
		if _, err := ParseServer(raw); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"mail.test"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
