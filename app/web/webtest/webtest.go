package webtest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/files"
	"approdo/app/i18n"
	"approdo/app/print"
	"approdo/app/web"
	"approdo/app/web/assets"
	"approdo/app/web/view"
	"approdo/locales"
	"approdo/views"
)

// BaseURL is the address the site believes it has.
const BaseURL = "http://127.0.0.1:8080"

// Site is the shell under test. Screens are registered on Web.
type Site struct {
	Web     *web.App
	Pools   *db.Pools
	Gate    *auth.Gate
	Catalog *i18n.Catalog
	// Now is the site's clock; a test may set it.
	Now time.Time
}

// Menus are the navigations the site shows; the zero value shows none.
type Menus struct{ Portal, Office, Bodies []web.MenuEntry }

// New builds the shell on a database of its own, with the clock at now.
func New(t testing.TB, now time.Time, menus Menus) *Site {
	t.Helper()
	return With(t, testdb.Pools(t), now, menus)
}

// With builds the shell on the pools given, such as ones that answer nothing.
func With(t testing.TB, pools *db.Pools, now time.Time, menus Menus) *Site {
	t.Helper()
	return Printing(t, pools, now, menus, print.Options{})
}

// Printing builds the shell with a printer of its own, which starts when the first PDF
// is asked for and ends with the test.
func Printing(t testing.TB, pools *db.Pools, now time.Time, menus Menus, o print.Options) *Site {
	t.Helper()
	printer := print.New(o)
	t.Cleanup(printer.Close)
	s := &Site{Now: now, Pools: pools}
	house, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	s.Catalog = house.catalog
	secret := []byte("a secret of the tests, long enough for it")
	if s.Gate, err = auth.NewGate(auth.GateOptions{Secret: secret, BaseURL: BaseURL, Development: true, Hashers: 2}); err != nil {
		t.Fatal(err)
	}
	vault, err := files.NewVault(&files.Memory{}, files.Options{Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	s.Web, err = web.New(web.Options{
		Env: "test", BaseURL: BaseURL, TrustedProxies: []string{"0.0.0.0"}, DB: s.Pools, Catalog: s.Catalog, Views: house.views, Assets: house.assets,
		Sessions: s.Gate.Sessions, Signer: s.Gate.Signer, Now: func() time.Time { return s.Now }, Vault: vault, Log: slog.New(slog.DiscardHandler),
		Institution: func(context.Context) (web.Institution, error) {
			return web.Institution{Name: "Sportello di prova"}, nil
		},
		Brand:   func(context.Context) ([]byte, error) { return nil, nil },
		Printer: printer, PortalMenu: menus.Portal, OfficeMenu: menus.Office, BodiesMenu: menus.Bodies,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// words is what every site of a test program shares: parsed once, never changed.
type words struct {
	catalog *i18n.Catalog
	assets  *assets.Assets
	views   *view.Engine
}

var parsed = sync.OnceValues(func() (w words, err error) {
	if w.catalog, err = i18n.Load(locales.FS); err != nil {
		return w, err
	}
	if w.assets, err = assets.New(); err != nil {
		return w, err
	}
	w.views, err = web.ParseViews(views.FS, w.catalog, w.assets)
	return w, err
})

// Browser visits the site and keeps its cookies.
type Browser struct {
	t       testing.TB
	site    *Site
	cookies map[string]string
	// Headers are sent with every request, e.g. Accept-Language.
	Headers map[string]string
	// Address is where the browser is, 192.0.2.1 unless told otherwise.
	Address string
}

// Browser opens a new one, without cookies.
func (s *Site) Browser(t testing.TB) *Browser {
	return &Browser{t: t, site: s, cookies: map[string]string{}, Headers: map[string]string{}, Address: "192.0.2.1"}
}

// SignIn gives the browser a session of the account with everything proved.
func (b *Browser) SignIn(userID int64) *Browser {
	b.t.Helper()
	in := auth.StartSession{Kind: auth.OfficeSession, UserID: userID, Lang: "it"}
	cookie, _, err := b.site.Gate.Sessions.Start(context.Background(), b.site.Pools.Web, in, b.site.Now)
	if err != nil {
		b.t.Fatal(err)
	}
	b.cookies["approdo"] = cookie
	return b
}

// Forget drops a cookie, as an expired session does.
func (b *Browser) Forget(name string) { delete(b.cookies, name) }

// Cookie is the value of a cookie, "" where there is none.
func (b *Browser) Cookie(name string) string { return b.cookies[name] }

// SetCookie puts a cookie back, such as that of a session an answer ended.
func (b *Browser) SetCookie(name, value string) { b.cookies[name] = value }

// Get opens an address. It does not follow redirects.
func (b *Browser) Get(path string) *Page {
	b.t.Helper()
	return b.Do(httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form as a browser on our own pages would.
func (b *Browser) Post(path string, form url.Values) *Page {
	b.t.Helper()
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set(fiber.HeaderContentType, fiber.MIMEApplicationForm)
	if b.Headers["Sec-Fetch-Site"] == "" {
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return b.Do(req)
}

// Do sends any request with the browser's cookies and headers.
func (b *Browser) Do(req *http.Request) *Page {
	b.t.Helper()
	for name, value := range b.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	req.Header.Set(fiber.HeaderXForwardedFor, b.Address)
	for name, value := range b.Headers {
		req.Header.Set(name, value)
	}
	res, err := b.site.answer(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 || (!c.Expires.IsZero() && c.Expires.Before(time.Now())) {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	p := &Page{t: b.t, browser: b, Path: req.URL.RequestURI(), Status: res.StatusCode, Header: res.Header, Body: string(body)}
	if strings.HasPrefix(res.Header.Get(fiber.HeaderContentType), "text/html") {
		if p.Root, err = html.Parse(strings.NewReader(p.Body)); err != nil {
			b.t.Fatal(err)
		}
	}
	return p
}
