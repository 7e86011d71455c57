package office

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/web"
)

// ForgottenPage asks for the address to mail a link to.
type ForgottenPage struct {
	web.Page
	Email  web.Field
	Errors []web.FieldError
	Action string
}

// NewPasswordPage chooses the password an invitation or a reset was mailed for.
type NewPasswordPage struct {
	web.Page
	Link, Email string
	Field       web.Field
	Errors      []web.FieldError
	Action      string
}

func (s *Screens) showForgotten(c *fiber.Ctx) error {
	return s.web.Render(c, "office/forgotten", forgottenPage(web.Of(c), web.NewForm()))
}

func forgottenPage(r *web.Request, f *web.Form) *ForgottenPage {
	p := &ForgottenPage{Action: r.URL("/ufficio/password-dimenticata"), Errors: f.Errors()}
	p.Title = r.T("office.forgotten.title")
	p.Email = f.Bind(web.Field{Name: "email", Label: r.T("office.signin.email"), Type: "email", Autocomplete: "username", Max: 254, Required: true})
	return p
}

func (s *Screens) forgotten(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	err := s.gate.ForgotPassword(c.UserContext(), s.db.Web, browser(c), f.Get("email"), r.Now)
	if f.Fail(r, err) {
		return s.web.RenderInvalid(c, "office/forgotten", forgottenPage(r, f))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.forgotten.sent")
	return web.SeeOther(c, "/ufficio/accesso")
}

func (s *Screens) showNewPassword(c *fiber.Ctx) error {
	page, err := s.newPasswordPage(c, c.Query("l"), web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/password", page)
}

func (s *Screens) newPasswordPage(c *fiber.Ctx, link string, f *web.Form) (*NewPasswordPage, error) {
	r := web.Of(c)
	user, err := s.gate.FindPasswordLink(c.UserContext(), s.db.Web, link, r.Now)
	if err != nil {
		return nil, err
	}
	p := &NewPasswordPage{Link: link, Email: user.Email, Action: r.URL("/ufficio/password"), Errors: f.Errors()}
	p.Title, p.Path = r.T("office.password.title"), r.Path+"?l="+url.QueryEscape(link) // another language keeps the link
	p.Field = newPasswordField(r, f)
	return p, nil
}

func newPasswordField(r *web.Request, f *web.Form) web.Field {
	x := f.Bind(passwordField(r, "password", "office.password.new", "new-password"))
	x.Hint, x.Value = r.T("office.password.hint", "Min", auth.PasswordMin), ""
	return x
}

func (s *Screens) newPassword(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	err := s.gate.UsePasswordLink(c.UserContext(), s.db.Web, f.Get("link"), c.FormValue("password"), r.Now)
	if f.Fail(r, err) {
		page, err := s.newPasswordPage(c, f.Get("link"), f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/password", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.password.done")
	return web.SeeOther(c, "/ufficio/accesso")
}
