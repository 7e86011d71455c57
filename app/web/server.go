package web

import (
	"context"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/files"
	"approdo/app/i18n"
	"approdo/app/print"
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
	Views          *view.Engine // of ParseViews
	Assets         *assets.Assets
	Sessions       auth.Sessions
	Signer         auth.Signer
	Now            func() time.Time
	// Vault keeps what people hand in; screens reach it through App.Vault.
	Vault *files.Vault
	// Printer makes PDFs, nil where none are made.
	Printer *print.Printer
	// Log takes a line per request and every fault; nil is slog.Default.
	Log *slog.Logger
	// Institution is asked at most every 30 s; the last answer is kept while the database is down.
	Institution func(context.Context) (Institution, error)
	// Brand is the stylesheet with the institution's colours.
	Brand func(context.Context) ([]byte, error)
	// PortalMenu, OfficeMenu and BodiesMenu are the navigations in order.
	PortalMenu, OfficeMenu, BodiesMenu []MenuEntry
}

// MenuEntry is one line of a navigation before it is translated: Path without
// language prefix, Key its label, May the permission it needs ("" for everybody).
type MenuEntry struct {
	Path, Key string
	May       auth.Permission
	// Below are the pages an entry leads to by its own page; who may none of them does
	// not see the entry.
	Below []MenuEntry
}

// Open gives the entries below that the actor may see.
func (e MenuEntry) Open(actor auth.Actor) []MenuEntry {
	return slices.DeleteFunc(slices.Clone(e.Below), func(b MenuEntry) bool { return b.May != "" && !actor.May(b.May) })
}

// holds reports whether a page belongs to the entry.
func (e MenuEntry) holds(path string) bool {
	return path == e.Path || e.Path != "/ufficio" && e.Path != "/enti" && strings.HasPrefix(path, e.Path+"/") ||
		slices.ContainsFunc(e.Below, func(b MenuEntry) bool { return b.holds(path) })
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
	vault        *files.Vault
	now          func() time.Time
	log          *slog.Logger
	printer      *print.Printer
	portalMenu   []MenuEntry
	officeMenu   []MenuEntry
	bodiesMenu   []MenuEntry
	kept         map[string][]byte
	stopping     chan struct{}
	stopOnce     sync.Once
	identity     identity
	heads        heads
	alerts       func(*fiber.Ctx) ([]string, error)
}

// New builds the shell with its middleware. Screens are added by their packages'
// Register functions before Serve. It fails when the error pages cannot be rendered.
func New(o Options) (*App, error) {
	a := &App{
		env: o.Env, baseURL: o.BaseURL, secure: strings.HasPrefix(o.BaseURL, "https://"),
		db: o.DB, catalog: o.Catalog, views: o.Views, assets: o.Assets, sessions: o.Sessions, signer: o.Signer, vault: o.Vault, now: o.Now,
		printer: o.Printer, portalMenu: o.PortalMenu, officeMenu: o.OfficeMenu, bodiesMenu: o.BodiesMenu, stopping: make(chan struct{}),
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
	a.Fiber = fiber.New(fiber.Config{
		Immutable: true, StrictRouting: true, CaseSensitive: true, DisableStartupMessage: true,
		BodyLimit: bodyLimit, ReadBufferSize: 16 << 10,
		ReadTimeout: readTime, WriteTimeout: 30 * time.Second, IdleTimeout: idleTime,
		EnableTrustedProxyCheck: true, TrustedProxies: o.TrustedProxies, ProxyHeader: proxyHeader(o),
		ErrorHandler: a.onError,
	})
	a.proxied = len(o.TrustedProxies) > 0
	server := a.Fiber.Server()
	otherwise := server.ErrorHandler
	server.HeaderReceived = a.arriving
	server.ErrorHandler = func(ctx *fasthttp.RequestCtx, err error) { a.unread(ctx, err, otherwise) }
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

// ParseViews parses every view and binds it to every language of the catalogue
// with the shell's own functions. It fails on the first one that does not parse.
func ParseViews(views fs.FS, c *i18n.Catalog, built *assets.Assets) (*view.Engine, error) {
	return view.New(views, c, func(string) template.FuncMap {
		return template.FuncMap{"asset": built.URL, "icon": built.Icon}
	})
}

// BaseURL is the public address, without a slash at the end.
func (a *App) BaseURL() string { return a.baseURL }

// Views lists the names of the parsed views, for the house tests.
func (a *App) Views() []string { return a.views.Names() }

// Serve answers on the listener until Stop. It returns nil after a clean stop.
// Each address may hold connsPerAddress connections, but behind a proxy, whose
// address all visitors share.
func (a *App) Serve(l net.Listener) error {
	most := int64(roomAtOnce)
	if !a.proxied {
		l, most = limitPerAddress(l, connsPerAddress), roomPerAddress
	}
	return a.Fiber.Listener(&arrivals{Listener: l, room: newRoom(roomAtOnce, most), grace: uploadGrace})
}

// Stop answers 503 on /stato, lets requests under way finish within the
// context's deadline, then closes.
func (a *App) Stop(ctx context.Context) error {
	a.stopOnce.Do(func() { close(a.stopping) })
	return a.Fiber.ShutdownWithContext(ctx)
}
