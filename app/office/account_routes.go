package office

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/office/bodies"
	"approdo/app/web"
)

// accountRoutes adds signing in and out, one's own profile and sessions, and the
// accounts of the others. The pages of signing in are public: the gate itself
// asks for the step that is owed.
func (s *Screens) accountRoutes() {
	s.web.Get("/ufficio/accesso", web.Public, s.showSignIn)
	s.web.Post("/ufficio/accesso", web.Public, s.signIn)
	s.web.Post("/ufficio/accesso/passkey", web.Public, s.signInWithPasskey)
	s.web.Get("/ufficio/accesso/verifica", web.Public, s.showSecond)
	s.web.Post("/ufficio/accesso/verifica", web.Public, s.second)
	s.web.Post("/ufficio/accesso/verifica/passkey", web.Public, s.secondWithPasskey)
	s.web.Get("/ufficio/accesso/iscrizione", web.Public, s.showEnrol)
	s.web.Post("/ufficio/accesso/iscrizione", web.Public, s.enrol)
	s.web.Post("/ufficio/accesso/iscrizione/passkey", web.Public, s.enrolPasskey)
	s.web.Get("/ufficio/accesso/ripresa", web.SignedIn, s.resume)
	s.web.Get(bodies.Home+"/ripresa", web.May(auth.BodyForms), s.resume)
	s.web.Get(bodies.Home+"/codici", web.May(auth.BodyForms), s.newCodes)
	s.web.Post("/ufficio/uscita", web.Public, s.signOut)

	s.web.Get("/ufficio/password-dimenticata", web.Public, s.showForgotten)
	s.web.Post("/ufficio/password-dimenticata", web.Public, s.forgotten)
	s.web.Get("/ufficio/password", web.Public, s.showNewPassword)
	s.web.Post("/ufficio/password", web.Public, s.newPassword)

	s.web.Get("/ufficio/profilo", web.SignedIn, s.showProfile)
	s.web.Post("/ufficio/profilo/password", web.SignedIn, s.changePassword)
	s.web.Get("/ufficio/profilo/app", web.SignedIn, s.showApp)
	s.web.Post("/ufficio/profilo/app", web.SignedIn, s.setUpApp)
	s.web.Get("/ufficio/profilo/app/rimozione", web.SignedIn, s.askRemoveApp)
	s.web.Post("/ufficio/profilo/app/rimozione", web.SignedIn, s.removeApp)
	s.web.Get("/ufficio/profilo/passkey", web.SignedIn, s.showPasskey)
	s.web.Post("/ufficio/profilo/passkey", web.SignedIn, s.addPasskey)
	s.web.Get("/ufficio/profilo/passkey/:id/rimozione", web.SignedIn, s.askRemovePasskey)
	s.web.Post("/ufficio/profilo/passkey/:id/rimozione", web.SignedIn, s.removePasskey)
	s.web.Get("/ufficio/profilo/codici", web.SignedIn, s.askRenewCodes)
	s.web.Post("/ufficio/profilo/codici", web.SignedIn, s.renewCodes)
	s.web.Get("/ufficio/profilo/codici/nuovi", web.SignedIn, s.newCodes)

	s.web.Get("/ufficio/sessioni", web.SignedIn, s.listSessions)
	s.web.Post("/ufficio/sessioni/altre/chiusura", web.SignedIn, s.endOtherSessions)
	s.web.Post("/ufficio/sessioni/:id/chiusura", web.SignedIn, s.endSession)
	s.userRoutes()
}

func (s *Screens) userRoutes() {
	s.web.Get("/ufficio/utenti", web.May(auth.UsersManage), s.listUsers)
	s.web.Get("/ufficio/utenti/nuovo", web.May(auth.UsersManage), s.showNewUser)
	s.web.Post("/ufficio/utenti", web.May(auth.UsersManage), s.createUser)
	s.web.Get("/ufficio/utenti/:id", web.May(auth.UsersManage), s.showUser)
	s.web.Post("/ufficio/utenti/:id", web.May(auth.UsersManage), s.changeUser)
	s.web.Post("/ufficio/utenti/:id/disattivazione", web.May(auth.UsersManage), s.disableUser)
	s.web.Post("/ufficio/utenti/:id/riattivazione", web.May(auth.UsersManage), s.enableUser)
	s.web.Post("/ufficio/utenti/:id/secondo-fattore", web.May(auth.UsersManage), s.resetSecondFactor)
	s.web.Post("/ufficio/utenti/:id/password", web.May(auth.UsersManage), s.sendPasswordLink)
}

// browser is what the gate wants to know about the request.
func browser(c *fiber.Ctx) auth.Browser {
	r := web.Of(c)
	return auth.Browser{Address: c.IP(), Agent: c.Get(fiber.HeaderUserAgent), Lang: r.Lang, Session: r.Session}
}

// enter makes the request go on in the session a proof has opened. Its answer
// must be a redirect: a form drawn now would carry the old session's token.
func (s *Screens) enter(c *fiber.Ctx, in auth.SignedIn) {
	r := web.Of(c)
	s.web.SignedIn(c, in.Cookie)
	r.Session, r.Actor = in.Session, in.Session.Actor()
}

// goOn leads from a proof to what is owed next, else to where the person wanted
// to go.
func (s *Screens) goOn(c *fiber.Ctx, in auth.SignedIn) error {
	s.enter(c, in)
	next := nextOf(c)
	switch {
	case in.Session.Stage == auth.StageSecond:
		return web.SeeOther(c, withNext("/ufficio/accesso/verifica", next))
	case in.Session.Stage == auth.StageEnrol:
		return web.SeeOther(c, withNext("/ufficio/accesso/iscrizione", next))
	case in.Session.HasResume:
		return web.SeeOther(c, resumePath(web.Of(c)))
	}
	return web.SeeOther(c, beginAt(web.Of(c), next))
}

// beginAt is where an account begins: the page asked for where it is of the account's
// own rooms, else their first page. Who sends people for a body has only the portal of
// the bodies.
func beginAt(r *web.Request, next string) string {
	home := "/ufficio"
	if !r.Actor.May(auth.OfficeEnter) && r.Actor.May(auth.BodyForms) {
		home = bodies.Home
	}
	if next == home || strings.HasPrefix(next, home+"/") || strings.HasPrefix(next, home+"?") {
		return next
	}
	return home
}

// resumePath offers a parked form in the account's own rooms.
func resumePath(r *web.Request) string {
	if beginAt(r, "") == bodies.Home {
		return bodies.Home + "/ripresa"
	}
	return "/ufficio/accesso/ripresa"
}

// resume offers a form that was posted when the session had expired, once.
func (s *Screens) resume(c *fiber.Ctx) error {
	r := web.Of(c)
	parked, ok, err := s.gate.Sessions.TakeResume(c.UserContext(), s.db.Web, r.Session)
	if err != nil {
		return err
	}
	if ok {
		return s.web.Resend(c, parked)
	}
	return web.SeeOther(c, beginAt(web.Of(c), nextOf(c)))
}

// nextOf is the page asked for before signing in, from the address or the form.
// Only pages of the office and of the bodies' portal that are not about signing in
// pass: nobody is sent elsewhere by a link.
func nextOf(c *fiber.Ctx) string {
	next := c.FormValue("dopo", c.Query("dopo"))
	path, _, _ := strings.Cut(next, "?")
	inside := path == "/ufficio" || strings.HasPrefix(path, "/ufficio/") || path == bodies.Home || strings.HasPrefix(path, bodies.Home+"/")
	odd := len(next) > 500 || strings.ContainsAny(next, "\\\r\n\t\x00#") || strings.Contains(path, "//") || strings.Contains(path, "/.")
	if !inside || odd || strings.HasPrefix(path, "/ufficio/accesso") || strings.HasPrefix(path, "/ufficio/password") {
		return ""
	}
	return next
}

func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?dopo=" + url.QueryEscape(next)
}

// passwordField is the field of a password; current ones may be filled in by the browser.
func passwordField(r *web.Request, name, key, autocomplete string) web.Field {
	return web.Field{Name: name, Label: r.T(key), Type: "password", Autocomplete: autocomplete, Max: auth.PasswordMax, Required: true}
}

// currentField asks for the password of who sits at the screen.
func currentField(r *web.Request) web.Field {
	f := passwordField(r, "current", "office.profile.current", "current-password")
	f.Hint = r.T("office.profile.current.hint")
	return f
}
