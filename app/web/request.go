package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/i18n"
)

// Request is what the middleware found out about one request. It must not
// outlive the handler nor be given to a noun: pass its parts.
type Request struct {
	ID      string
	Lang    string
	L       *i18n.Localizer
	Actor   auth.Actor
	Session auth.Session
	Now     time.Time
	// Path is the address without language prefix.
	Path string
	// CSRF is the token forms must carry.
	CSRF string
	// Suggest is the language the browser prefers where nothing was chosen yet, "" otherwise.
	Suggest string
	flash   *Flash
	// app is the shell, nil before begin; taken are the uploads in parts the form used.
	app     *App
	taken   []string
	visitor string
}

type requestKey struct{}

// Of gives the request's facts. It never returns nil.
func Of(c *fiber.Ctx) *Request {
	if r, ok := c.Locals(requestKey{}).(*Request); ok {
		return r
	}
	r := &Request{Lang: "it"}
	c.Locals(requestKey{}, r)
	return r
}

// T translates in the reader's language.
func (r *Request) T(key string, args ...any) string { return r.L.T(key, args...) }

// URL is an address of the program in the reader's language.
func (r *Request) URL(path string) string { return i18n.Path(r.Lang, path) }

// IsHTMX reports whether the answer will be swapped into a page.
func IsHTMX(c *fiber.Ctx) bool { return c.Get("HX-Request") == "true" }

// SeeOther answers a successful POST: 303 to an address without language
// prefix, in the reader's language. For htmx it asks the browser to go there.
func SeeOther(c *fiber.Ctx, path string) error {
	target := Of(c).URL(path)
	if IsHTMX(c) {
		c.Set("HX-Redirect", target)
		return c.SendStatus(fiber.StatusNoContent)
	}
	return c.Redirect(target, fiber.StatusSeeOther)
}

// ID parses the numeric id in the named route parameter; anything else is not found.
func ID(c *fiber.Ctx, name string) (int64, error) {
	return parseID(c.Params(name))
}

// Rome is the clock of Italy, for what belongs to no desk.
func Rome() *time.Location { return i18n.Rome() }
