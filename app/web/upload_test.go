package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"approdo/app/files"
	"approdo/app/web"
	"approdo/app/web/webtest"
)

// send posts a form with files as a browser does.
func send(t *testing.T, b *webtest.Browser, path, body string) *webtest.Page {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(strings.ReplaceAll(body, "\n", "\r\n")))
	req.Header.Set("Content-Type", "multipart/form-data; boundary=A")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Do(req)
}

func part(name, content string) string {
	return "--A\nContent-Disposition: form-data; " + name + "\n\n" + content + "\n"
}

func uploads(t *testing.T) *webtest.Site {
	s := site(t)
	s.Web.PostFile("/foto", web.Public, func(c *fiber.Ctx) error {
		said := web.ReadForm(c).Get("nota")
		for _, u := range web.Uploads(c, "foto") {
			f, err := u.Open()
			if err != nil {
				return err
			}
			content, err := io.ReadAll(f)
			if err != nil {
				return err
			}
			said += "|" + u.Name + "=" + string(content)
		}
		return c.SendString(said)
	})
	return s
}

func TestFilesOfAFormArriveBesideItsFields(t *testing.T) {
	b := uploads(t).Browser(t)
	csrf := part(`name="_csrf"`, token(t, b))
	two := csrf + part(`name="nota"`, " ciao ") + part(`name="foto"; filename="a.png"`, "uno") + part(`name="foto"; filename="b.png"`, "") + "--A--\n"
	if got := send(t, b, "/foto", two).Want(200).Body; got != "ciao|a.png=uno|b.png=" {
		t.Errorf("got %q", got)
	}
	if got := send(t, b, "/foto", csrf+part(`name="nota"`, "ciao")+part(`name="foto"; filename=""`, "")+"--A--\n").Want(200).Body; got != "ciao" {
		t.Errorf("a field left empty gives %q", got)
	}
	send(t, b, "/foto", csrf+part(`name="nota"`, "a\x00b")+"--A--\n").Want(422)
	big := csrf + part(`name="foto"; filename="a.png"`, strings.Repeat("x", 100<<10)) + "--A--\n"
	send(t, b, "/foto", big).Want(200)
	send(t, b, "/eco", big).Want(413)
	p := send(t, b, "/foto", part(`name="nota"`, "scritto a lungo")+part(`name="foto"; filename="a.png"`, "uno")+"--A--\n").Want(422)
	if p.Find("input", "name", "nota", "value", "scritto a lungo") == nil {
		t.Error("a form whose session expired lost what was typed")
	}
}

func TestAStoredFileIsAlwaysAnAttachment(t *testing.T) {
	s := site(t)
	f, err := files.Save(t.Context(), s.Pools.Web, s.Web.Vault(), files.Input{Owner: "cv", OwnerID: 1, Name: `Città "50%"; di` + "\u202e\r\n" + ` Łódź.pdf`,
		Content: strings.NewReader("%PDF-1.7 ciao"), Allowed: []string{files.PDF}, Max: 100, By: "user:1", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	s.Web.Get("/scarico", web.Public, func(c *fiber.Ctx) error { return s.Web.SendFile(c, f) })
	p := s.Browser(t).Get("/scarico").Want(200)
	for name, want := range map[string]string{
		"Content-Type":            "application/pdf",
		"Content-Disposition":     `attachment; filename="Citt_ 50__ di __d_.pdf"; filename*=UTF-8''Citt%C3%A0%2050%25%3B%20di%20%C5%81%C3%B3d%C5%BA.pdf`,
		"Content-Security-Policy": "default-src 'none'; sandbox",
		"Cache-Control":           "private, no-store",
		"X-Content-Type-Options":  "nosniff",
	} {
		if got := p.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if p.Body != "%PDF-1.7 ciao" {
		t.Errorf("the content is %q", p.Body)
	}
}

func TestAnAttachmentEndsLikeWhatItIs(t *testing.T) {
	s := site(t)
	var f *files.File
	s.Web.Get("/scarico", web.Public, func(c *fiber.Ctx) error { return s.Web.SendFile(c, f) })
	for name, want := range map[string]string{"a.pdf": "a.pdf", "A.PDF": "A.PDF", "a": "a.pdf", "a.html": "a.html.pdf", "a.pdf.exe": "a.pdf.exe.pdf"} {
		var err error
		f, err = files.Save(t.Context(), s.Pools.Web, s.Web.Vault(), files.Input{Owner: "cv", OwnerID: 1, Name: name,
			Content: strings.NewReader("%PDF-1.7 ciao"), Allowed: []string{files.PDF}, Max: 100, By: "user:1", Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Browser(t).Get("/scarico").Want(200).Header.Get("Content-Disposition"); !strings.Contains(got, `filename="`+want+`"`) {
			t.Errorf("%s is kept as %q", name, got)
		}
	}
}
