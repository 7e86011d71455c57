package web

import (
	"crypto/rand"
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
)

// csrfField is the hidden input every form carries.
const csrfField = "_csrf"

// sameOrigin refuses a change that another site sent: the browser's own
// statement (Sec-Fetch-Site) where it makes one, else Origin, must name us. An
// old browser that sends neither is judged by the token alone.
func (a *App) sameOrigin(c *fiber.Ctx) error {
	if safe(c.Method()) {
		return c.Next()
	}
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return c.Next()
	case "":
	default:
		return fault.New(fault.Forbidden, "error.403.title")
	}
	if origin := c.Get(fiber.HeaderOrigin); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || (u.Host != string(c.Request().Host()) && u.Host != a.host) {
			return fault.New(fault.Forbidden, "error.403.title")
		}
	}
	return c.Next()
}

// csrf compares the form's token with the session's in constant time. A token
// that no longer fits belongs to a session that expired while the form was being
// filled: what was typed comes back on a page that asks to send it once more.
func (a *App) csrf(c *fiber.Ctx) error {
	if safe(c.Method()) {
		return c.Next()
	}
	r := Of(c)
	if a.provedByLink(r.Path) {
		return c.Next()
	}
	token := c.Get("X-CSRF-Token")
	if token == "" {
		token = c.FormValue(csrfField)
	}
	if a.sessions.CheckCSRF(r.Session, r.visitor, unmask(token), r.Now) {
		return c.Next()
	}
	if forScript(c) {
		return fault.New(fault.Forbidden, "upload.expired")
	}
	return a.resend(c)
}

// ResendPage holds a form whose session expired on the way.
type ResendPage struct {
	Page
	Action string
	Values []Value
}

// Value is one field as it was typed.
type Value struct{ Name, Value string }

func (a *App) resend(c *fiber.Ctx) error {
	r := Of(c)
	page := &ResendPage{Action: r.URL(withQuery(c, r.Path)), Values: formValues(c)}
	// An old browser may have sent neither a usable cookie nor a token: give it both.
	visitor := a.signer.VisitorCookie(r.visitor, r.Now)
	a.cookie(c, visitorCookie, visitor, 24*time.Hour)
	r.CSRF = mask(a.sessions.CSRFToken(r.Session, visitor, r.Now))
	page.Title = r.T("web.resend.title")
	return a.render(c, fiber.StatusUnprocessableEntity, "portal/resend", page)
}

func formValues(c *fiber.Ctx) []Value {
	var all []Value
	eachField(c, func(name, value string) {
		if name != csrfField && !strings.Contains(name, "password") {
			all = append(all, Value{name, value})
		}
	})
	return all
}

func safe(method string) bool {
	return method == fiber.MethodGet || method == fiber.MethodHead || method == fiber.MethodOptions
}

// mask writes a token differently each time it is shown: pages are compressed,
// and the length of a compressed page must not tell what stands in it.
func mask(token string) string {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) == 0 {
		return ""
	}
	pad := make([]byte, len(raw))
	_, _ = rand.Read(pad) // never fails since Go 1.24
	out := append([]byte(nil), pad...)
	for i := range raw {
		out = append(out, raw[i]^pad[i])
	}
	return base64.RawURLEncoding.EncodeToString(out)
}

// unmask gives back the token, "" for what mask did not write.
func unmask(shown string) string {
	raw, err := base64.RawURLEncoding.DecodeString(shown)
	if err != nil || len(raw) == 0 || len(raw)%2 != 0 {
		return ""
	}
	pad, masked := raw[:len(raw)/2], raw[len(raw)/2:]
	out := make([]byte, len(pad))
	for i := range pad {
		out[i] = pad[i] ^ masked[i]
	}
	return base64.RawURLEncoding.EncodeToString(out)
}
