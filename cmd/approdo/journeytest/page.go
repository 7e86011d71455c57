package journeytest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Page is one tab. Its methods fail the test when what they ask for does not come.
type Page struct {
	t     testing.TB
	ctx   context.Context
	watch *watch
	scope scope
}

// Go opens an address and waits until everything it needs has come. The count of
// Traffic starts anew.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.watch.forget()
	if err := p.run(chromedp.Navigate(url)); err != nil && !strings.Contains(err.Error(), "ERR_HTTP_RESPONSE_CODE_FAILURE") {
		p.t.Fatalf("%s: %v", url, err)
	}
	p.settle()
}

// Close leaves the page for about:blank before the program goes away.
func (p *Page) Close() {
	p.t.Helper()
	p.must(chromedp.Navigate("about:blank"))
}

// GoCold is Go with an empty cache.
func (p *Page) GoCold(url string) {
	p.t.Helper()
	p.must(chromedp.Navigate("about:blank"), step(network.ClearBrowserCache, cdp.Empty{}))
	p.Go(url)
}

// Back is the browser's back button.
func (p *Page) Back() {
	p.t.Helper()
	p.watch.forget()
	history, err := call(p, page.GetNavigationHistory, cdp.Empty{})
	if err != nil || history.CurrentIndex < 1 {
		p.t.Fatalf("there is nothing to go back to: %v", err)
	}
	// Not the library's own way back, which waits for an event that a page restored
	// from memory, or one that leads on at once, may not send.
	p.must(step(page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: history.Entries[history.CurrentIndex-1].ID}))
	p.settle()
}

// Expect says that the test provokes these statuses: the browser's note about them
// is no error. 422 always may come.
func (p *Page) Expect(statuses ...int) {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	for _, s := range statuses {
		p.watch.expected[s] = true
	}
}

// ExpectCuts says that the test breaks the line: the browser's notes about connections
// that failed are no errors.
func (p *Page) ExpectCuts() {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	p.watch.cuts = true
}

// Status is that of the document last loaded.
func (p *Page) Status() int {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	return p.watch.status
}

// Traffic is what came over the network since the last Go.
func (p *Page) Traffic() Traffic {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	return p.watch.traffic
}

// Problems are the errors of the console so far; reading them forgives them.
func (p *Page) Problems() []string {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	all := p.watch.problems
	p.watch.problems = nil
	return all
}

// settle waits until the document is complete and the network quiet.
func (p *Page) settle() {
	p.t.Helper()
	done := p.eventually(func() bool {
		if !p.watch.quiet() {
			return false
		}
		state, err := evaluate[string](p, "document.readyState")
		return err == nil && state == "complete" && p.watch.quiet()
	})
	if !done {
		p.t.Fatalf("the page does not come to rest; under way: %v", p.watch.pending())
	}
}

func (p *Page) eventually(holds func() bool) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return true
		}
	}
	return false
}

// closing is what every page answers for at its end.
func (p *Page) closing() {
	p.t.Helper()
	for _, problem := range p.Problems() {
		p.t.Errorf("the console holds: %s", problem)
	}
	if !p.t.Failed() {
		return
	}
	name := regexp.MustCompile(`[^\w-]+`).ReplaceAllString(p.t.Name(), "_")
	file := filepath.Join(root(p.t), "bin", "journeys", fmt.Sprintf("%s-%d", name, os.Getpid()))
	if err := p.picture(file + ".png"); err != nil {
		p.t.Logf("no picture of the failure: %v", err)
		return
	}
	html, _ := evaluate[string](p, "location.href + '\\n' + document.documentElement.outerHTML")
	if err := os.WriteFile(file+".html", []byte(html), 0o644); err != nil {
		p.t.Log(err)
	}
	p.t.Logf("left for you: %s.png and .html", file)
}

func (p *Page) run(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

func (p *Page) must(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := p.run(steps...); err != nil {
		p.t.Fatal(err)
	}
}

// step makes an action of a command whose answer nobody needs.
func step[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// call runs a command and gives its answer.
func call[P, R any](p *Page, command cdp.Command[P, R], params P) (R, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Call(ctx, command, params)
}

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}
