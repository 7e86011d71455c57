package office

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/office/bodies"
	"approdo/app/web"
)

// SignInPage asks for address and password, or for a passkey alone.
type SignInPage struct {
	web.Page
	Fields  []web.Field
	Errors  []web.FieldError
	Action  string
	Next    string
	Passkey *PasskeyForm
}

// PasskeyForm is answered by passkey.js; without JavaScript it stays hidden.
type PasskeyForm struct {
	CSRF, Action, Next string
	// Mode is "get" to prove a passkey, "create" to make one.
	Mode            string
	Options, Sealed string
	Fields          []web.Field
	Button          string
}

func (s *Screens) showSignIn(c *fiber.Ctx) error {
	r := web.Of(c)
	if r.Actor.SignedIn() {
		return s.resume(c)
	}
	page, err := s.signInPage(c, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/signin", page)
}

func (s *Screens) signInPage(c *fiber.Ctx, f *web.Form) (*SignInPage, error) {
	r := web.Of(c)
	p := &SignInPage{Action: r.URL("/ufficio/accesso"), Next: nextOf(c), Errors: f.Errors()}
	p.Title = r.T("office.signin.title")
	if strings.HasPrefix(p.Next, bodies.Home) {
		p.Title = r.T("office.signin.bodies")
	}
	email := f.Bind(web.Field{Name: "email", Label: r.T("office.signin.email"), Type: "email", Autocomplete: "username", Max: 254, Required: true})
	p.Fields = []web.Field{email, passwordField(r, "password", "office.signin.password", "current-password")}
	if !s.gate.Passkeys() {
		return p, nil
	}
	q, err := s.gate.BeginPasskeySignIn(r.Now)
	p.Passkey = &PasskeyForm{CSRF: r.CSRF, Action: r.URL("/ufficio/accesso/passkey"), Next: p.Next, Mode: "get",
		Options: q.Options, Sealed: q.Sealed, Button: r.T("office.signin.passkey")}
	return p, err
}

func (s *Screens) signIn(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	in, err := s.gate.SignIn(c.UserContext(), s.db.Web, browser(c), f.Get("email"), c.FormValue("password"), r.Now)
	if err != nil {
		return s.signInAgain(c, f, err)
	}
	return s.goOn(c, in)
}

func (s *Screens) signInWithPasskey(c *fiber.Ctx) error {
	r := web.Of(c)
	in, err := s.gate.PasskeySignIn(c.UserContext(), s.db.Web, browser(c), c.FormValue("sealed"), c.FormValue("response"), r.Now)
	if err != nil {
		return s.signInAgain(c, web.NewForm(), err)
	}
	return s.goOn(c, in)
}

func (s *Screens) signInAgain(c *fiber.Ctx, f *web.Form, err error) error {
	if !f.Fail(web.Of(c), err) {
		return err
	}
	page, err := s.signInPage(c, f)
	if err != nil {
		return err
	}
	return s.web.RenderInvalid(c, "office/signin", page)
}

func (s *Screens) signOut(c *fiber.Ctx) error {
	r := web.Of(c)
	if err := s.gate.Sessions.SignOut(c.UserContext(), s.db.Web, r.Session, r.Now); err != nil {
		return err
	}
	s.web.SignedOut(c)
	s.web.FlashVisitor(c, "success", "office.signin.out")
	return web.SeeOther(c, "/ufficio/accesso")
}
