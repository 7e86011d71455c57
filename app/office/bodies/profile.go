package bodies

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/partners"
	"approdo/app/web"
)

// ProfilePage is one's own account at the portal.
type ProfilePage struct {
	web.Page
	Facts  []web.Fact
	Fields []web.Field
	Errors []web.FieldError
	Action string
}

func (s *Screens) showProfile(c *fiber.Ctx) error {
	return s.renderProfile(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderProfile(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	user, err := auth.FindUser(ctx, s.db.Web, r.Actor, r.Actor.UserID)
	if err != nil {
		return err
	}
	body, err := partners.Own(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	second := r.T("bodies.profile.second.no")
	if user.HasSecondFactor() {
		second = r.T("bodies.profile.second.yes")
	}
	p := &ProfilePage{Action: r.URL(Home + "/profilo/password"), Errors: f.Errors(), Facts: []web.Fact{
		{Label: r.T("bodies.profile.name"), Value: user.Name}, {Label: r.T("bodies.profile.email"), Value: user.Email},
		{Label: r.T("bodies.profile.body"), Value: body.Name}, {Label: r.T("bodies.profile.second"), Value: second}}}
	p.Title, p.Path = r.T("bodies.menu.profile"), Home+"/profilo"
	field := func(name, key, autocomplete string) web.Field {
		x := f.Bind(web.Field{Name: name, Type: "password", Label: r.T(key), Autocomplete: autocomplete, Max: auth.PasswordMax, Required: true})
		x.Value = ""
		return x
	}
	fresh := field("password", "office.password.new", "new-password")
	fresh.Hint = r.T("office.password.hint", "Min", auth.PasswordMin)
	p.Fields = []web.Field{field("current", "office.profile.current", "current-password"), fresh}
	return render(c, "bodies/profile", p)
}

func (s *Screens) changePassword(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	err := s.gate.ChangePassword(c.UserContext(), s.db.Web, r.Session, c.FormValue("current"), c.FormValue("password"), r.Now)
	if f.Fail(r, err) {
		return s.renderProfile(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "office.profile.password_changed", Home+"/profilo")
}
