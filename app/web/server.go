package web

import (
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/i18n"
	"approdo/app/web/assets"
	"approdo/app/web/view"
)

// bodyLimit is the largest upload plus 1 MiB; ordinary forms stop at formLimit.
const (
	bodyLimit = 11 << 20
	formLimit = 64 << 10
	pageTime  = 8 * time.Second
)

// Options is what cmd hands to the shell.
type Options struct {
	Env            string
	BaseURL        string
	TrustedProxies []string
	DB             *db.Pools
	Catalog        *i18n.Catalog
	Views          fs.FS
	Assets         *assets.Assets
	Sessions       auth.Sessions
	Signer         auth.Signer
	Now            func() time.Time
	// Log takes a line per request and every fault; nil is slog.Default.
	Log *slog.Logger
	// Institution is asked at most every 30 s; the last answer is kept while the database is down.
	Institution func(context.Context) (Institution, error)
	// Brand is the stylesheet with the institution's colours.
	Brand func(context.Context) ([]byte, error)
	// PortalMenu and OfficeMenu are the navigations in order.
	PortalMenu, OfficeMenu []MenuEntry
}

// MenuEntry is one line of a navigation before it is translated: Path without
// language prefix, Key its label, May the permission it needs ("" for everybody).
type MenuEntry struct {
	Path, Key string
	May       auth.Permission
}

// App is the shell: one fiber app, the views and what every page needs.
type App struct {
	*Router
	Fiber *fiber.App

	env, baseURL string
	host         string // of baseURL
	secure       bool
	proxied      bool
	db           *db.Pools
	catalog      *i18n.Catalog
	views        *view.Engine
	assets       *assets.Assets
	sessions     auth.Sessions
	signer       auth.Signer
	now          func() time.Time
	log          *slog.Logger
	portalMenu   []MenuEntry
	officeMenu   []MenuEntry
	kept         map[string][]byte
	stopping     chan struct{}
	stopOnce     sync.Once
	identity     identity
}

// New builds the shell with its middleware. Screens are added by their packages'
// Register functions before Serve. It fails when a view does not parse or the
// error pages cannot be rendered.
func New(o Options) (*App, error) {
	a := &App{
		env: o.Env, baseURL: o.BaseURL, secure: strings.HasPrefix(o.BaseURL, "https://"),
		db: o.DB, catalog: o.Catalog, assets: o.Assets, sessions: o.Sessions, signer: o.Signer, now: o.Now,
		portalMenu: o.PortalMenu, officeMenu: o.OfficeMenu, stopping: make(chan struct{}),
		identity: identity{load: o.Institution, brand: o.Brand},
	}
	if a.log = o.Log; a.log == nil {
		a.log = slog.Default()
	}
	a.identity.log = a.log
	base, err := url.Parse(o.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("base URL: %w", err)
	}
	a.host = base.Host
	if a.views, err = view.New(o.Views, o.Catalog, a.funcs); err != nil {
		return nil, err
	}
	a.Fiber = fiber.New(fiber.Config{
		Immutable: true, StrictRouting: true, CaseSensitive: true, DisableStartupMessage: true,
		BodyLimit: bodyLimit, ReadBufferSize: 16 << 10,
		ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 60 * time.Second,
		EnableTrustedProxyCheck: true, TrustedProxies: o.TrustedProxies, ProxyHeader: proxyHeader(o),
		ErrorHandler: a.onError,
	})
	a.proxied = len(o.TrustedProxies) > 0
	a.Router = &Router{app: a.Fiber}
	a.identity.refresh(context.Background())
	if err := a.keepErrorPages(); err != nil {
		return nil, err
	}
	a.middleware()
	return a, nil
}

func proxyHeader(o Options) string {
	if len(o.TrustedProxies) == 0 {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

// funcs are the shell's own template functions for one language.
func (a *App) funcs(string) template.FuncMap {
	return template.FuncMap{
		"asset": a.assets.URL,
		"icon":  a.assets.Icon,
	}
}

// BaseURL is the public address, without a slash at the end.
func (a *App) BaseURL() string { return a.baseURL }

// Views lists the names of the parsed views, for the house tests.
func (a *App) Views() []string { return a.views.Names() }

// Serve answers on the listener until Stop. It returns nil after a clean stop.
// Each address may hold connsPerAddress connections, but behind a proxy, whose
// address all visitors share.
func (a *App) Serve(l net.Listener) error {
	if !a.proxied {
		l = limitPerAddress(l, connsPerAddress)
	}
	return a.Fiber.Listener(l)
}

// Stop answers 503 on /stato, lets requests under way finish within the
// context's deadline, then closes.
func (a *App) Stop(ctx context.Context) error {
	a.stopOnce.Do(func() { close(a.stopping) })
	return a.Fiber.ShutdownWithContext(ctx)
}
