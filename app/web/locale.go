package web

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
)

const langCookie = "approdo_lang"

// locale takes the language from the address: /ar/prenota is /prenota in Arabic.
// /it/… only remembers the choice and goes on to the address without prefix.
func (a *App) locale(c *fiber.Ctx) error {
	r := Of(c)
	if r.Path != "" { // second pass, after the prefix was taken off
		return c.Next()
	}
	path := c.Path()
	tag, rest, prefixed := splitLang(path)
	switch {
	case prefixed && tag == "it":
		a.remember(c, tag)
		return c.Redirect(withQuery(c, rest), fiber.StatusSeeOther)
	case prefixed:
		a.use(c, r, tag, rest)
		if c.Cookies(langCookie) != tag {
			a.remember(c, tag)
		}
		c.Path(rest)
		return c.RestartRouting()
	}
	chosen := c.Cookies(langCookie)
	if chosen != "" && chosen != "it" && i18n.Supported(chosen) && redirectable(c, path) {
		c.Vary(fiber.HeaderCookie)
		return c.Redirect(withQuery(c, i18n.Path(chosen, path)), fiber.StatusSeeOther)
	}
	a.use(c, r, "it", path)
	if chosen == "" {
		if want := i18n.Match(c.Get(fiber.HeaderAcceptLanguage)); want != "it" {
			r.Suggest = want
		}
	}
	return c.Next()
}

// use sets the request's language; the office speaks only its own languages.
func (a *App) use(c *fiber.Ctx, r *Request, tag, path string) {
	if forStaff(path) && tag != "en" {
		tag = "it"
	}
	r.Lang, r.L, r.Path = tag, a.catalog.For(tag), path
	c.Set(fiber.HeaderContentLanguage, tag)
}

func (a *App) remember(c *fiber.Ctx, tag string) {
	c.Cookie(&fiber.Cookie{
		Name: langCookie, Value: tag, Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HTTPOnly: true, Secure: a.secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// redirectable: only pages a reader opens; never changes, office, files or htmx parts.
func redirectable(c *fiber.Ctx, path string) bool {
	return c.Method() == fiber.MethodGet && !IsHTMX(c) && !forStaff(path) &&
		!strings.Contains(path[strings.LastIndexByte(path, '/'):], ".") && path != "/stato" && !strings.HasPrefix(path, "/posta")
}

func isOffice(path string) bool { return path == "/ufficio" || strings.HasPrefix(path, "/ufficio/") }

// isBodies is the portal of the bodies that send people to the desks.
func isBodies(path string) bool { return path == "/enti" || strings.HasPrefix(path, "/enti/") }

// forStaff is what accounts sign in to: it speaks the office's languages.
func forStaff(path string) bool { return isOffice(path) || isBodies(path) }

func splitLang(path string) (tag, rest string, ok bool) {
	if len(path) < 3 || path[0] != '/' {
		return "", path, false
	}
	tag, rest, _ = strings.Cut(path[1:], "/")
	if !i18n.Supported(tag) || strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, "\\") {
		return "", path, false // "/it//elsewhere" must not lead elsewhere
	}
	return tag, "/" + rest, true
}

func withQuery(c *fiber.Ctx, path string) string {
	if q := string(c.Request().URI().QueryString()); q != "" {
		return path + "?" + q
	}
	return path
}
