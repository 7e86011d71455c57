package web

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
)

const (
	visitorCookie = "approdo_visitor"
	flashCookie   = "approdo_flash"
)

// sessionCookie is bound to the host on https. It has no age of its own: the row
// decides, so that an expired session is still recognised.
func (a *App) sessionCookie() string {
	if a.secure {
		return "__Host-approdo"
	}
	return "approdo"
}

// session finds who asks. A visitor without a session costs no query and gets a
// signed cookie so that forms can carry a token.
func (a *App) session(c *fiber.Ctx) error {
	r := Of(c)
	if cookie := c.Cookies(a.sessionCookie()); cookie != "" {
		s, err := a.sessions.Find(c.UserContext(), a.db.Web, cookie, r.Now)
		if err != nil {
			return err
		}
		r.Session, r.Actor = s, s.Actor()
		if err := a.sessions.Touch(c.UserContext(), a.db.Web, s, r.Now); err != nil {
			return err
		}
	}
	visitor := c.Cookies(visitorCookie)
	if safe(c.Method()) {
		if fresh := a.signer.VisitorCookie(visitor, r.Now); fresh != visitor {
			visitor = fresh
			a.cookie(c, visitorCookie, fresh, 24*time.Hour)
		}
	}
	r.visitor = visitor
	r.CSRF = mask(a.sessions.CSRFToken(r.Session, visitor, r.Now))
	if safe(c.Method()) && !IsHTMX(c) {
		a.takeFlash(c, r)
	}
	return c.Next()
}

// SignedIn sets the cookie of a session just started.
func (a *App) SignedIn(c *fiber.Ctx, cookie string) {
	a.cookie(c, a.sessionCookie(), cookie, 0)
}

// SignedOut removes the session's cookie.
func (a *App) SignedOut(c *fiber.Ctx) { a.cookie(c, a.sessionCookie(), "", -time.Hour) }

func (a *App) cookie(c *fiber.Ctx, name, value string, life time.Duration) {
	k := &fiber.Cookie{Name: name, Value: value, Path: "/", HTTPOnly: true, Secure: a.secure, SameSite: fiber.CookieSameSiteLaxMode}
	if life != 0 { // 0 lives as long as the browser
		k.MaxAge, k.Expires = int(life.Seconds()), time.Now().Add(life)
	}
	c.Cookie(k)
}

// Flash shows one sentence on the next page. kind is success, info, warning or
// danger; key a message key. A visitor's goes through a cookie that holds the key alone.
func (a *App) Flash(c *fiber.Ctx, kind, key string, args ...any) {
	r := Of(c)
	if r.Session.ID == 0 {
		a.FlashVisitor(c, kind, key)
		return
	}
	f := auth.Flash{Kind: kind, Key: key, Args: argMap(args)}
	if err := a.sessions.SetFlash(c.UserContext(), a.db.Web, r.Session, f); err != nil {
		a.FlashVisitor(c, kind, key) // the change itself is done; only the sentence's values are lost
	}
}

// FlashVisitor is Flash for who has no session, or has none any more.
func (a *App) FlashVisitor(c *fiber.Ctx, kind, key string) {
	a.cookie(c, flashCookie, kind+"|"+key, time.Minute)
}

func (a *App) takeFlash(c *fiber.Ctx, r *Request) {
	if kind, key, ok := strings.Cut(c.Cookies(flashCookie), "|"); ok {
		a.cookie(c, flashCookie, "", -time.Hour)
		if a.catalog.Has(r.Lang, key) && strings.Contains("success info warning danger", kind) {
			r.flash = &Flash{Kind: kind, Text: r.T(key)}
		}
		return
	}
	if !r.Session.HasFlash {
		return
	}
	f, ok, err := a.sessions.TakeFlash(c.UserContext(), a.db.Web, r.Session)
	if err == nil && ok {
		r.flash = &Flash{Kind: f.Kind, Text: r.L.T(f.Key, f.Args)}
	}
}

func argMap(args []any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			m[name] = args[i+1]
		}
	}
	return m
}

// toSignIn sends somebody unknown to the sign-in page of the audience. A posted
// form is parked and offered again after signing in; a page is named in ?dopo=.
func (a *App) toSignIn(c *fiber.Ctx) error {
	r := Of(c)
	target := "/area-personale/accesso"
	if forStaff(r.Path) {
		target = "/ufficio/accesso"
		if r.Session.Pending() {
			return SeeOther(c, pendingPath(r.Session))
		}
	}
	if safe(c.Method()) {
		if r.Path != "/ufficio" && r.Path != "/area-personale" {
			target += "?dopo=" + url.QueryEscape(withQuery(c, r.Path))
		}
		return SeeOther(c, target)
	}
	form := map[string][]string{}
	for _, v := range formValues(c) {
		form[v.Name] = append(form[v.Name], v.Value)
	}
	cookie, err := a.sessions.Park(c.UserContext(), a.db.Web, r.Session, auth.Resume{Path: withQuery(c, r.Path), Form: form}, r.Lang, r.Now)
	if err != nil {
		return err
	}
	if cookie != "" {
		a.SignedIn(c, cookie)
	}
	return SeeOther(c, target)
}

// Resend offers a parked form again: the page a person finds after signing in.
func (a *App) Resend(c *fiber.Ctx, parked auth.Resume) error {
	r := Of(c)
	page := &ResendPage{Action: r.URL(parked.Path)}
	for name, values := range parked.Form {
		for _, v := range values {
			page.Values = append(page.Values, Value{name, v})
		}
	}
	page.Title = r.T("web.resend.title")
	return a.render(c, fiber.StatusOK, "portal/resend", page)
}

// pendingPath is the step a sign-in still owes.
func pendingPath(s auth.Session) string {
	if s.Stage == auth.StageEnrol {
		return "/ufficio/accesso/iscrizione"
	}
	return "/ufficio/accesso/verifica"
}
