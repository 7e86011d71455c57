package web_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/files"
	"approdo/app/web"
	"approdo/app/web/webtest"
)

// sending is a site whose office form takes photographs, in parts too.
type sending struct {
	*webtest.Site
	b    *webtest.Browser
	csrf string
}

func newSending(t *testing.T) *sending {
	t.Helper()
	s := &sending{Site: uploads(t)}
	s.Web.TakeParts(web.OfficeParts, web.May(auth.OfficeEnter))
	s.Web.PostFile("/ufficio/foto", web.May(auth.OfficeEnter), func(c *fiber.Ctx) error {
		if web.ReadForm(c).Get("nota") == "male" {
			return c.Status(fiber.StatusUnprocessableEntity).SendString("correggi")
		}
		said := ""
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
	ids, err := auth.SeedDemo(t.Context(), s.Pools.Web, []auth.DemoUser{
		{Email: "anna@demo.example", Name: "Anna Prova", Lang: "it", Roles: []auth.Role{auth.Reception}},
		{Email: "bruno@demo.example", Name: "Bruno Prova", Lang: "it", Roles: []auth.Role{auth.Reception}},
	}, "una frase molto lunga", now)
	if err != nil {
		t.Fatal(err)
	}
	s.b = s.Browser(t).SignIn(ids["anna@demo.example"])
	s.csrf = token(t, s.b)
	return s
}

// ask posts as the script does.
func (s *sending) ask(t *testing.T, path, kind, body string) *webtest.Page {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "text/plain")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("X-CSRF-Token", s.csrf)
	return s.b.Do(req)
}

func (s *sending) begin(t *testing.T, name string, size int) *webtest.Page {
	t.Helper()
	return s.ask(t, "/ufficio/caricamenti", fiber.MIMEApplicationForm,
		url.Values{"purpose": {"foto"}, "name": {name}, "size": {fmt.Sprint(size)}, "stamp": {"1"}}.Encode())
}

func (s *sending) part(t *testing.T, id string, at int, content string) *webtest.Page {
	t.Helper()
	return s.ask(t, fmt.Sprintf("/ufficio/caricamenti/%s?da=%d", id, at), fiber.MIMEOctetStream, content)
}

// whole sends a file in two parts.
func (s *sending) whole(t *testing.T, name, content string) (id string) {
	t.Helper()
	id, _, _ = strings.Cut(s.begin(t, name, len(content)).Want(200).Body, " ")
	s.part(t, id, 0, content[:2]).Want(200)
	s.part(t, id, 2, content[2:]).Want(200)
	return id
}

func (s *sending) form(t *testing.T, fields string) *webtest.Page {
	t.Helper()
	return send(t, s.b, "/ufficio/foto", part(`name="_csrf"`, s.csrf)+fields+"--A--\n")
}

func (s *sending) left(t *testing.T) int64 {
	t.Helper()
	n, err := s.Pools.Web.NewSelect().Model((*files.Upload)(nil)).Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFilesSentInPartsAreFilesOfTheForm(t *testing.T) {
	s := newSending(t)
	if got := s.begin(t, "a.png", 5).Want(200).Body; !strings.HasSuffix(got, " 0") || len(got) != 28 {
		t.Errorf("begun: %q", got)
	}
	a, b := s.whole(t, "a.png", "primo"), s.whole(t, "b.png", "secondo")
	if got := s.begin(t, "a.png", 5).Want(200).Body; got != a+" 5" {
		t.Errorf("begun again: %q", got)
	}
	named := part(`name="foto-parts"`, b) + part(`name="foto-parts"`, a)
	s.form(t, named+part(`name="nota"`, "male")).Want(422)
	if got := s.form(t, part(`name="foto"; filename="c.png"`, "terzo")+named).Want(200).Body; got != "|c.png=terzo|b.png=secondo|a.png=primo" {
		t.Errorf("got %q", got)
	}
	if n := s.left(t); n != 0 {
		t.Errorf("%d uploads stay after they were taken", n)
	}
	s.form(t, part(`name="foto-parts"`, a)).Want(422)
}

func TestPartsThatDoNotBelong(t *testing.T) {
	s := newSending(t)
	id, _, _ := strings.Cut(s.begin(t, "a.png", 4).Body, " ")
	if got := s.part(t, id, 2, "cd").Want(409).Body; got != "0" {
		t.Errorf("a part too early is answered with %q", got)
	}
	if got := s.part(t, id, 0, "ab").Want(200).Body; got != "2" {
		t.Errorf("%q", got)
	}
	if got := s.part(t, id, 0, "ab").Want(200).Body; got != "2" {
		t.Errorf("a part sent twice is answered with %q", got)
	}
	s.part(t, id, 2, "cde").Want(413)
	s.part(t, id, 2, strings.Repeat("x", files.MaxPart+1)).Want(413)
	s.part(t, strings.Repeat("a", 26), 0, "ab").Want(404)
	s.ask(t, "/ufficio/caricamenti/"+id, fiber.MIMEOctetStream, "ab").Want(404)
	s.ask(t, "/ufficio/caricamenti/"+id+"?da=2", fiber.MIMEApplicationForm, strings.Repeat("x", 70<<10)).Want(413)
	s.form(t, part(`name="foto-parts"`, id)).Want(422)
	if n := s.left(t); n != 1 {
		t.Errorf("%d uploads after half of one was named in a form", n)
	}
	s.ask(t, "/ufficio/caricamenti/"+id+"/annulla", fiber.MIMEApplicationForm, "").Want(204)
	if n := s.left(t); n != 0 {
		t.Errorf("%d uploads stay after it was given up", n)
	}
}

func TestAScriptIsToldInOneSentence(t *testing.T) {
	s := newSending(t)
	for name, c := range map[string]struct {
		size   int
		status int
		says   string
	}{"empty": {0, 422, "Il file è vuoto. Scegli un altro file."}, "large": {files.MaxUpload + 1, 413, "Il file è troppo grande. Può pesare al massimo 10 MB."}} {
		if p := s.begin(t, "a.png", c.size).Want(c.status); p.Body != c.says {
			t.Errorf("%s: %q", name, p.Body)
		}
	}
	s.csrf = "old"
	if p := s.begin(t, "a.png", 1).Want(403); !strings.Contains(p.Body, "scaduta") {
		t.Errorf("%q", p.Body)
	}
	s.b.Forget("approdo")
	s.csrf = token(t, s.b)
	if p := s.begin(t, "a.png", 1).Want(401); strings.Contains(p.Body, "<") {
		t.Errorf("%q", p.Body)
	}
}

func TestNobodyReachesAnotherOnesParts(t *testing.T) {
	s := newSending(t)
	id := s.whole(t, "a.png", "primo")
	other, err := auth.SeedDemo(t.Context(), s.Pools.Web, []auth.DemoUser{{Email: "carla@demo.example", Name: "Carla Prova", Lang: "it",
		Roles: []auth.Role{auth.Coordinator}}}, "una frase molto lunga", now)
	if err != nil {
		t.Fatal(err)
	}
	s.b = s.Browser(t).SignIn(other["carla@demo.example"])
	s.csrf = token(t, s.b)
	s.part(t, id, 0, "pr").Want(404)
	s.form(t, part(`name="foto-parts"`, id)).Want(422)
	s.ask(t, "/ufficio/caricamenti/"+id+"/annulla", fiber.MIMEApplicationForm, "").Want(204)
	if n := s.left(t); n != 1 {
		t.Error("somebody else's upload is gone")
	}
}
