package print

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// errLost is in the error of a document whose browser ended while it printed.
var errLost = errors.New("the browser ended")

// stopWithin is what the browser may take to end in good order.
const stopWithin = 3 * time.Second

// find gives the browser's program, "" where there is none.
func find(path string) string {
	names := []string{path}
	switch path {
	case Off:
		return ""
	case "":
		names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	}
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	return ""
}

// browser is a running Chromium.
type browser struct {
	ctx    context.Context
	cancel context.CancelFunc // ends it by force and waits
	folder *folder
}

// start starts a Chromium that lives until stop or until life ends, whichever is first.
func start(ctx, life context.Context, path string, o Options) (*browser, error) {
	f, err := makeFolder(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("no folder for the browser: %w", err)
	}
	alloc, wait := chromedp.NewExecAllocator(life, flags(path, f.path)...)
	quiet := func(format string, args ...any) {
		o.Log.Debug("the browser that prints", slog.String("said", fmt.Sprintf(format, args...)))
	}
	tab, cancel := chromedp.NewContext(alloc, chromedp.WithLogf(quiet), chromedp.WithErrorf(quiet))
	b := &browser{ctx: tab, folder: f, cancel: func() { cancel(); wait() }}
	defer context.AfterFunc(ctx, cancel)()
	if err := chromedp.Do(tab); err != nil {
		_ = b.stop()
		return nil, fmt.Errorf("the browser %s does not start: %w", path, err)
	}
	return b, nil
}

// flags are the library's own and ours: no network, no secrets, nothing to share.
func flags(path, dir string) []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(dir),
		chromedp.NoInheritEnv,
		chromedp.Env("PATH="+os.Getenv("PATH"), "LANG=C.UTF-8", "HOME="+dir, "TMPDIR="+dir, "XDG_RUNTIME_DIR="+dir),
		chromedp.UserAgent("Approdo"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
		chromedp.Flag("proxy-server", "http://127.0.0.1:9"), // nobody there
		chromedp.Flag("proxy-bypass-list", "<-loopback>"),   // for this machine too
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-crash-reporter", true),
		chromedp.Flag("font-render-hinting", "none"),
	)
}

// lost reports whether the browser has ended.
func (b *browser) lost() bool { return b.ctx.Err() != nil }

// print prints a sheet in a tab that knows nothing of the others.
func (b *browser) print(ctx context.Context, s Sheet) (pdf []byte, err error) {
	tab, done := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	defer done()
	work, cancel := context.WithCancel(tab)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	pdf, err = chromedp.Run(work, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		if err := load(ctx, t, s.HTML); err != nil {
			return nil, err
		}
		return chromedp.PrintToPDF(paper(s)...)(ctx, t)
	})
	switch {
	case err == nil:
		return pdf, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%w (%w)", ctx.Err(), err)
	case b.lost():
		return nil, fmt.Errorf("%w: %w", errLost, err)
	}
	return nil, err
}

// load shows the document and waits until its letters and pictures are there.
func load(ctx context.Context, t *chromedp.Target, html []byte) error {
	noScripts := emulation.SetScriptExecutionDisabledParams{Value: true}
	if _, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, noScripts); err != nil {
		return err
	}
	tree, err := cdp.Call(ctx, t, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return err
	}
	content := page.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: string(html)}
	if _, err := cdp.Call(ctx, t, page.SetDocumentContent, content); err != nil {
		return err
	}
	yes := true
	drawn := runtime.EvaluateParams{AwaitPromise: &yes, ReturnByValue: &yes,
		Expression: `Promise.all([document.fonts.ready, ...Array.from(document.images, i => i.decode().catch(() => 0))]).then(() => 0)`}
	_, err = cdp.Call(ctx, t, runtime.Evaluate, drawn)
	return err
}

// stop ends the browser, in good order if it can, and removes its folder.
func (b *browser) stop() error {
	if !b.lost() {
		ctx, cancel := context.WithTimeout(b.ctx, stopWithin)
		_ = chromedp.Cancel(ctx) // by force below
		cancel()
	}
	b.cancel()
	return b.folder.remove()
}
