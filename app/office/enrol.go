package office

import (
	"encoding/base64"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/office/bodies"
	"approdo/app/web"
)

// EnrolPage sets up an authenticator app; during the first sign-in it offers a
// passkey as well.
type EnrolPage struct {
	web.Page
	Lead     string
	Enroling bool
	Picture  template.URL
	Secret   string
	Sealed   string
	Fields   []web.Field
	Errors   []web.FieldError
	Action   string
	Next     string
	Back     string
	Passkey  *PasskeyForm
}

// CodesPage shows fresh recovery codes. They are stored as hashes only: the
// address of the page carries them, sealed for this session and ten minutes.
type CodesPage struct {
	web.Page
	Codes    []string
	Continue string
}

func (s *Screens) showEnrol(c *fiber.Ctx) error {
	page, err := s.enrolPage(c, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/enrol", page)
}

func (s *Screens) enrolPage(c *fiber.Ctx, f *web.Form) (*EnrolPage, error) {
	r := web.Of(c)
	p, err := s.appPage(c, f)
	if err != nil {
		return nil, err
	}
	p.Title, p.Lead, p.Enroling = r.T("office.enrol.title"), r.T("office.enrol.lead"), true
	p.Action, p.Next = r.URL("/ufficio/accesso/iscrizione"), nextOf(c)
	if !s.gate.Passkeys() {
		return p, nil
	}
	p.Passkey, err = s.passkeyForm(c, "/ufficio/accesso/iscrizione/passkey")
	return p, err
}

// appPage is the set-up of an authenticator app, the same in both places.
func (s *Screens) appPage(c *fiber.Ctx, f *web.Form) (*EnrolPage, error) {
	r := web.Of(c)
	setup, err := s.gate.BeginTOTP(c.UserContext(), s.db.Web, r.Session, f.Get("sealed"), r.Now)
	if err != nil {
		return nil, err
	}
	code := f.Bind(web.Field{Name: "code", Label: r.T("office.enrol.code"), Hint: r.T("office.enrol.code.hint"), InputMode: "numeric",
		Autocomplete: "one-time-code", Max: 10, Required: true})
	code.Value = ""
	return &EnrolPage{Secret: setup.Secret, Sealed: setup.Sealed, Errors: f.Errors(), Fields: []web.Field{code},
		Picture: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(setup.PNG))}, nil // #nosec G203 -- our own picture
}

// passkeyForm asks for a new passkey.
func (s *Screens) passkeyForm(c *fiber.Ctx, action string) (*PasskeyForm, error) {
	r := web.Of(c)
	q, err := s.gate.BeginPasskey(c.UserContext(), s.db.Web, r.Session, r.Now)
	return &PasskeyForm{CSRF: r.CSRF, Action: r.URL(action), Next: nextOf(c), Mode: "create", Options: q.Options, Sealed: q.Sealed,
		Button: r.T("office.passkey.create")}, err
}

func (s *Screens) enrol(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	out, err := s.gate.ConfirmTOTP(c.UserContext(), s.db.Web, browser(c), f.Get("sealed"), f.Get("code"), "", r.Now)
	if err != nil {
		return s.enrolAgain(c, f, err)
	}
	return s.enrolled(c, out)
}

func (s *Screens) enrolPasskey(c *fiber.Ctx) error {
	in := auth.NewPasskey{Sealed: c.FormValue("sealed"), Response: c.FormValue("response")}
	out, err := s.gate.ConfirmPasskey(c.UserContext(), s.db.Web, browser(c), in, web.Of(c).Now)
	if err != nil {
		return s.enrolAgain(c, web.NewForm(), err)
	}
	return s.enrolled(c, out)
}

func (s *Screens) enrolAgain(c *fiber.Ctx, f *web.Form, err error) error {
	if !f.Fail(web.Of(c), err) {
		return err
	}
	page, err := s.enrolPage(c, f)
	if err != nil {
		return err
	}
	return s.web.RenderInvalid(c, "office/enrol", page)
}

// enrolled goes on after a factor was set up: with the recovery codes where
// there are fresh ones.
func (s *Screens) enrolled(c *fiber.Ctx, out auth.Enrolled) error {
	if out.Cookie != "" {
		s.enter(c, out.SignedIn)
	}
	if len(out.Codes) == 0 {
		s.web.Flash(c, "success", "office.profile.factor_added")
		return web.SeeOther(c, beginAt(web.Of(c), "/ufficio/profilo"))
	}
	return s.showCodes(c, out.Codes, nextOf(c))
}

const codesLife = 10 * time.Minute

// showCodes leads to the page with the codes; next is where it goes on to.
func (s *Screens) showCodes(c *fiber.Ctx, codes []string, next string) error {
	r := web.Of(c)
	word := s.gate.Signer.Seal(codesPurpose(r), []byte(strings.Join(codes, "\n")), r.Now.Add(codesLife))
	q := url.Values{"c": {word}}
	if next != "" {
		q.Set("dopo", next)
	}
	page := "/ufficio/profilo/codici/nuovi?"
	if beginAt(r, "") == bodies.Home {
		page = bodies.Home + "/codici?"
	}
	return web.SeeOther(c, page+q.Encode())
}

func codesPurpose(r *web.Request) string {
	return "recovery codes of session " + strconv.FormatInt(r.Session.ID, 10)
}

func (s *Screens) newCodes(c *fiber.Ctx) error {
	r := web.Of(c)
	codes, err := s.gate.Signer.Unseal(codesPurpose(r), c.Query("c"), r.Now)
	if err != nil {
		return err
	}
	p := &CodesPage{Codes: strings.Split(string(codes), "\n"), Continue: r.URL(withNext(resumePath(r), nextOf(c)))}
	p.Title = r.T("office.codes.title")
	return s.web.Render(c, "office/codes", p)
}
