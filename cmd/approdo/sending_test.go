package main

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"approdo/app/i18n"
	"approdo/locales"
)

// poster sends files without a browser: it keeps cookies and fills the forms it finds.
type poster struct {
	t      testing.TB
	base   string
	client *http.Client
}

func newPoster(t testing.TB, base string) *poster {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &poster{t: t, base: base, client: &http.Client{Jar: jar, Timeout: 3 * time.Minute}}
}

// signIn enters the office.
func (p *poster) signIn(email string) *poster {
	p.t.Helper()
	f := p.form("/ufficio/accesso", func(a map[string]string) bool { return strings.HasSuffix(a["action"], "/ufficio/accesso") })
	f.fields.Set("email", email)
	f.fields.Set("password", demoPassword)
	answer, err := p.client.PostForm(p.base+f.action, f.fields)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.Request.URL.Path != "/ufficio" {
		p.t.Fatalf("%s does not get in: %d at %s", email, answer.StatusCode, answer.Request.URL)
	}
	return p
}

// texts reads a page and gives the text of the elements with a class.
func (p *poster) texts(path, class string) []string {
	p.t.Helper()
	answer, err := p.client.Get(p.base + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	tree, err := html.Parse(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	var all []string
	for n := range tree.Descendants() {
		if n.Type == html.ElementNode && attributes(n)["class"] == class {
			var b strings.Builder
			for x := range n.Descendants() {
				if x.Type == html.TextNode {
					b.WriteString(x.Data)
				}
			}
			all = append(all, strings.TrimSpace(b.String()))
		}
	}
	return all
}

// way gives a person a way into their area, on paper: the path of the door and the code.
func (p *poster) way(person int64) (door, secret string) {
	p.t.Helper()
	area := fmt.Sprintf("/ufficio/persone/%d/area", person)
	f := p.form(area, func(a map[string]string) bool { return strings.HasSuffix(a["action"], "/area") })
	f.fields.Set("way", "paper")
	answer, err := p.client.PostForm(p.base+f.action, f.fields)
	if err != nil {
		p.t.Fatal(err)
	}
	_ = answer.Body.Close()
	link, code := p.texts(area+"/foglio", "own-slip-link"), p.texts(area+"/foglio", "own-slip-code")
	if len(link) != 1 || len(code) != 1 {
		p.t.Fatalf("the slip says %q and %q", link, code)
	}
	return strings.TrimPrefix(link[0], p.base), code[0]
}

// enter goes a person's way into their area.
func (p *poster) enter(person int64) *poster {
	p.t.Helper()
	path, code := p.way(person)
	own := newPoster(p.t, p.base)
	door := own.form(path, func(a map[string]string) bool { return a["action"] != "" })
	door.fields.Set("code", code)
	in, err := own.client.PostForm(p.base+door.action, door.fields)
	if err != nil {
		p.t.Fatal(err)
	}
	_ = in.Body.Close()
	if !strings.HasSuffix(in.Request.URL.Path, "/area-personale") {
		p.t.Fatalf("the door leads to %s (%d)", in.Request.URL, in.StatusCode)
	}
	return own
}

// sheet is a form of a page as it stands there.
type sheet struct {
	action string
	fields url.Values
}

// form reads a page and gives the first posted form that is wanted.
func (p *poster) form(path string, wanted func(attributes map[string]string) bool) sheet {
	p.t.Helper()
	answer, err := p.client.Get(p.base + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	tree, err := html.Parse(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	for n := range tree.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" || !strings.EqualFold(attributes(n)["method"], "post") || !wanted(attributes(n)) {
			continue
		}
		f := sheet{action: attributes(n)["action"], fields: url.Values{}}
		for x := range n.Descendants() {
			if a := attributes(x); x.Data == "input" && a["type"] == "hidden" {
				f.fields.Set(a["name"], a["value"])
			}
		}
		return f
	}
	p.t.Fatalf("%s (%d) has no such form", path, answer.StatusCode)
	return sheet{}
}

// multi finds the form of a page that takes files.
func (p *poster) multi(path, action string) sheet {
	p.t.Helper()
	return p.form(path, func(a map[string]string) bool {
		return a["enctype"] == "multipart/form-data" && strings.HasSuffix(a["action"], action)
	})
}

// body writes the form with files as a browser does.
func (f sheet) body(t testing.TB, field string, files ...sent) (content []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range f.fields {
		if err := w.WriteField(name, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range files {
		part, err := w.CreateFormFile(field, x.name)
		if err == nil {
			_, err = part.Write(x.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

// sent is a file as somebody chose it.
type sent struct {
	name    string
	content []byte
}

// reply is what came back, after redirects, and where from.
type reply struct {
	status     int
	path, text string
}

func (p *poster) post(path, kind string, body io.Reader, headers ...string) (reply, error) {
	req, err := http.NewRequest(http.MethodPost, p.base+path, body)
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	answer, err := p.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := readable(answer)
	return reply{answer.StatusCode, answer.Request.URL.Path, text}, err
}

// readable is what a person reads of an answer, white space folded.
func readable(answer *http.Response) (string, error) {
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		text, err := io.ReadAll(answer.Body)
		return string(text), err
	}
	tree, err := html.Parse(answer.Body)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for n := range tree.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " "), nil
}

// catalog is every sentence of the program.
func catalog(t testing.TB) *i18n.Catalog {
	t.Helper()
	words, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	return words
}
