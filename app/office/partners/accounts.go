package partners

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/partners"
	"approdo/app/web"
)

// AccountsPanel are the accounts of a body at the portal of the bodies.
type AccountsPanel struct {
	CSRF      string
	InviteURL string
	Rows      []AccountRow
}

// AccountRow is one of them; the addresses are "" for what does not fit its state.
type AccountRow struct {
	Name, Email               string
	Invited, Shut             bool
	LastIn                    time.Time
	ShutURL, OpenURL, LinkURL string
}

// addAccounts shows the accounts to who manages the network.
func (s *Screens) addAccounts(c *fiber.Ctx, p *ShowPage, b *partners.Body) error {
	r := web.Of(c)
	if !r.Actor.May(auth.PartnersManage) {
		return nil
	}
	users, err := partners.Accounts(c.UserContext(), s.db.Web, r.Actor, b.ID)
	if err != nil {
		return err
	}
	p.Accounts = &AccountsPanel{CSRF: r.CSRF}
	if b.InUse() {
		p.Accounts.InviteURL = r.URL(path(b.ID, "/account/nuovo"))
	}
	for _, u := range users {
		base := path(b.ID, "/account/"+web.IDText(u.ID))
		row := AccountRow{Name: u.Name, Email: u.Email, Invited: u.PasswordChangedAt.IsZero(), Shut: !u.Enabled()}
		if !u.SignedInAt.IsZero() {
			row.LastIn = u.SignedInAt.In(web.Rome())
		}
		if row.Shut {
			row.OpenURL = r.URL(base + "/riattivazione")
		} else {
			row.ShutURL, row.LinkURL = r.URL(base+"/disattivazione"), r.URL(base+"/password")
		}
		p.Accounts.Rows = append(p.Accounts.Rows, row)
	}
	return nil
}

func (s *Screens) showInvite(c *fiber.Ctx) error {
	b, err := s.bodyOf(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("lang", "it")
	return s.renderInvite(c, b, f, s.web.Render)
}

func (s *Screens) renderInvite(c *fiber.Ctx, b *partners.Body, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	p := &FormPage{Name: b.Name, Action: r.URL(path(b.ID, "/account")), Back: r.URL(path(b.ID, "")), Lead: r.T("partners.account.lead"), Submit: r.T("partners.account.invite"), Errors: f.Errors()}
	p.Title = r.T("partners.account.new")
	langs := []web.Option{{Value: "it", Label: "Italiano"}, {Value: "en", Label: "English"}}
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "name", Label: r.T("partners.person.name"), Max: 120, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "email", Type: "email", Label: r.T("partners.form.email"), Max: partners.MaxEmail, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "lang", Type: "select", Label: r.T("office.users.lang"), Options: langs, Required: true}),
	}
	return render(c, "office/partners/form", p)
}

func (s *Screens) invite(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	b, err := s.bodyOf(c)
	if err != nil {
		return err
	}
	form := auth.UserForm{Name: f.Get("name"), Email: f.Get("email"), Lang: f.Get("lang")}
	_, err = partners.Invite(c.UserContext(), s.db.Web, s.gate, r.Actor, b.ID, form, r.Now)
	if f.Fail(r, err) {
		return s.renderInvite(c, b, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "partners.account.invited", path(b.ID, ""))
}

// accountChange is one change of an account.
type accountChange func(ctx context.Context, r *web.Request, userID int64) error

// changeAccount is the POST of a change of an account of the body in the address.
func (s *Screens) changeAccount(said string, change accountChange) fiber.Handler {
	return func(c *fiber.Ctx) error {
		r, ctx := web.Of(c), c.UserContext()
		b, err := s.bodyOf(c)
		if err != nil {
			return err
		}
		user, err := web.ID(c, "user")
		if err != nil {
			return err
		}
		if err := partners.HoldsAccount(ctx, s.db.Web, b.ID, user); err != nil {
			return err
		}
		return s.done(c, change(ctx, r, user), said, path(b.ID, ""))
	}
}

func (s *Screens) shut(shut bool) accountChange {
	return func(ctx context.Context, r *web.Request, userID int64) error {
		return s.gate.ShutBody(ctx, s.db.Web, r.Actor, userID, shut, r.Now)
	}
}

func (s *Screens) sendLink(ctx context.Context, r *web.Request, userID int64) error {
	return s.gate.SendBodyLink(ctx, s.db.Web, r.Actor, userID, r.Now)
}
