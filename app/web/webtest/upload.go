package webtest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"

	"github.com/gofiber/fiber/v2"
)

// File is a file chosen in a form.
type File struct{ Field, Name, Content string }

// Upload posts the form whose action ends in suffix as Submit does, with files.
func (p *Page) Upload(suffix string, changes map[string]string, files ...File) *Page {
	p.t.Helper()
	f := p.form(suffix)
	if f == nil {
		p.t.Fatalf("%s: no form with an action ending in %q", p.Path, suffix)
	}
	if Attr(f, "enctype") != fiber.MIMEMultipartForm {
		p.t.Fatalf("%s: the form to %q would send no files", p.Path, suffix)
	}
	values := FormValues(f)
	for _, input := range p.All("input", "type", "file") {
		values.Del(Attr(input, "name"))
	}
	for name, value := range changes {
		values.Set(name, value)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must := func(err error) {
		p.t.Helper()
		if err != nil {
			p.t.Fatal(err)
		}
	}
	for name, all := range values {
		for _, value := range all {
			must(w.WriteField(name, value))
		}
	}
	for _, file := range files {
		part, err := w.CreateFormFile(file.Field, file.Name)
		must(err)
		_, err = part.Write([]byte(file.Content))
		must(err)
	}
	must(w.Close())
	req := httptest.NewRequest(http.MethodPost, Attr(f, "action"), &body)
	req.Header.Set(fiber.HeaderContentType, w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return p.browser.Do(req)
}
