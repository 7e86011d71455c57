package office

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/web"
)

// SecondPage asks for the second step: six digits, a recovery code or a passkey.
type SecondPage struct {
	web.Page
	Code    web.Field
	Errors  []web.FieldError
	Action  string
	Next    string
	Passkey *PasskeyForm
}

func (s *Screens) showSecond(c *fiber.Ctx) error {
	page, err := s.secondPage(c, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/second_factor", page)
}

func (s *Screens) secondPage(c *fiber.Ctx, f *web.Form) (*SecondPage, error) {
	r := web.Of(c)
	if r.Session.Stage != auth.StageSecond || !r.Session.Pending() {
		return nil, fault.New(fault.Unauthenticated, "office.signin.needed")
	}
	p := &SecondPage{Action: r.URL("/ufficio/accesso/verifica"), Next: nextOf(c), Errors: f.Errors()}
	p.Title = r.T("office.second.title")
	p.Code = f.Bind(web.Field{Name: "code", Label: r.T("office.second.code"), Hint: r.T("office.second.hint"), Autocomplete: "one-time-code", Max: 20, Required: true})
	p.Code.Value = ""
	q, err := s.gate.BeginPasskeySecond(c.UserContext(), s.db.Web, r.Session, r.Now)
	if fault.Is(err, fault.NotFound) {
		return p, nil
	}
	p.Passkey = &PasskeyForm{CSRF: r.CSRF, Action: r.URL("/ufficio/accesso/verifica/passkey"), Next: p.Next, Mode: "get",
		Options: q.Options, Sealed: q.Sealed, Button: r.T("office.second.passkey")}
	return p, err
}

func (s *Screens) second(c *fiber.Ctx) error {
	f := web.ReadForm(c)
	in, err := s.gate.Second(c.UserContext(), s.db.Web, browser(c), f.Get("code"), web.Of(c).Now)
	if err != nil {
		return s.secondAgain(c, f, err)
	}
	return s.goOn(c, in)
}

func (s *Screens) secondWithPasskey(c *fiber.Ctx) error {
	in, err := s.gate.PasskeySecond(c.UserContext(), s.db.Web, browser(c), c.FormValue("sealed"), c.FormValue("response"), web.Of(c).Now)
	if err != nil {
		return s.secondAgain(c, web.NewForm(), err)
	}
	return s.goOn(c, in)
}

func (s *Screens) secondAgain(c *fiber.Ctx, f *web.Form, err error) error {
	if !f.Fail(web.Of(c), err) {
		return err
	}
	page, err := s.secondPage(c, f)
	if err != nil {
		return err
	}
	return s.web.RenderInvalid(c, "office/second_factor", page)
}
