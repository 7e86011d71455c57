package journeytest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Browser is one running Chromium.
type Browser struct {
	ctx context.Context
}

// browserNames are what distributions call it.
var browserNames = []string{"chromium", "chromium-browser", "google-chrome"}

// NewBrowser starts Chromium; it stops with the test. It reaches nothing but this
// machine: every other name is unknown to it.
func NewBrowser(t testing.TB) *Browser {
	t.Helper()
	path := findBrowser()
	if path == "" {
		Missing(t, "Chromium (make test installs it)")
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.UserDataDir(t.TempDir()),
	)...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		cancel()
		stop()
	})
	// The first run starts the browser; its context must outlive every page.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return &Browser{ctx: ctx}
}

func findBrowser() string {
	for _, name := range browserNames {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Missing skips a test that cannot run here and says why; in CI it fails.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing", what)
	}
	t.Logf("SKIPPED: %s is missing, nothing was checked", what)
	t.Skip(what + " is missing")
}

// Options is how a page is looked at. The zero value is a desktop screen, Italian,
// with JavaScript.
type Options struct {
	// Width and Height in CSS pixels; 0 is 1280 × 900.
	Width, Height int
	// Mobile makes the page believe it is on a telephone.
	Mobile bool
	// Language is the browser's Accept-Language; "" is Italian.
	Language string
	// NoScript switches JavaScript off.
	NoScript bool
}

// Phone is a telephone of today, 390 px wide.
func Phone() Options { return Options{Width: 390, Height: 844, Mobile: true} }

// Narrow is the 320 px of WCAG 1.4.10.
func Narrow() Options { return Options{Width: 320, Height: 640, Mobile: true} }

// Open opens an empty page with cookies and cache of its own. It closes with the
// test, which fails then if the console held errors.
func (b *Browser) Open(t testing.TB, o Options) *Page {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 1280, 900
	}
	if o.Language == "" {
		o.Language = "it-IT,it"
	}
	watch := newWatch()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(watch.event))
	p := &Page{t: t, ctx: ctx, watch: watch}
	t.Cleanup(func() {
		t.Helper()
		p.closing()
		cancel()
	})
	if err := prepare(ctx, o); err != nil {
		t.Fatalf("no page: %v", err)
	}
	tree, err := call(p, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		t.Fatalf("no page: %v", err)
	}
	watch.belongsTo(tree.FrameTree.Frame.ID)
	return p
}

func prepare(ctx context.Context, o Options) error {
	return chromedp.Do(ctx,
		step(network.Enable, network.EnableParams{}),
		step(log.Enable, cdp.Empty{}),
		step(page.Enable, page.EnableParams{}),
		step(network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": o.Language}}),
		step(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
		}),
		step(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: int64(o.Width), Height: int64(o.Height), DeviceScaleFactor: 1, Mobile: o.Mobile,
		}),
		step(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: o.NoScript}),
	)
}

// patience is how long an element, a word or a quiet network is waited for.
const patience = 20 * time.Second
