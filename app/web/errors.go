package web

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// status is the one table from a fault's kind to an HTTP status.
var status = map[fault.Kind]int{
	fault.Internal:        fiber.StatusInternalServerError,
	fault.Invalid:         fiber.StatusUnprocessableEntity,
	fault.NotFound:        fiber.StatusNotFound,
	fault.Conflict:        fiber.StatusConflict,
	fault.Held:            fiber.StatusConflict,
	fault.Forbidden:       fiber.StatusForbidden,
	fault.Unauthenticated: fiber.StatusUnauthorized,
	fault.TooMany:         fiber.StatusTooManyRequests,
	fault.TooLarge:        fiber.StatusRequestEntityTooLarge,
	fault.Unavailable:     fiber.StatusServiceUnavailable,
}

// pages with sentences of their own; every other status borrows from these.
var errorPages = []int{403, 404, 408, 409, 413, 422, 429, 500, 503}

// ErrorPage is a plain page that says what happened and what to do next.
type ErrorPage struct {
	Page
	Status int
	Text   string
	// Back is where to go on.
	Back string
}

// onError is the only place that logs an error and turns it into an answer.
func (a *App) onError(c *fiber.Ctx, err error) error {
	r := Of(c)
	code := statusOf(err)
	if forScript(c) && r.L != nil {
		return a.toScript(c, code, err)
	}
	if fault.Is(err, fault.Unauthenticated) {
		return a.toSignIn(c)
	}
	if code >= 500 {
		a.log.Error("request failed", "request", r.ID, "route", c.Route().Path, "status", code, "error", err.Error())
	}
	if code == fiber.StatusTooManyRequests || code == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, retryAfter(err))
	}
	page := a.errorPage(r, code)
	if f, ok := fault.As(err); ok && f.Key != "" && f.Kind != fault.NotFound && f.Kind != fault.Forbidden && r.L != nil {
		page.Text = r.L.T(f.Key, f.Args)
	}
	if renderErr := a.render(c, code, "portal/error", page); renderErr == nil {
		return nil
	}
	return a.sendKept(c, code)
}

// toScript says to a script what went wrong, in the reader's words.
func (a *App) toScript(c *fiber.Ctx, code int, err error) error {
	if code >= 500 {
		a.log.Error("request failed", "request", Of(c).ID, "route", c.Route().Path, "status", code, "error", err.Error())
	}
	return plain(c, code, sentence(Of(c), err))
}

// retryAfter is how many seconds to wait: what the limit said, else a minute.
func retryAfter(err error) string {
	if f, ok := fault.As(err); ok {
		if n, ok := f.Args["Seconds"].(int); ok {
			return strconv.Itoa(n)
		}
	}
	return "60"
}

func statusOf(err error) int {
	var fe *fiber.Error
	switch {
	case errors.As(err, &fe):
		return fe.Code
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return fiber.StatusServiceUnavailable
	}
	return status[fault.KindOf(err)]
}

func (a *App) errorPage(r *Request, code int) *ErrorPage {
	known := code
	if !containsInt(errorPages, code) {
		known = 500
		if code >= 400 && code < 500 {
			known = 404
		}
	}
	l := r.L
	if l == nil {
		l = a.catalog.For("it")
		r.L = l
	}
	key := "error." + strconv.Itoa(known)
	p := &ErrorPage{Status: code, Text: l.T(key + ".text"), Back: "/"}
	p.Title, p.NoIndex, p.RequestID = l.T(key+".title"), true, r.ID
	switch {
	case isBodies(r.Path), isOffice(r.Path) && r.Actor.SignedIn() && !r.Actor.May(auth.OfficeEnter):
		p.Back = "/enti"
	case isOffice(r.Path):
		p.Back = "/ufficio"
	}
	return p
}

// keepErrorPages renders the 500 page of every language once at start, so that
// it can be sent when rendering itself is what fails.
func (a *App) keepErrorPages() error {
	a.kept = map[string][]byte{}
	for _, l := range i18n.Languages() {
		r := &Request{Lang: l.Tag, L: a.catalog.For(l.Tag), Path: "/"}
		p := a.errorPage(r, 500)
		p.Lang, p.Dir = l.Tag, l.Dir
		p.Institution = a.institutionNow()
		var b bytes.Buffer
		if err := a.views.Page(&b, l.Tag, "layouts/plain", "portal/error", p); err != nil {
			return err
		}
		a.kept[l.Tag] = b.Bytes()
	}
	return nil
}

func (a *App) sendKept(c *fiber.Ctx, code int) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Status(code).Send(a.kept[Of(c).Lang])
}

func containsInt(all []int, x int) bool {
	for _, y := range all {
		if x == y {
			return true
		}
	}
	return false
}
