package mail

import (
	"context"
	"io"
	"io/fs"
	"log"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/mail/catcher"
	"approdo/views"
)

func TestMain(m *testing.M) { testdb.Main(m) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// letter is what the test's views get.
type letter struct{ Name, When string }

const calendarFile = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"

// testViews are the real frame and the views of one kind.
func testViews(t testing.TB) fs.FS {
	t.Helper()
	all := fstest.MapFS{
		"mail/test_hello.html": {Data: []byte(`<p>{{t "test.hello" "Name" .Name}}</p><dl><dt>{{t "test.when"}}</dt><dd>{{.When}}</dd></dl>`)},
		"mail/test_hello.txt":  {Data: []byte("{{t \"test.hello\" \"Name\" .Name}}\n\n{{if false}}\n{{end}}\n\n\n{{t \"test.when\"}}: {{.When}}   \n")},
	}
	for _, name := range []string{"mail/frame.html", "mail/frame.txt"} {
		b, err := fs.ReadFile(views.FS, name)
		must(t, err)
		all[name] = &fstest.MapFile{Data: b}
	}
	return all
}

func testCatalog(t testing.TB) *i18n.Catalog {
	t.Helper()
	c, err := i18n.Load(fstest.MapFS{
		"it.json": {Data: []byte(`{"test.hello":"Ciao {{.Name}}, è città","test.when":"Quando","test.subject":"Il tuo appuntamento è {{.When}}","test.open":"Apri",
			"mail.frame.reason":"Lo ricevi da {{.Institution}}.","mail.frame.automatic":"Non rispondere.","mail.frame.link":"Oppure:"}`)},
		"ar.json": {Data: []byte(`{"test.hello":"مرحبا {{.Name}}، هذا هو موعدك في المكتب","test.when":"متى","test.subject":"موعدك {{.When}}","test.open":"افتح",
			"mail.frame.reason":"تصلك هذه الرسالة من {{.Institution}}.","mail.frame.automatic":"لا ترد.","mail.frame.link":"أو:"}`)},
	})
	must(t, err)
	return c
}

// desk is a sender, its ledger and its jobs, with a clock the test moves.
type desk struct {
	pool   *bun.DB
	sender *Sender
	runner *jobs.Runner
	now    atomic.Int64
}

func (d *desk) clock() time.Time     { return time.UnixMilli(d.now.Load()).UTC() }
func (d *desk) move(x time.Duration) { d.now.Add(x.Milliseconds()) }
func hello() *Content {
	return &Content{Data: letter{Name: "Amina <b>", When: "10:20"}, SubjectKey: "test.subject", SubjectArgs: []any{"When", "10:20"}}
}

func options(t testing.TB, url string) Options {
	return Options{
		SMTPURL: url, From: "Sportello <noreply@comune.example>", Catalog: testCatalog(t), Views: testViews(t),
		BaseURL:   "https://portale.example/",
		Composers: map[string]Composer{"test.hello": func(context.Context, bun.IDB, Message) (*Content, error) { return hello(), nil }},
		Identity: func(_ context.Context, _ bun.IDB, lang string) (Identity, error) {
			return Identity{Name: "Comune di Prova", Contact: "Via Roma 1, tel. 080 123 4567"}, nil
		},
	}
}

func open(t testing.TB, o Options) *desk {
	t.Helper()
	d := &desk{pool: testdb.New(t)}
	d.now.Store(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC).UnixMilli())
	var err error
	d.sender, err = NewSender(o)
	must(t, err)
	t.Cleanup(d.sender.Close)
	d.runner = jobs.NewRunner(d.pool, d.sender.Jobs(), nil, jobs.Options{Now: d.clock, Log: slog.New(slog.DiscardHandler)})
	return d
}

func (d *desk) queue(t testing.TB, m Message) {
	t.Helper()
	if m.Kind == "" {
		m.Kind = "test.hello"
	}
	if m.Subject == "" {
		m.Subject = "appointment"
	}
	must(t, db.InTx(t.Context(), d.pool, func(ctx context.Context, tx bun.Tx) error { return Queue(ctx, tx, m, d.clock()) }))
}

// run does what is due and gives the receipts, the oldest first.
func (d *desk) run(t testing.TB) []Receipt {
	t.Helper()
	_ = d.runner.Drain(t.Context())
	list, err := List(t.Context(), d.pool, Filter{})
	must(t, err)
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

func catch(t testing.TB) *catcher.Catcher {
	t.Helper()
	c, err := catcher.Start(catcher.Options{})
	must(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// script is an SMTP server that answers as a test wants; nil answers are 250.
type script struct {
	mail, rcpt func(address string) error
	data       func(raw []byte) error

	begun       atomic.Int32 // messages on their way or taken
	mu          sync.Mutex
	connections int
	taken       []string
}

func (s *script) serve(t testing.TB, adapt ...func(*smtp.Server)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.connections++
		return &scripted{s: s}, nil
	}))
	server.Domain, server.ErrorLog, server.AllowInsecureAuth = "localhost", log.New(io.Discard, "", 0), true
	for _, f := range adapt {
		f(server)
	}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

func (s *script) count() (connections, taken int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections, len(s.taken)
}

type scripted struct{ s *script }

func (x *scripted) Mail(from string, _ *smtp.MailOptions) error {
	if x.s.mail != nil {
		return x.s.mail(from)
	}
	return nil
}

func (x *scripted) Rcpt(to string, _ *smtp.RcptOptions) error {
	if x.s.rcpt != nil {
		return x.s.rcpt(to)
	}
	return nil
}

func (x *scripted) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	x.s.begun.Add(1)
	if x.s.data != nil {
		if err := x.s.data(raw); err != nil {
			return err
		}
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.taken = append(x.s.taken, string(raw))
	return nil
}

func (x *scripted) Reset()        {}
func (x *scripted) Logout() error { return nil }

func refuse(code int, a, b, c int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{a, b, c}, Message: words}
}
