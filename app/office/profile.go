package office

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/web"
)

// ProfilePage is one's own account: password, second factor, recovery codes.
type ProfilePage struct {
	web.Page
	User        auth.User
	Roles       []string
	App         bool
	AppSince    time.Time
	Passkeys    []passkeyRow
	CanPasskeys bool
	HasSecond   bool
	Fields      []web.Field
	Errors      []web.FieldError
	Action      string
}

type passkeyRow struct {
	ID            int64
	Name          string
	Created, Used time.Time
	WasUsed       bool
}

// ConfirmPage asks for the password before something of one's own is taken away
// or replaced.
type ConfirmPage struct {
	web.Page
	Lead, Button, Action, Back string
	Field                      web.Field
	Errors                     []web.FieldError
}

// PasskeyPage adds a passkey to one's own account.
type PasskeyPage struct {
	web.Page
	Errors  []web.FieldError
	Back    string
	Passkey *PasskeyForm
}

func (s *Screens) showProfile(c *fiber.Ctx) error {
	page, err := s.profilePage(c, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/profile", page)
}

func (s *Screens) profilePage(c *fiber.Ctx, f *web.Form) (*ProfilePage, error) {
	r, ctx := web.Of(c), c.UserContext()
	user, err := auth.FindUser(ctx, s.db.Web, r.Actor, r.Actor.UserID)
	if err != nil {
		return nil, err
	}
	list, err := auth.ListPasskeys(ctx, s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	p := &ProfilePage{User: user, App: !user.TOTPConfirmedAt.IsZero(), AppSince: user.TOTPConfirmedAt.In(web.Rome()), CanPasskeys: s.gate.Passkeys(),
		HasSecond: user.HasSecondFactor(), Action: r.URL("/ufficio/profilo/password"), Errors: f.Errors()}
	p.Title, p.Path = r.T("office.profile.title"), "/ufficio/profilo"
	for _, x := range user.Roles {
		p.Roles = append(p.Roles, r.T(roleKey(x)))
	}
	for _, k := range list {
		p.Passkeys = append(p.Passkeys, passkeyRow{k.ID, k.Name, k.CreatedAt.In(web.Rome()), k.UsedAt.In(web.Rome()), !k.UsedAt.IsZero()})
	}
	current := f.Bind(currentField(r))
	current.Value, current.Hint = "", ""
	p.Fields = []web.Field{current, newPasswordField(r, f)}
	return p, nil
}

func (s *Screens) changePassword(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	err := s.gate.ChangePassword(c.UserContext(), s.db.Web, r.Session, c.FormValue("current"), c.FormValue("password"), r.Now)
	if f.Fail(r, err) {
		page, err := s.profilePage(c, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/profile", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.profile.password_changed")
	return web.SeeOther(c, "/ufficio/profilo")
}

func (s *Screens) showApp(c *fiber.Ctx) error {
	page, err := s.ownAppPage(c, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/enrol", page)
}

func (s *Screens) ownAppPage(c *fiber.Ctx, f *web.Form) (*EnrolPage, error) {
	r := web.Of(c)
	p, err := s.appPage(c, f)
	if err != nil {
		return nil, err
	}
	p.Title, p.Lead = r.T("office.profile.app.title"), r.T("office.profile.app.lead")
	p.Action, p.Back = r.URL("/ufficio/profilo/app"), r.URL("/ufficio/profilo")
	current := f.Bind(currentField(r))
	current.Value = ""
	p.Fields = append(p.Fields, current)
	return p, nil
}

func (s *Screens) setUpApp(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	out, err := s.gate.ConfirmTOTP(c.UserContext(), s.db.Web, browser(c), f.Get("sealed"), f.Get("code"), c.FormValue("current"), r.Now)
	if f.Fail(r, err) {
		page, err := s.ownAppPage(c, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/enrol", page)
	}
	if err != nil {
		return err
	}
	return s.enrolled(c, out)
}

func (s *Screens) showPasskey(c *fiber.Ctx) error {
	page, err := s.passkeyPage(c, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/profile_passkey", page)
}

func (s *Screens) passkeyPage(c *fiber.Ctx, f *web.Form) (*PasskeyPage, error) {
	r := web.Of(c)
	form, err := s.passkeyForm(c, "/ufficio/profilo/passkey")
	if err != nil {
		return nil, err
	}
	current := f.Bind(currentField(r))
	current.Value = ""
	form.Fields = []web.Field{
		f.Bind(web.Field{Name: "name", Label: r.T("office.passkey.name"), Hint: r.T("office.passkey.name.hint"), Max: 60}), current,
	}
	p := &PasskeyPage{Passkey: form, Back: r.URL("/ufficio/profilo"), Errors: f.Errors()}
	p.Title = r.T("office.passkey.title")
	return p, nil
}

func (s *Screens) addPasskey(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	in := auth.NewPasskey{Sealed: f.Get("sealed"), Response: f.Get("response"), Name: f.Get("name"), Current: c.FormValue("current")}
	out, err := s.gate.ConfirmPasskey(c.UserContext(), s.db.Web, browser(c), in, r.Now)
	if f.Fail(r, err) {
		page, err := s.passkeyPage(c, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/profile_passkey", page)
	}
	if err != nil {
		return err
	}
	return s.enrolled(c, out)
}

func roleKey(role auth.Role) string { return "office.role." + string(role) }
