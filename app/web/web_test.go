package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/web"
	"approdo/app/web/webtest"
)

func TestMain(m *testing.M) { testdb.Main(m) }

var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// site has a page, a form that echoes, and one route per kind of fault.
func site(t *testing.T) *webtest.Site {
	s := webtest.New(t, now, webtest.Menus{})
	fail := func(kind fault.Kind) fiber.Handler {
		return func(*fiber.Ctx) error { return fault.New(kind, "error.409.text") }
	}
	s.Web.Get("/pagina", web.Public, func(c *fiber.Ctx) error {
		p := &web.ErrorPage{Status: 200, Text: "Ecco la pagina", Back: "/"}
		p.Title = "Prova"
		return s.Web.Render(c, "portal/error", p)
	})
	s.Web.Get("/modulo", web.Public, func(c *fiber.Ctx) error { return s.Web.Render(c, "portal/resend", new(web.ResendPage)) })
	s.Web.Post("/eco", web.Public, func(c *fiber.Ctx) error { return c.SendString(web.ReadForm(c).Get("nota")) })
	s.Web.Post("/avviso", web.Public, func(c *fiber.Ctx) error {
		s.Web.Flash(c, "success", "appointment.cancel.done")
		return web.SeeOther(c, "/pagina")
	})
	s.Web.Get("/guasto/403", web.Public, fail(fault.Forbidden))
	s.Web.Get("/guasto/404", web.Public, fail(fault.NotFound))
	s.Web.Get("/guasto/409", web.Public, fail(fault.Conflict))
	s.Web.Get("/guasto/422", web.Public, fail(fault.Invalid))
	s.Web.Get("/guasto/429", web.Public, fail(fault.TooMany))
	s.Web.Get("/guasto/500", web.Public, func(*fiber.Ctx) error { return fmt.Errorf("secret detail") })
	s.Web.Get("/guasto/503", web.Public, func(*fiber.Ctx) error { return context.DeadlineExceeded })
	s.Web.Get("/panico", web.Public, func(*fiber.Ctx) error { panic("secret detail") })
	s.Web.Get("/ufficio/prova", web.May(auth.AppointmentsRead), func(c *fiber.Ctx) error { return c.SendString("ufficio") })
	s.Web.Post("/ufficio/prova", web.May(auth.AppointmentsManage), func(c *fiber.Ctx) error { return c.SendString("fatto") })
	return s
}

func TestLanguageComesFromTheAddress(t *testing.T) {
	s := site(t)
	for _, l := range i18n.Languages() {
		path := i18n.Path(l.Tag, "/pagina")
		p := s.Browser(t).Get(path).Want(200)
		html := p.Find("html", "lang", l.Tag, "dir", l.Dir)
		if html == nil {
			t.Errorf("%s: no html with lang=%s dir=%s", path, l.Tag, l.Dir)
		}
		if got := p.Header.Get("Content-Language"); got != l.Tag {
			t.Errorf("%s: Content-Language %q", path, got)
		}
		if p.Find("link", "rel", "alternate", "hreflang", l.Tag) == nil {
			t.Errorf("%s: no hreflang of itself", path)
		}
	}
}

func TestChoiceOfLanguageIsRemembered(t *testing.T) {
	b := site(t).Browser(t)
	b.Get("/ar/pagina").Want(200)
	if got := b.Get("/pagina?x=1").Want(303).Header.Get("Location"); got != "/ar/pagina?x=1" {
		t.Errorf("a remembered language leads to %q", got)
	}
	if got := b.Get("/it/pagina").Want(303).Header.Get("Location"); got != "/pagina" {
		t.Errorf("choosing Italian leads to %q", got)
	}
	b.Get("/pagina").Want(200).Has("Ecco la pagina")
}

// A link that begins with our address must not end on somebody else's.
func TestLanguagePrefixLeadsNowhereElse(t *testing.T) {
	s := site(t)
	for _, path := range []string{"/it//evil.example", "/it/\\\\evil.example", "/it///evil.example/x", "/it/%2Fevil.example"} {
		if got := s.Browser(t).Get(path).Header.Get("Location"); strings.HasPrefix(got, "//") || strings.HasPrefix(got, "/\\") {
			t.Errorf("%s redirects to %s", path, got)
		}
	}
}

func TestAcceptLanguageOffersButNeverRedirects(t *testing.T) {
	b := site(t).Browser(t)
	b.Headers["Accept-Language"] = "uk-UA,uk;q=0.9,en;q=0.5"
	p := b.Get("/pagina").Want(200)
	if p.Find("html", "lang", "it") == nil {
		t.Error("the page must stay Italian")
	}
	if p.Find("a", "href", "/uk/pagina", "hreflang", "uk") == nil {
		t.Error("the page must offer Ukrainian")
	}
}

func TestErrorPagesInEveryLanguage(t *testing.T) {
	s := site(t)
	for _, l := range i18n.Languages() {
		loc := s.Catalog.For(l.Tag)
		for _, code := range []int{403, 404, 409, 422, 429, 500, 503} {
			p := s.Browser(t).Get(i18n.Path(l.Tag, fmt.Sprintf("/guasto/%d", code))).Want(code)
			p.Has(strings.Join(strings.Fields(loc.T(fmt.Sprintf("error.%d.title", code))), " "))
			p.HasNot("secret detail")
		}
	}
	s.Browser(t).Get("/non-c-e").Want(404).Has("Pagina non trovata")
	s.Browser(t).Get("/panico").Want(500).HasNot("secret detail")
}

// token is what a form on a page carries.
func token(t *testing.T, b *webtest.Browser) string {
	t.Helper()
	page := b.Get("/modulo")
	if page.Status == 303 { // to the language chosen before
		page = page.Follow()
	}
	found := webtest.Attr(page.Want(200).Find("input", "name", "_csrf"), "value")
	if found == "" || b.Cookie("approdo_visitor") == "" {
		t.Fatal("a page with a form must carry a token and leave the visitor's cookie")
	}
	return found
}

func TestTokenIsWrittenDifferentlyEachTime(t *testing.T) {
	s := site(t)
	b := s.Browser(t)
	first, second := token(t, b), token(t, b)
	if first == second {
		t.Error("the same characters twice: a compressed page would tell them")
	}
	for _, good := range []string{first, second} {
		b.Post("/eco", url.Values{"_csrf": {good}}).Want(200)
	}
}

func TestFormNeedsTokenAndSameOrigin(t *testing.T) {
	s := site(t)
	b := s.Browser(t)
	good := token(t, b)
	if got := b.Post("/eco", url.Values{"_csrf": {good}, "nota": {"ciao"}}).Want(200).Body; got != "ciao" {
		t.Errorf("a good form gave %q", got)
	}
	b.Headers["Sec-Fetch-Site"] = "cross-site"
	b.Post("/eco", url.Values{"_csrf": {good}}).Want(403)
	b.Headers["Sec-Fetch-Site"] = "same-site"
	b.Post("/eco", url.Values{"_csrf": {good}}).Want(403)
}

func TestOriginIsCheckedWhereTheBrowserSaysNoMore(t *testing.T) {
	s := site(t)
	b := s.Browser(t)
	b.Get("/pagina")
	good := token(t, b)
	send := func(origin string) int {
		req := httptest.NewRequest(http.MethodPost, "/eco", strings.NewReader(url.Values{"_csrf": {good}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", origin)
		return b.Do(req).Status
	}
	if got := send("http://evil.example"); got != 403 {
		t.Errorf("a foreign Origin gave %d", got)
	}
	if got := send("null"); got != 403 {
		t.Errorf("Origin null gave %d", got)
	}
	if got := send("http://example.com"); got != 200 { // httptest's own host
		t.Errorf("our Origin gave %d", got)
	}
}

func TestExpiredFormComesBackWithEverythingTyped(t *testing.T) {
	b := site(t).Browser(t)
	page := b.Post("/eco?x=1", url.Values{"_csrf": {"stale"}, "nota": {"due parole"}, "password": {"segreta"}}).Want(422)
	page.Has("Premi ancora una volta").HasNot("segreta")
	again := page.Submit("/eco?x=1", nil).Want(200)
	if again.Body != "due parole" {
		t.Errorf("sent again, the form gave %q", again.Body)
	}
}

func TestFlashIsShownOnceInTheReadersLanguage(t *testing.T) {
	s := site(t)
	b := s.Browser(t)
	b.Get("/en/pagina")
	good := token(t, b)
	p := b.Post("/en/avviso", url.Values{"_csrf": {good}}).Follow()
	p.Has("The appointment is cancelled")
	b.Get("/en/pagina").HasNot("The appointment is cancelled")
}

func TestLimitsOfARequest(t *testing.T) {
	s := site(t)
	b := s.Browser(t)
	b.Post("/eco", url.Values{"nota": {strings.Repeat("x", 70<<10)}}).Want(413).Has("troppi dati")
	b.Get("/pagina?x=%00").Want(422)
	b.Post("/eco", url.Values{"nota": {"a\x00b"}}).Want(422)
}

func TestGuards(t *testing.T) {
	s := site(t)
	ctx := context.Background()
	ids, err := auth.SeedDemo(ctx, s.Pools.Web, []auth.DemoUser{
		{Email: "redazione@demo.example", Name: "Redazione", Lang: "it", Roles: []auth.Role{auth.Editor}},
		{Email: "sportello@demo.example", Name: "Sportello", Lang: "it", Roles: []auth.Role{auth.Reception}},
	}, "una frase molto lunga", now)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Browser(t).Get("/ufficio/prova").Want(303).Header.Get("Location"); !strings.HasPrefix(got, "/ufficio/accesso?dopo=") {
		t.Errorf("a visitor is sent to %q", got)
	}
	s.Browser(t).SignIn(ids["redazione@demo.example"]).Get("/ufficio/prova").Want(403)
	s.Browser(t).SignIn(ids["sportello@demo.example"]).Get("/ufficio/prova").Want(200)
	s.Browser(t).Do(httptest.NewRequest(http.MethodHead, "/ufficio/prova", nil)).Want(303)
}

func TestHeaders(t *testing.T) {
	p := site(t).Browser(t).Get("/pagina")
	csp := p.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("the policy %q lacks %q", csp, want)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("the policy %q is unsafe", csp)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store"} {
		if got := p.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// TestNoDatabaseIsAPageWithinThreeSeconds: a database that is away gives 503
// quickly on pages that need it, and pages that do not go on.
func TestNoDatabaseIsAPageWithinThreeSeconds(t *testing.T) {
	pools, err := db.Open("postgres://nobody:none@127.0.0.1:9/none?sslmode=disable", db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := webtest.With(t, pools, now, webtest.Menus{})
	s.Web.Get("/pagina", web.Public, func(c *fiber.Ctx) error { return c.SendString("qui") })
	s.Web.Get("/dati", web.Public, func(c *fiber.Ctx) error {
		return auth.Allow(c.UserContext(), pools.Web, "prova:1", 1, time.Minute, now)
	})
	started := time.Now()
	s.Browser(t).Get("/dati").Want(503).Has("Il servizio è fermo")
	if took := time.Since(started); took > 3*time.Second {
		t.Errorf("the 503 page took %s", took)
	}
	s.Browser(t).Get("/pagina").Want(200)
	s.Browser(t).Get("/stato").Want(503)
}

// TestRequestStringsSurviveTheRequest repeats the check that made Immutable a rule.
func TestRequestStringsSurviveTheRequest(t *testing.T) {
	s := site(t)
	var kept []string
	s.Web.Get("/tieni/:nome", web.Public, func(c *fiber.Ctx) error {
		kept = append(kept, c.Params("nome"), c.Query("q"), c.Get("X-Prova"), c.Cookies("k"))
		return c.SendString("")
	})
	b := s.Browser(t)
	for _, word := range []string{"prima", "dopoo", "terzo"} {
		b.Headers["X-Prova"], b.Headers["Cookie"] = word, "k="+word
		b.Get("/tieni/" + word + "?q=" + word)
	}
	for i, got := range kept[:4] {
		if got != "prima" {
			t.Errorf("value %d of the first request became %q", i, got)
		}
	}
}
