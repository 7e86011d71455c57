package journeytest

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// URL is the address of the page.
func (p *Page) URL() string {
	p.t.Helper()
	return p.text("location.href")
}

// H1 is the heading of the page.
func (p *Page) H1() string {
	p.t.Helper()
	return p.text("Array.from(document.querySelectorAll('h1'), h => h.innerText).join(' | ')")
}

// HTML is the page as it stands now.
func (p *Page) HTML() string {
	p.t.Helper()
	return p.text("'<!doctype html>' + document.documentElement.outerHTML")
}

// Source is the page as it is sent, asked for once more with the page's own cookies.
func (p *Page) Source() string {
	p.t.Helper()
	return p.text("fetch(location.href, { headers: { accept: 'text/html' } }).then((r) => r.text())")
}

// Sees waits until the words are visible somewhere on the page.
func (p *Page) Sees(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if !p.eventually(func() bool { return strings.Contains(p.Text(), squeeze(w)) }) {
			p.t.Fatalf("%q is not on the page:\n%s", w, p.Text())
		}
	}
}

// SeesNot fails when the words are visible.
func (p *Page) SeesNot(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(p.Text(), squeeze(w)) {
			p.t.Fatalf("%q is on the page:\n%s", w, p.Text())
		}
	}
}

// Text is everything visible on the page, or inside of In's element, with single
// spaces.
func (p *Page) Text() string {
	p.t.Helper()
	if p.scope == (scope{}) {
		return squeeze(p.text("document.body?.innerText ?? ''"))
	}
	text := ""
	ok := p.eventually(func() bool {
		found, err := p.tree(scope{}, p.scope.role, p.scope.name)
		if err == nil && len(found) > 0 {
			text, err = p.on(found[0], "function () { return this.innerText }")
		}
		return err == nil && len(found) > 0
	})
	if !ok {
		p.t.Fatalf("there is no %s %q", p.scope.role, p.scope.name)
	}
	return squeeze(text)
}

// Evaluate runs an expression in the page and gives its value.
func Evaluate[T any](p *Page, expression string) T {
	p.t.Helper()
	v, err := evaluate[T](p, expression)
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

func evaluate[T any](p *Page, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

func (p *Page) text(expression string) string {
	p.t.Helper()
	return Evaluate[string](p, expression)
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// Screenshot leaves a picture of the whole page as name.png in the folder.
func (p *Page) Screenshot(folder, name string) {
	p.t.Helper()
	if err := p.picture(filepath.Join(folder, name+".png")); err != nil {
		p.t.Errorf("no picture of %s: %v", name, err)
	}
}

func (p *Page) picture(file string) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, png, 0o644)
}
