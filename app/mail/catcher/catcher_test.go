package catcher_test

import (
	"context"
	"fmt"
	"net/smtp"
	"strings"
	"sync"
	"testing"
	"time"

	"approdo/app/fault"
	"approdo/app/mail/catcher"
)

const mixed = "From: =?utf-8?q?Sportello_Citt=C3=A0?= <noreply@example.org>\r\n" +
	"To: a@example.org\r\nSubject: =?utf-8?b?2YXZiNi52K/Zgw==?=\r\nDate: Sun, 22 Nov 2026 10:00:00 +0100\r\n" +
	"Content-Language: ar\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=M\r\n\r\n" +
	"--M\r\nContent-Type: multipart/alternative; boundary=A\r\n\r\n" +
	"--A\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncitt=C3=A0\r\n" +
	"--A\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+2YXZ\r\niNi52K88L3A+\r\n" +
	"--A\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\n" +
	"--A--\r\n--M\r\nContent-Type: text/calendar; name=\"x.ics\"\r\nContent-Disposition: attachment; filename=\"=?utf-8?q?citt=C3=A0.ics?=\"\r\n\r\nBEGIN\r\n--M--\r\n"

func start(t *testing.T) *catcher.Catcher {
	t.Helper()
	c, err := catcher.Start(catcher.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func send(t *testing.T, c *catcher.Catcher, to, raw string) {
	t.Helper()
	if err := smtp.SendMail(c.Addr(), nil, "bounce@example.org", []string{to}, []byte(raw)); err != nil {
		t.Fatal(err)
	}
}

func TestAMailIsTakenApart(t *testing.T) {
	c := start(t)
	send(t, c, "real@example.org", mixed)
	m := c.List()[0]
	if m.Problem != "" {
		t.Fatal(m.Problem)
	}
	for what, pair := range map[string][2]string{
		"envelope from": {m.From, "bounce@example.org"}, "envelope to": {strings.Join(m.To, ","), "real@example.org"},
		"sender": {m.Sender, "Sportello Città <noreply@example.org>"}, "subject": {m.Subject, "موعدك"},
		"text": {m.Text, "città"}, "html": {m.HTML, "<p>موعد</p>"}, "lang": {m.Lang, "ar"},
		"calendar": {strings.TrimSpace(m.Calendar), "BEGIN:VCALENDAR"}, "method": {m.CalendarMethod, "REQUEST"},
		"date": {m.Date.UTC().Format(time.RFC3339), "2026-11-22T09:00:00Z"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s = %q, want %q", what, pair[0], pair[1])
		}
	}
	if len(m.Attachments) != 1 || m.Attachments[0].Name != "città.ics" || string(m.Attachments[0].Data) != "BEGIN" {
		t.Errorf("attachments: %+v", m.Attachments)
	}
}

func TestWhatCannotBeReadIsKeptAllTheSame(t *testing.T) {
	c := start(t)
	for _, raw := range []string{"no header at all\r\n", "Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n",
		"Content-Type: ;;;\r\n\r\nx\r\n"} {
		send(t, c, "a@example.org", raw)
	}
	for _, m := range c.List() {
		if m.Problem == "" || len(m.Raw) == 0 {
			t.Errorf("message %d: problem %q, %d bytes", m.ID, m.Problem, len(m.Raw))
		}
	}
}

func TestTheLast500AreKeptNewestFirst(t *testing.T) {
	c := start(t)
	client, err := smtp.Dial(c.Addr())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 510 {
		must(t, client.Mail("a@example.org"))
		must(t, client.Rcpt("b@example.org"))
		w, err := client.Data()
		must(t, err)
		_, err = fmt.Fprintf(w, "Subject: %d\r\n\r\nx\r\n", i)
		must(t, err)
		must(t, w.Close())
	}
	must(t, client.Quit())
	list := c.List()
	if len(list) != 500 || list[0].Subject != "509" || list[499].Subject != "10" {
		t.Fatalf("%d messages from %q to %q", len(list), list[0].Subject, list[len(list)-1].Subject)
	}
	if _, err := c.Find(list[499].ID - 1); !fault.Is(err, fault.NotFound) {
		t.Errorf("a message pushed out is still found: %v", err)
	}
	if m, err := c.Find(list[3].ID); err != nil || m.Subject != "506" {
		t.Errorf("found %q, %v", m.Subject, err)
	}
	c.Clear()
	if len(c.List()) != 0 {
		t.Error("messages left after Clear")
	}
}

func TestAwaitSeesWhatArrivesLater(t *testing.T) {
	c := start(t)
	var wg sync.WaitGroup
	wg.Go(func() { send(t, c, "late@example.org", "Subject: late\r\n\r\nx\r\n") })
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	m, err := c.Await(ctx, func(m catcher.Message) bool { return m.To[0] == "late@example.org" })
	if err != nil || m.Subject != "late" {
		t.Errorf("%q, %v", m.Subject, err)
	}
	wg.Wait()
	short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := c.Await(short, func(catcher.Message) bool { return false }); err == nil {
		t.Error("Await found what never came")
	}
}

func TestOnlyLoopback(t *testing.T) {
	if c, err := catcher.Start(catcher.Options{Addr: "0.0.0.0:0"}); err == nil {
		_ = c.Close()
		t.Error("it listens to the world")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
