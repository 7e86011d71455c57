package mail

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestAMessageArrivesWhole(t *testing.T) {
	c := catch(t)
	o := options(t, c.URL())
	rome, err := time.LoadLocation("Europe/Rome")
	must(t, err)
	o.Composers["test.hello"] = func(context.Context, bun.IDB, Message) (*Content, error) {
		x := hello()
		x.Button, x.Zone = &Button{Key: "test.open", URL: "/appuntamenti/abc"}, rome
		x.Attachments = []Attachment{{Name: "app. città.ics", Type: "text/calendar; charset=utf-8; method=CANCEL", Data: []byte(calendarFile)},
			{Name: "guida.pdf", Type: "application/pdf", Data: []byte("%PDF-1.7")}}
		return x, nil
	}
	d := open(t, o)
	d.queue(t, Message{SubjectID: 1, To: "amina@example.org", Lang: "it"})
	receipts := d.run(t)
	if len(receipts) != 1 || receipts[0].State != Sent || receipts[0].Attempts != 1 || !receipts[0].SettledAt.Equal(d.clock()) {
		t.Fatalf("%+v", receipts)
	}
	m := c.List()[0]
	if m.Problem != "" {
		t.Fatal(m.Problem)
	}
	for what, pair := range map[string][2]string{
		"subject": {m.Subject, "Il tuo appuntamento è 10:20"}, "sender": {m.Sender, `"Sportello" <noreply@comune.example>`},
		"envelope": {m.From + " " + m.To[0], "noreply@comune.example amina@example.org"}, "language": {m.Get("Content-Language"), "it"},
		"auto": {m.Get("Auto-Submitted"), "auto-generated"}, "date": {m.Get("Date"), "Sun, 22 Nov 2026 10:00:00 +0100"},
		"calendar": {m.Calendar, calendarFile}, "method": {m.CalendarMethod, "CANCEL"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", what, pair[0], pair[1])
		}
	}
	if len(m.Attachments) != 2 || m.Attachments[0].Name != "app. città.ics" || string(m.Attachments[0].Data) != calendarFile || string(m.Attachments[1].Data) != "%PDF-1.7" {
		t.Errorf("attachments: %+v", m.Attachments)
	}
	contains(t, "html", m.HTML, `<html lang="it" dir="ltr">`, "Ciao Amina &lt;b&gt;, è città", "Comune di Prova", "Lo ricevi da Comune di Prova.",
		"Non rispondere.", `href="https://portale.example/appuntamenti/abc"`, ">Apri</a>")
	contains(t, "text", m.Text, "Ciao Amina <b>, è città\r\n\r\nQuando: 10:20\r\n\r\nApri:\r\nhttps://portale.example/appuntamenti/abc\r\n", "tel. 080 123 4567")
	if strings.Contains(m.Text, "\r\n\r\n\r\n") || strings.Contains(m.Text, " \r\n") {
		t.Errorf("the text is untidy:\n%q", m.Text)
	}
}

func contains(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s lacks %q:\n%s", what, p, text)
		}
	}
}

func TestArabicMail(t *testing.T) {
	c := catch(t)
	o := options(t, c.URL())
	o.Composers["test.hello"] = func(context.Context, bun.IDB, Message) (*Content, error) {
		x := hello()
		x.Button = &Button{Key: "test.open", URL: "/appuntamenti/abc"}
		return x, nil
	}
	d := open(t, o)
	d.queue(t, Message{SubjectID: 1, To: "amina@example.org", Lang: "ar"})
	d.run(t)
	m := c.List()[0]
	contains(t, "html", m.HTML, `<html lang="ar" dir="rtl">`, `<div lang="ar" dir="rtl">`, "مرحبا", "https://portale.example/ar/appuntamenti/abc")
	contains(t, "text", m.Text, "مرحبا", "افتح:")
	contains(t, "subject", m.Subject, "موعدك")
	head, _, _ := strings.Cut(string(m.Raw), "\r\n\r\n")
	for i := range len(m.Raw) {
		if m.Raw[i] >= 0x80 {
			t.Fatalf("a byte beyond ASCII on the wire at %d", i)
		}
	}
	contains(t, "head", head, "Subject: =?UTF-8?", "Content-Language: ar")
	contains(t, "parts", string(m.Raw), "Content-Type: text/html; charset=UTF-8", "Content-Transfer-Encoding: base64")
	for line := range strings.SplitSeq(string(m.Raw), "\r\n") {
		if len(line) > 200 {
			t.Errorf("a line of %d bytes: %.60s…", len(line), line)
		}
	}
}

func TestTheSameMessageIsQueuedOnce(t *testing.T) {
	c := catch(t)
	d := open(t, options(t, c.URL()))
	m := Message{SubjectID: 1, Version: 1, To: "amina@example.org", Lang: "it"}
	for range 3 {
		d.queue(t, m)
	}
	d.run(t)
	d.queue(t, m) // also after it was sent
	other := m
	other.Version = 2
	d.queue(t, other)
	other.To = " Amina@EXAMPLE.org "
	d.queue(t, other)
	other.To = "Amina@example.org" // the same mailbox written differently
	d.queue(t, other)
	if receipts := d.run(t); len(receipts) != 3 || len(c.List()) != 3 {
		t.Errorf("%d receipts, %d mails, want 3 of each", len(receipts), len(c.List()))
	}
	err := db.InTx(t.Context(), d.pool, func(ctx context.Context, tx bun.Tx) error {
		must(t, Queue(ctx, tx, Message{Kind: "test.hello", Subject: "appointment", SubjectID: 9, To: "x@example.org", Lang: "it"}, d.clock()))
		return errors.New("the booking failed")
	})
	if err == nil || len(d.run(t)) != 3 {
		t.Error("a message outlived its transaction")
	}
}

// A job that runs again after its message was sent, or beside another one, sends nothing.
func TestAJobThatRunsTwiceSendsOnce(t *testing.T) {
	s := &script{}
	hold := make(chan struct{})
	s.data = func([]byte) error { <-hold; return nil }
	d := open(t, options(t, "smtp://"+s.serve(t)))
	d.queue(t, Message{SubjectID: 1, To: "amina@example.org", Lang: "it"})
	payload := []byte(`{"message":1}`)
	first := make(chan error, 1)
	go func() { first <- d.sender.Handle(context.Background(), d.pool, payload, d.clock()) }()
	for end := time.Now().Add(5 * time.Second); s.begun.Load() == 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	for range 3 {
		if err := d.sender.Handle(t.Context(), d.pool, payload, d.clock()); !errors.Is(err, errBusy) {
			t.Errorf("beside the first: %v", err)
		}
	}
	close(hold)
	must(t, <-first)
	for range 3 {
		must(t, d.sender.Handle(t.Context(), d.pool, payload, d.clock()))
	}
	if _, n := s.count(); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// The one moment we cannot know: killed between the server's yes and our mark.
func TestAKilledAttemptIsRepeatedWithTheSameMessageID(t *testing.T) {
	c := catch(t)
	d := open(t, options(t, c.URL()))
	d.queue(t, Message{SubjectID: 1, To: "amina@example.org", Lang: "it"})
	a, err := begin(t.Context(), d.pool, 1, d.clock())
	must(t, err)
	msg, err := d.sender.compose(t.Context(), d.pool, a, d.clock())
	must(t, err)
	must(t, d.sender.server.send(t.Context(), msg)) // and then the process is killed
	if r := d.run(t); r[0].State != Queued || len(c.List()) != 1 {
		t.Fatalf("while the dead one holds the receipt: %+v", r)
	}
	d.move(hold + time.Minute)
	if r := d.run(t); r[0].State != Sent {
		t.Fatalf("%+v", r)
	}
	list := c.List()
	if len(list) != 2 || list[0].Get("Message-Id") != list[1].Get("Message-Id") || !strings.HasSuffix(list[0].Get("Message-Id"), "@comune.example>") {
		t.Errorf("%d mails, %q and %q", len(list), list[0].Get("Message-Id"), list[len(list)-1].Get("Message-Id"))
	}
	must(t, a.settle(t.Context(), d.pool, Failed, "late", d.clock())) // the dead one comes back
	if r := d.run(t); r[0].State != Sent {
		t.Errorf("a lost attempt settled the receipt: %+v", r[0])
	}
}

// What the server took is written down, though the database hangs up and the program is stopping.
func TestWhatWasSentIsWrittenDown(t *testing.T) {
	s := &script{}
	d := open(t, options(t, "smtp://"+s.serve(t)))
	ctx, stop := context.WithCancel(t.Context())
	s.data = func([]byte) error {
		_, err := d.pool.NewRaw(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`).Exec(context.Background())
		stop()
		return err
	}
	d.queue(t, Message{SubjectID: 1, To: "amina@example.org", Lang: "it"})
	must(t, d.sender.Handle(ctx, d.pool, []byte(`{"message":1}`), d.clock()))
	if r := d.run(t); r[0].State != Sent || r[0].Attempts != 1 {
		t.Errorf("%+v", r)
	}
}

func TestComposersDecideLate(t *testing.T) {
	c := catch(t)
	o := options(t, c.URL())
	var seen Message
	answers := []struct {
		content *Content
		err     error
		state   State
		why     string
	}{
		{nil, nil, Dropped, ""},
		{nil, fault.Missing(), Dropped, "compose test.hello: not found error.404.title"},
		{nil, errors.New("amina@example.org is unwell"), Queued, "compose test.hello: *errors.errorString"},
		{&Content{SubjectKey: "test.subject", Data: struct{ Wrong int }{}}, nil, Queued, ""},
	}
	i := 0
	o.Composers["test.hello"] = func(_ context.Context, _ bun.IDB, m Message) (*Content, error) {
		seen = m
		return answers[i].content, answers[i].err
	}
	d := open(t, o)
	for i = range answers {
		d.queue(t, Message{SubjectID: int64(i), Version: 7, To: "amina@example.org", Lang: "ur", Data: map[string]string{"desk": "3"}})
		got := d.run(t)[i]
		if got.State != answers[i].state || answers[i].why != "" && got.Error != answers[i].why || strings.Contains(got.Error, "@") {
			t.Errorf("%d: %+v", i, got)
		}
		if seen.Kind != "test.hello" || seen.SubjectID != int64(i) || seen.Version != 7 || seen.Lang != "ur" || seen.Data["desk"] != "3" {
			t.Errorf("%d: the composer got %+v", i, seen)
		}
	}
	if len(c.List()) != 0 {
		t.Error("something was sent")
	}
	var kept int
	must(t, d.pool.NewRaw(`SELECT count(*) FROM messages WHERE state <> 'queued' AND data <> '{}'`).Scan(t.Context(), &kept))
	if kept != 0 {
		t.Error("a settled receipt keeps its data")
	}
}

func TestAMessageWaitsForItsTime(t *testing.T) {
	c := catch(t)
	d := open(t, options(t, c.URL()))
	d.queue(t, Message{SubjectID: 1, To: "a@example.org", Lang: "it", At: d.clock().Add(time.Hour)})
	d.run(t)
	if len(c.List()) != 0 {
		t.Fatal("sent too early")
	}
	d.move(time.Hour)
	if r := d.run(t); r[0].State != Sent {
		t.Errorf("%+v", r)
	}
}

func TestUnknownKindsWaitForTheProgramThatKnowsThem(t *testing.T) {
	d := open(t, options(t, catch(t).URL()))
	d.queue(t, Message{Kind: "test.unknown", SubjectID: 1, To: "a@example.org", Lang: "it"})
	if r := d.run(t); r[0].State != Queued || r[0].Error != "no composer for test.unknown" {
		t.Errorf("%+v", r)
	}
}

func TestReceiptsAreListed(t *testing.T) {
	d := open(t, options(t, catch(t).URL()))
	for id := range int64(3) {
		d.queue(t, Message{SubjectID: id, To: "a@example.org", Lang: "it"})
	}
	d.queue(t, Message{Subject: "newsletter", SubjectID: 1, To: "a@example.org", Lang: "it"})
	for name, c := range map[string]struct {
		f    Filter
		want int
	}{"all": {Filter{}, 4}, "of a subject": {Filter{Subject: "appointment", SubjectID: 1}, 1}, "of a state": {Filter{State: Sent}, 0}, "two": {Filter{Limit: 2}, 2}} {
		list, err := List(t.Context(), d.pool, c.f)
		if err != nil || len(list) != c.want {
			t.Errorf("%s: %d, %v", name, len(list), err)
		}
	}
}

func TestAddress(t *testing.T) {
	for typed, want := range map[string]string{
		" Amina@Example.ORG ": "Amina@example.org", "a+b@città.example": "a+b@xn--citt-3na.example", "x@localhost": "x@localhost",
		"": "", "amina": "", "a@b": "", "a b@example.org": "", "Amina <a@example.org>": "", "a@example.org\r\nBcc: b@example.org": "",
		`"a b"@example.org`: "", "a@exa mple.org": "", "a@" + strings.Repeat("x", 250) + ".it": "", strings.Repeat("a", 65) + "@example.org": "", "a@-x.org": "",
	} {
		got, err := Address(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
		if err != nil && typed != "" && strings.Contains(err.Error(), typed) {
			t.Errorf("the error quotes %q", typed)
		}
	}
	if err := Queue(t.Context(), testdb.Tx(t), Message{Kind: "test.hello", To: "nobody"}, time.Now()); err == nil {
		t.Error("queued for nobody")
	}
}

func TestBadSettingsAreRefusedAtStart(t *testing.T) {
	for name, spoil := range map[string]func(*Options){
		"url":         func(o *Options) { o.SMTPURL = "http://x" },
		"from":        func(o *Options) { o.From = "nobody" },
		"half dkim":   func(o *Options) { o.DKIMDomain = "example.org" },
		"no key":      func(o *Options) { o.DKIMDomain, o.DKIMSelector, o.DKIMKeyFile = "example.org", "s", "/nowhere" },
		"no views":    func(o *Options) { o.Composers["test.other"] = nil },
		"bad view":    func(o *Options) { o.Views = spoiled(o.Views, "mail/test_hello.txt", "{{if}}") },
		"no frame":    func(o *Options) { o.Views = fstest.MapFS{"mail/x.html": {Data: []byte("x")}} },
		"no function": func(o *Options) { o.Views = spoiled(o.Views, "mail/test_hello.html", "{{nothing}}") },
	} {
		o := options(t, "smtp://127.0.0.1:1")
		spoil(&o)
		if _, err := NewSender(o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func spoiled(all fs.FS, name, text string) fs.FS {
	m := fstest.MapFS{}
	for k, v := range all.(fstest.MapFS) {
		m[k] = v
	}
	m[name] = &fstest.MapFile{Data: []byte(text)}
	return m
}

func TestCalendarAttachmentsMustAgree(t *testing.T) {
	for name, c := range map[string]struct {
		a      Attachment
		method string
		ok     bool
	}{
		"agrees":       {Attachment{"a.ics", "text/calendar; method=CANCEL", []byte(calendarFile)}, "CANCEL", true},
		"unix lines":   {Attachment{"a.ics", "text/calendar; method=cancel", []byte("BEGIN:VCALENDAR\nMETHOD:CANCEL\n")}, "CANCEL", true},
		"disagrees":    {Attachment{"a.ics", "text/calendar; method=REQUEST", []byte(calendarFile)}, "", false},
		"a plain file": {Attachment{"a.ics", "text/calendar", []byte(calendarFile)}, "", true},
		"no name":      {Attachment{"", "text/plain", []byte("x")}, "", false},
		"no type":      {Attachment{"a", "", []byte("x")}, "", false},
		"nothing":      {Attachment{"a", "text/plain", nil}, "", false},
	} {
		if method, err := c.a.method(); method != c.method || (err == nil) != c.ok {
			t.Errorf("%s: %q, %v", name, method, err)
		}
	}
}

func TestTidyAndOneLine(t *testing.T) {
	if got := tidy("\n\n a  \r\n\n \n\t\nb\n\n"); got != " a\n\nb" {
		t.Errorf("%q", got)
	}
	if got := oneLine("a\r\n b\t c"); got != "a b c" {
		t.Errorf("%q", got)
	}
	if got := oneLine(strings.Repeat("è", 300)); len([]rune(got)) != maxSubject {
		t.Errorf("%d", len([]rune(got)))
	}
}
