package mail

import (
	"bytes"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"path"
	"regexp"
	"strings"
	texttemplate "text/template"

	"approdo/app/i18n"
)

const (
	frameView  = "mail/frame"
	maxSubject = 160
)

// Frame is what the views mail/frame.html and mail/frame.txt get.
type Frame struct {
	Lang, Dir   string
	Subject     string
	Institution Identity
	// HTML and Text are the finished message of the kind's own views; each frame
	// uses its own.
	HTML htmltemplate.HTML
	Text string
	// ButtonLabel and ButtonURL are empty where there is no button.
	ButtonLabel, ButtonURL string
	Reason                 string
	// Home is the portal's address in the reader's language.
	Home string
}

// rendered is a message in words.
type rendered struct {
	lang, subject, html, text string
}

// renderer holds the mail views, one bound set per language.
type renderer struct {
	html    map[string]*htmltemplate.Template
	text    map[string]*texttemplate.Template
	catalog *i18n.Catalog
	base    string
}

// newRenderer parses every view under mail/ and binds it to every language.
func newRenderer(views fs.FS, c *i18n.Catalog, base string) (*renderer, error) {
	r := &renderer{map[string]*htmltemplate.Template{}, map[string]*texttemplate.Template{}, c, strings.TrimRight(base, "/")}
	sources, err := readViews(views)
	if err != nil {
		return nil, err
	}
	for _, l := range i18n.Languages() {
		funcs := c.For(l.Tag).Funcs()
		h := htmltemplate.New("mail").Funcs(funcs).Option("missingkey=error")
		t := texttemplate.New("mail").Funcs(texttemplate.FuncMap(funcs)).Option("missingkey=error")
		for file, source := range sources {
			name, ext := strings.TrimSuffix(file, path.Ext(file)), path.Ext(file)
			if ext == ".html" {
				_, err = h.New(name).Parse(source)
			} else {
				_, err = t.New(name).Parse(source)
			}
			if err != nil {
				return nil, fmt.Errorf("mail: parse %s: %w", file, err)
			}
		}
		r.html[l.Tag], r.text[l.Tag] = h, t
	}
	return r, r.has(frameView)
}

func readViews(views fs.FS) (map[string]string, error) {
	sources := map[string]string{}
	err := fs.WalkDir(views, "mail", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".html" && path.Ext(file) != ".txt" {
			return err
		}
		b, err := fs.ReadFile(views, file)
		sources[file] = string(b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("mail: read views: %w", err)
	}
	return sources, nil
}

// viewOf is the name of the views of a kind.
func viewOf(kind string) string { return "mail/" + strings.ReplaceAll(kind, ".", "_") }

// has checks that a view exists in HTML and in plain text.
func (r *renderer) has(view string) error {
	lang := i18n.Languages()[0].Tag
	if r.html[lang].Lookup(view) == nil || r.text[lang].Lookup(view) == nil {
		return fmt.Errorf("mail: the views %s.html and %s.txt must both exist", view, view)
	}
	return nil
}

// render puts a message into words, in HTML and in plain text.
func (r *renderer) render(m Message, c *Content, who Identity) (*rendered, error) {
	lang := m.Lang
	if c.Lang != "" {
		lang = c.Lang
	}
	l := r.catalog.For(lang)
	lang = l.Lang()
	f := Frame{Lang: lang, Dir: i18n.Dir(lang), Institution: who, Home: r.base + i18n.Path(lang, "/"),
		Subject: oneLine(l.T(c.SubjectKey, c.SubjectArgs...)), Reason: reason(l, c, who)}
	if c.Button != nil {
		f.ButtonLabel, f.ButtonURL = l.T(c.Button.Key, c.Button.Args...), r.address(lang, c.Button.URL)
	}
	if f.Subject == "" {
		return nil, errors.New("mail: a message needs a subject")
	}
	var html, text bytes.Buffer
	view := viewOf(m.Kind)
	if err := errors.Join(r.html[lang].ExecuteTemplate(&html, view, c.Data), r.text[lang].ExecuteTemplate(&text, view, c.Data)); err != nil {
		return nil, fmt.Errorf("mail: render %s: %w", view, err)
	}
	f.HTML, f.Text = htmltemplate.HTML(html.String()), tidy(text.String()) // #nosec G203 -- our own rendered view
	html.Reset()
	text.Reset()
	if err := errors.Join(r.html[lang].ExecuteTemplate(&html, frameView, f), r.text[lang].ExecuteTemplate(&text, frameView, f)); err != nil {
		return nil, fmt.Errorf("mail: render %s: %w", frameView, err)
	}
	return &rendered{lang, f.Subject, html.String(), tidy(text.String()) + "\n"}, nil
}

func reason(l *i18n.Localizer, c *Content, who Identity) string {
	key := c.ReasonKey
	if key == "" {
		key = "mail.frame.reason"
	}
	return l.T(key, append([]any{"Institution", who.Name}, c.ReasonArgs...)...)
}

func (r *renderer) address(lang, url string) string {
	if strings.HasPrefix(url, "/") {
		return r.base + i18n.Path(lang, url)
	}
	return url
}

// oneLine makes a subject of a sentence.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxSubject {
		return string(r[:maxSubject-1]) + "…"
	}
	return s
}

var blankLines = regexp.MustCompile(`[ \t]*\n([ \t]*\n)*[ \t]*\n`)

// tidy takes away what the tags of a text view leave: spaces at the ends of
// lines and more than one empty line.
func tidy(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = blankLines.ReplaceAllString(s, "\n\n")
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
