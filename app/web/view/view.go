package view

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"

	"github.com/gofiber/template/html/v2"

	"approdo/app/i18n"
)

// Engine holds the parsed views, one bound set per language.
// It is safe for concurrent use; nothing in it changes after New.
type Engine struct {
	sets map[string]*template.Template
}

// Framed is what a layout receives: the page's own struct and its finished body.
type Framed struct {
	Page any
	Body template.HTML
}

// New parses every .html view in views and binds it to every language of the
// catalogue. funcs gives the shell's functions for one language (asset, icon, …).
// It fails on the first view that does not parse.
func New(views fs.FS, c *i18n.Catalog, funcs func(lang string) template.FuncMap) (*Engine, error) {
	loader := html.NewFileSystem(http.FS(views), ".html")
	loader.AddFuncMap(merged(c, "it", funcs))
	if err := loader.Load(); err != nil {
		return nil, fmt.Errorf("parse views: %w", err)
	}
	e := &Engine{sets: map[string]*template.Template{}}
	for _, l := range i18n.Languages() {
		set, err := loader.Templates.Clone()
		if err != nil {
			return nil, fmt.Errorf("clone views for %s: %w", l.Tag, err)
		}
		e.sets[l.Tag] = set.Funcs(merged(c, l.Tag, funcs))
	}
	return e, nil
}

func merged(c *i18n.Catalog, lang string, funcs func(string) template.FuncMap) template.FuncMap {
	all := template.FuncMap{}
	for name, f := range c.For(lang).Funcs() {
		all[name] = f
	}
	for name, f := range funcs(lang) {
		all[name] = f
	}
	return all
}

// Names lists every view, in no particular order.
func (e *Engine) Names() []string {
	var names []string
	for _, t := range e.sets["it"].Templates() {
		names = append(names, t.Name())
	}
	return names
}

// Page writes the named view inside its layout ("layouts/portal"). data is the
// page's typed struct; the layout sees it as .Page and the view's HTML as .Body.
// Nothing is written when either fails.
func (e *Engine) Page(w io.Writer, lang, layout, name string, data any) error {
	var body bytes.Buffer
	if err := e.Fragment(&body, lang, name, data); err != nil {
		return err
	}
	var page bytes.Buffer
	framed := Framed{Page: data, Body: template.HTML(body.String())} //nolint:gosec // our own rendered view
	if err := e.Fragment(&page, lang, layout, framed); err != nil {
		return err
	}
	_, err := w.Write(page.Bytes())
	return err
}

// Fragment writes one view without a layout: the answer to an htmx request.
func (e *Engine) Fragment(w io.Writer, lang, name string, data any) error {
	set, ok := e.sets[lang]
	if !ok {
		return fmt.Errorf("render %s: no language %q", name, lang)
	}
	t := set.Lookup(name)
	if t == nil {
		return fmt.Errorf("render: no view %q", name)
	}
	if err := t.Execute(w, data); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return nil
}
