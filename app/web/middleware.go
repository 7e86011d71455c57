package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"

	"approdo/app/fault"
)

// middleware lays the way of every request. The language comes first because
// taking the prefix off starts the routing again.
func (a *App) middleware() {
	a.Fiber.Use(a.recoverPanic)
	a.Fiber.Get("/static/*", a.assets.Serve)
	a.Fiber.Get("/marchio.css", a.brandSheet)
	a.Fiber.Get("/stato", a.health)
	a.Fiber.Use(a.locale, compress.New(), a.begin, a.headers, a.sizes, a.sameOrigin, a.session, a.csrf)
}

func (a *App) recoverPanic(c *fiber.Ctx) (err error) {
	a.heads.forget(&c.Request().Header)
	defer func() {
		if p := recover(); p != nil {
			a.log.Error("panic", "route", c.Route().Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fault.New(fault.Internal, "error.500.text")
		}
	}()
	return c.Next()
}

// begin gives the request its id and its time, a deadline, and one log line that
// names the route's pattern: addresses hold tokens.
func (a *App) begin(c *fiber.Ctx) error {
	r := Of(c)
	r.ID, r.Now, r.app = newID(), a.now(), a
	c.Set(fiber.HeaderXRequestID, r.ID)
	ctx, cancel := context.WithTimeout(c.UserContext(), pageTime)
	defer cancel()
	c.SetUserContext(ctx)
	started := time.Now()
	err := c.Next()
	if err != nil {
		if err = a.onError(c, err); err != nil {
			return err
		}
	}
	a.dropTaken(c)
	a.log.Info("request", "request", r.ID, "method", c.Method(), "route", c.Route().Path,
		"status", c.Response().StatusCode(), "ms", time.Since(started).Milliseconds())
	return nil
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (a *App) headers(c *fiber.Ctx) error {
	a.setHeaders(c)
	return c.Next()
}

func (a *App) setHeaders(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, policy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	if a.secure {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=63072000; includeSubDomains")
	}
}

// sizes refuses a form larger than any form of ours with a page; an upload may be as
// large as the server takes.
func (a *App) sizes(c *fiber.Ctx) error {
	limit := a.limitOf(c.Method(), Of(c).Path, c.Get(fiber.HeaderContentType))
	if limit == formLimit && (c.Request().Header.ContentLength() > formLimit || len(c.Request().Body()) > formLimit) {
		return fault.New(fault.TooLarge, "error.413.text")
	}
	if hasNUL(c) {
		return fault.New(fault.Invalid, "error.422.text")
	}
	return c.Next()
}

// hasNUL: PostgreSQL cannot hold a NUL byte; no honest form sends one.
func hasNUL(c *fiber.Ctx) bool {
	found := strings.IndexByte(c.Path(), 0) >= 0
	seen := func(name, value string) {
		found = found || strings.IndexByte(name, 0) >= 0 || strings.IndexByte(value, 0) >= 0
	}
	c.Request().URI().QueryArgs().VisitAll(func(k, v []byte) { seen(string(k), string(v)) })
	if !safe(c.Method()) {
		eachField(c, seen)
	}
	return found
}

// health says whether the program can serve: 200 ready, 503 stopping or no database.
func (a *App) health(c *fiber.Ctx) error {
	select {
	case <-a.stopping:
		return c.Status(fiber.StatusServiceUnavailable).JSON(fiber.Map{"status": "stopping"})
	default:
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), 2*time.Second)
	defer cancel()
	if err := a.db.Ready(ctx); err != nil {
		return c.Status(fiber.StatusServiceUnavailable).JSON(fiber.Map{"status": "no database"})
	}
	return c.JSON(fiber.Map{"status": "ok"})
}

// brandSheet is the institution's colours; its address carries their hash.
func (a *App) brandSheet(c *fiber.Ctx) error {
	css, err := a.identity.brand(c.UserContext())
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/css; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	return c.Send(css)
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	return hex.EncodeToString(b[:])
}
