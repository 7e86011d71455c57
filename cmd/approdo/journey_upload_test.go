package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"approdo/app/i18n"
	"approdo/app/inspect/inspecttest"
	"approdo/cmd/approdo/journeytest"
)

// mostMemory is what the program may hold, in MB, whatever is sent to it.
const mostMemory = 300

// scans is a form that takes files in the office: the signed sheets of a pact.
const scans = "/ufficio/percorsi/1/patto"

// TestASlowLineIsWaitedFor: a plain form with a file, without JavaScript, from where there
// is hardly any line; and somebody who only pretends is not waited for.
func TestASlowLineIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := program.Start(t, journeytest.StartOptions{})
	p := newPoster(t, w.URL).signIn("coordinamento@demo.example")
	f := p.multi(scans, "/fogli")
	body, kind := f.body(t, "more", sent{"lenta.pdf", inspecttest.LargePDF("x", 1<<20)})
	t.Run("slow", func(t *testing.T) {
		t.Parallel()
		began := time.Now()
		got, err := p.post(f.action, kind, &dripping{rest: body, rate: 42 << 10})
		if took := time.Since(began); err != nil || got.status != 200 || !strings.Contains(got.text, "lenta.pdf") || took < 20*time.Second {
			t.Errorf("a megabyte in %s: %v, %d", took, err, got.status)
		}
	})
	t.Run("pretended", func(t *testing.T) {
		t.Parallel()
		conn := dial(t, w)
		began := time.Now()
		_, _ = fmt.Fprintf(conn, "POST %s/fogli HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=A\r\nContent-Length: 9000000\r\n\r\n", scans)
		for time.Since(began) < 40*time.Second {
			if _, err := conn.Write([]byte("x")); err != nil {
				break
			}
			_ = conn.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
			if n, _ := conn.Read(make([]byte, 100)); n > 0 {
				break
			}
		}
		if took := time.Since(began); took > 25*time.Second {
			t.Errorf("somebody who sends two bytes a second is waited for %s", took)
		}
	})
}

// TestAFileGoesOnWhereTheLineBroke: half of it is there when the line breaks; the page
// says so and goes on by itself. The same after the page was closed.
func TestAFileGoesOnWhereTheLineBroke(t *testing.T) {
	w := newWorld(t, journeytest.StartOptions{})
	l := w.words.For("it")
	var sentBytes atomic.Int64
	line := lay(t, func() (net.Conn, error) { return net.Dial("tcp", strings.TrimPrefix(w.URL, "http://")) }, func(n int) { sentBytes.Add(int64(n)) })
	far := fmt.Sprintf("http://localhost:%d", line.listener.Addr().(*net.TCPAddr).Port)
	const size = 4 << 20
	p := w.browser.Open(t, journeytest.Phone())
	p.ExpectCuts()
	p.Go(far + "/ufficio/accesso")
	p.Fill(l.T("office.signin.email"), "coordinamento@demo.example")
	p.Fill(l.T("office.signin.password"), demoPassword)
	p.Click(l.T("office.signin.submit"))
	cutAt := func(n int64) {
		sentBytes.Store(0)
		go func() {
			for sentBytes.Load() < n {
				time.Sleep(time.Millisecond)
			}
			line.cut()
		}()
	}
	for _, closed := range []bool{false, true} {
		name := fmt.Sprintf("foglio-%t.pdf", closed)
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, inspecttest.LargePDF(name, size), 0o600); err != nil {
			t.Fatal(err)
		}
		p.Go(far + scans)
		p.Attach(l.T("cases.scan.field"), file)
		cutAt(size / 2)
		p.Click(l.T("cases.scan.add"))
		p.Sees(l.T("upload.offline"), l.T("upload.cancel"))
		p.CheckAll()
		line.mend()
		sentBytes.Store(0)
		if closed {
			p.Go(far + scans)
			p.Attach(l.T("cases.scan.field"), file)
			p.Click(l.T("cases.scan.add"))
		}
		p.Sees(l.T("cases.scan.added"), name)
		if n := sentBytes.Load(); n > size*3/4 {
			t.Errorf("%d of %d bytes were sent after half was there", n, size)
		}
	}
}

// TestACVIsHandedInFromATelephone: in Arabic, in parts, over a line that breaks; and in
// Italian without JavaScript, as photographs of its pages.
func TestACVIsHandedInFromATelephone(t *testing.T) {
	s := newSiege(t)
	browser := journeytest.NewBrowser(t)
	line := lay(t, func() (net.Conn, error) { return net.Dial("tcp", strings.TrimPrefix(s.URL, "http://")) }, nil)
	far := fmt.Sprintf("http://localhost:%d", line.listener.Addr().(*net.TCPAddr).Port)
	folder := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	enter := func(o journeytest.Options, lang string) *journeytest.Page {
		door, code := s.office.way(s.person(t, "Prova "+lang, lang))
		p := browser.Open(t, o)
		p.ExpectCuts()
		p.Go(far + door)
		p.Fill(s.words.For(lang).T("area.door.code8"), code)
		p.Click(s.words.For(lang).T("area.code.submit"))
		p.Go(far + i18n.Path(lang, ownCV))
		return p
	}

	ar := s.words.For("ar")
	p := enter(journeytest.Phone(), "ar")
	p.Attach(ar.T("area.cv.file"), write("صورة.heic", []byte("....ftypheic")))
	wrong, _, _ := strings.Cut(ar.T("files.upload.type", "Types", "PDF, JPEG"), "JPEG") // and what can be converted here
	p.Sees(wrong)
	p.Attach(ar.T("area.cv.file"), write("grande.pdf", make([]byte, 11<<20)))
	p.Sees(ar.T("files.upload.size", "Max", 10))
	picture(p, "upload-too-large-ar")
	p.Attach(ar.T("area.cv.file"), write("سيرة.pdf", inspecttest.LargePDF("CV", 3<<20)))
	line.cut()
	p.Click(ar.T("area.cv.send.do"))
	p.Sees(ar.T("upload.offline"))
	p.CheckAll()
	picture(p, "upload-offline-ar")
	line.mend()
	p.Sees(ar.T("area.cv.sent"), "سيرة.pdf")
	p.Sees(ar.T("area.cv.state.valid"))
	p.CheckAll()

	it := s.words.For("it")
	o := journeytest.Phone()
	o.NoScript = true
	q := enter(o, "it")
	q.Sees(it.T("upload.wait"))
	q.Attach(it.T("area.cv.file"), write("uno.png", inspecttest.Photo(800, 1100)), write("due.png", inspecttest.Photo(800, 1100)))
	q.Click(it.T("area.cv.send.do"))
	q.Sees(it.T("area.cv.sent"), "uno.png")
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(q.Text(), it.T("area.cv.state.valid")) && time.Now().Before(deadline); {
		time.Sleep(200 * time.Millisecond)
		q.Go(far + ownCV)
	}
	q.Sees(it.T("area.cv.state.valid"))
	var pages int
	if err := s.db.NewRaw("SELECT pages FROM cvs WHERE name = 'uno.png'").Scan(t.Context(), &pages); err != nil || pages != 2 {
		t.Errorf("two photographs became %d pages: %v", pages, err)
	}
}
