package inbox

import (
	"net/smtp"
	"strings"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/mail/catcher"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

const mixed = "From: =?utf-8?q?Sportello_Citt=C3=A0?= <noreply@example.org>\r\nSubject: =?utf-8?b?2YXZiNi52K/Zgw==?=\r\n" +
	"Content-Language: ar\r\nContent-Type: multipart/mixed; boundary=M\r\n\r\n--M\r\nContent-Type: multipart/alternative; boundary=A\r\n\r\n" +
	"--A\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIn solo testo\r\n" +
	"--A\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head></head><body><script>alert(1)</script><a href=\"https://x.example\">x</a></body></html>\r\n" +
	"--A--\r\n--M\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=\"=?utf-8?q?citt=C3=A0.html?=\"\r\n\r\n<script>alert(2)</script>\r\n--M--\r\n"

// site has an inbox with one message for each of the raw mails.
func site(t *testing.T, mails ...string) (*webtest.Site, *catcher.Catcher) {
	t.Helper()
	s := webtest.New(t, time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), webtest.Menus{})
	box, err := catcher.Start(catcher.Options{Now: func() time.Time { return s.Now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	for _, m := range mails {
		if err := smtp.SendMail(box.Addr(), nil, "bounce@example.org", []string{"amina@example.org"}, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	Register(s.Web, box)
	return s, box
}

// admin is a browser of somebody who may see the jobs.
func admin(t *testing.T, s *webtest.Site) *webtest.Browser {
	t.Helper()
	var id int64
	err := s.Pools.Web.NewRaw(`INSERT INTO users (email, name, roles, handle, created_at, created_by)
		VALUES ('admin@example.org', 'Admin', '{administrator}', 'x', now(), 'program:test') RETURNING id`).Scan(t.Context(), &id)
	if err != nil {
		t.Fatal(err)
	}
	return s.Browser(t).SignIn(id)
}

func TestAMessageIsShown(t *testing.T) {
	s, _ := site(t, mixed)
	b := admin(t, s)
	list := b.Get("/posta").Follow().Want(200).Has("amina@example.org", "موعدك", "24/11/2026 10:00")
	link := list.Find("a", "href", "/ufficio/posta/1")
	if link == nil || webtest.Attr(link, "lang") != "ar" {
		t.Fatal("no link to the message in its language")
	}
	page := b.Get("/ufficio/posta/1").Want(200).Has("موعدك", "Sportello Città", "In solo testo", "città.html").HasNot("alert(1)")
	frame := page.Find("iframe")
	if frame == nil || webtest.Attr(frame, "title") == "" || strings.Contains(webtest.Attr(frame, "sandbox"), "allow-scripts") {
		t.Error("no sandboxed frame with a name")
	}
	if csp := page.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("the policy %q", csp)
	}
	b.Get("/en/ufficio/posta").Want(200).Has("Caught mail")
}

func TestTheHTMLIsHarmless(t *testing.T) {
	s, _ := site(t, mixed)
	p := admin(t, s).Get("/ufficio/posta/1/html").Want(200)
	csp := p.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'self'", "; sandbox allow-popups"} {
		if !strings.Contains(csp, want) {
			t.Errorf("the policy %q lacks %q", csp, want)
		}
	}
	if strings.Contains(csp, "script") || p.Header.Get("X-Frame-Options") != "SAMEORIGIN" || !strings.Contains(p.Body, `<base target="_blank">`) {
		t.Errorf("policy %q, frame %q", csp, p.Header.Get("X-Frame-Options"))
	}
}

func TestFilesAreOnlyDownloaded(t *testing.T) {
	s, _ := site(t, mixed)
	b := admin(t, s)
	for path, want := range map[string]string{"/allegati/1": "<script>alert(2)</script>", "/originale": "Content-Language: ar"} {
		p := b.Get("/ufficio/posta/1" + path).Want(200)
		if p.Header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment;") || !strings.Contains(p.Body, want) {
			t.Errorf("%s: %q, %q", path, p.Header.Get("Content-Type"), p.Header.Get("Content-Disposition"))
		}
	}
	if got := b.Get("/ufficio/posta/1/allegati/1").Header.Get("Content-Disposition"); got != "attachment; filename*=UTF-8''citt%C3%A0.html" {
		t.Error(got)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	s, _ := site(t, mixed, "Subject: plain\r\n\r\nx\r\n")
	b := admin(t, s)
	for _, path := range []string{"/3", "/x", "/0", "/3/html", "/2/html", "/1/allegati/2", "/1/allegati/0", "/2/allegati/1", "/3/originale"} {
		b.Get(Path + path).Want(404)
	}
}

func TestNobodyElseReadsIt(t *testing.T) {
	s, _ := site(t, mixed)
	for _, path := range []string{Short, Path, Path + "/1", Path + "/1/html", Path + "/1/originale", Path + "/1/allegati/1"} {
		s.Browser(t).Get(path).Want(404).HasNot("amina@example.org", "alert")
	}
	for address, want := range map[string]bool{"127.0.0.1": true, "127.8.8.8": true, "::1": true, "10.0.0.1": false, "0.0.0.0": false, "": false, "localhost": false} {
		if onThisMachine(address) != want {
			t.Errorf("%q: %v", address, !want)
		}
	}
}

func TestSearchingAndClearing(t *testing.T) {
	s, box := site(t, mixed, "Subject: \r\n\r\nx\r\n", "not a mail\r\n")
	b := admin(t, s)
	b.Get(Path+"?cerca=AMINA").Has("(senza oggetto)", "Elimina 3 messaggi")
	b.Get(Path + "?cerca=nobody").Has("Nessun messaggio")
	b.Get(Path + "/3").Want(200).Has("non si legge per intero")
	b.Get(Path).Submit("/svuotamento", nil).Follow().Has("Messaggi eliminati", "Nessun messaggio")
	if len(box.List()) != 0 {
		t.Error("messages are left")
	}
}
