package office

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/web"
)

// What is asked before: taking a factor away, replacing the recovery codes.

func (s *Screens) confirmPage(r *web.Request, f *web.Form, key, action string) *ConfirmPage {
	field := f.Bind(currentField(r))
	field.Value = ""
	p := &ConfirmPage{Lead: r.T(key + ".lead"), Button: r.T(key + ".button"), Action: r.URL(action), Back: r.URL("/ufficio/profilo"),
		Field: field, Errors: f.Errors()}
	p.Title = r.T(key + ".title")
	return p
}

// confirmed runs the change with the password typed, and shows the question again
// when it is wrong or the change is not possible.
func (s *Screens) confirmed(c *fiber.Ctx, key, action string, change func(current string) error) error {
	r, f := web.Of(c), web.ReadForm(c)
	err := change(c.FormValue("current"))
	if f.Fail(r, err) || f.FailConflict(r, err, "current") {
		return s.web.RenderInvalid(c, "office/profile_confirm", s.confirmPage(r, f, key, action))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", key+".done")
	return web.SeeOther(c, "/ufficio/profilo")
}

const (
	removeAppKey     = "office.remove_app"
	removePasskeyKey = "office.remove_passkey"
	renewCodesKey    = "office.renew_codes"
)

func (s *Screens) askRemoveApp(c *fiber.Ctx) error {
	return s.web.Render(c, "office/profile_confirm", s.confirmPage(web.Of(c), web.NewForm(), removeAppKey, "/ufficio/profilo/app/rimozione"))
}

func (s *Screens) removeApp(c *fiber.Ctx) error {
	r := web.Of(c)
	return s.confirmed(c, removeAppKey, "/ufficio/profilo/app/rimozione", func(current string) error {
		return s.gate.RemoveTOTP(c.UserContext(), s.db.Web, r.Session, current, r.Now)
	})
}

func removePasskeyPath(id int64) string {
	return "/ufficio/profilo/passkey/" + strconv.FormatInt(id, 10) + "/rimozione"
}

func (s *Screens) askRemovePasskey(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	list, err := auth.ListPasskeys(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	for _, k := range list {
		if k.ID == id {
			p := s.confirmPage(r, web.NewForm(), removePasskeyKey, removePasskeyPath(id))
			p.Lead = r.T(removePasskeyKey+".lead", "Name", k.Name)
			return s.web.Render(c, "office/profile_confirm", p)
		}
	}
	return errMissing()
}

func (s *Screens) removePasskey(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	return s.confirmed(c, removePasskeyKey, removePasskeyPath(id), func(current string) error {
		return s.gate.RemovePasskey(c.UserContext(), s.db.Web, r.Session, id, current, r.Now)
	})
}

func (s *Screens) askRenewCodes(c *fiber.Ctx) error {
	return s.web.Render(c, "office/profile_confirm", s.confirmPage(web.Of(c), web.NewForm(), renewCodesKey, "/ufficio/profilo/codici"))
}

func (s *Screens) renewCodes(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	codes, err := s.gate.RenewRecoveryCodes(c.UserContext(), s.db.Web, r.Session, c.FormValue("current"), r.Now)
	if f.Fail(r, err) || f.FailConflict(r, err, "current") {
		return s.web.RenderInvalid(c, "office/profile_confirm", s.confirmPage(r, f, renewCodesKey, "/ufficio/profilo/codici"))
	}
	if err != nil {
		return err
	}
	return s.showCodes(c, codes, "/ufficio/profilo")
}
