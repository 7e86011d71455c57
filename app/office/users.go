package office

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/partners"
	"approdo/app/web"
)

// UsersPage lists the accounts.
type UsersPage struct {
	web.Page
	// Search, Roles and States are the filter as it was asked for.
	Search        string
	Roles, States []web.Option
	Rows          []userRow
}

type userRow struct {
	URL, Name, Email    string
	Roles, Desks        []string
	LastIn              time.Time
	EverIn              bool
	Demo, NeedsSecond   bool
	Enabled, HasInvited bool
	// Body is whose account it is, of those who send people for a body.
	Body string
}

// UserPage opens or changes one account.
type UserPage struct {
	web.Page
	User    auth.User
	New     bool
	Own     bool
	Fields  []web.Field
	Errors  []web.FieldError
	Action  string
	Back    string
	Base    string
	Invited bool
}

func (s *Screens) listUsers(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	f := auth.UserFilter{Search: c.Query("cerca"), Role: auth.Role(c.Query("ruolo")), Disabled: c.Query("stato") == "disattivati"}
	users, err := auth.ListUsers(ctx, s.db.Web, r.Actor, f)
	if err != nil {
		return err
	}
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &UsersPage{Search: f.Search}
	p.Title = r.T("office.users.title")
	p.Roles = append([]web.Option{{Label: r.T("office.users.anyrole")}}, roleOptions(r, []auth.Role{f.Role})...)
	p.States = []web.Option{{Label: r.T("office.users.state.enabled")}, {Value: "disattivati", Label: r.T("office.users.state.disabled"), Checked: f.Disabled}}
	var ids []int64
	for _, u := range users {
		ids = append(ids, u.ID)
	}
	names, err := partners.NamesOfAccounts(ctx, s.db.Web, ids)
	if err != nil {
		return err
	}
	for _, u := range users {
		row := rowOf(r, u, list)
		row.Body = names[u.ID]
		p.Rows = append(p.Rows, row)
	}
	return s.web.Render(c, "office/users", p)
}

func rowOf(r *web.Request, u auth.User, list []desks.Desk) userRow {
	row := userRow{URL: r.URL("/ufficio/utenti/" + strconv.FormatInt(u.ID, 10)), Name: u.Name, Email: u.Email, LastIn: u.SignedInAt.In(web.Rome()),
		EverIn: !u.SignedInAt.IsZero(), Demo: u.Demo, Enabled: u.Enabled(), HasInvited: u.PasswordChangedAt.IsZero(),
		NeedsSecond: u.NeedsSecondFactor() && !u.HasSecondFactor()}
	for _, x := range u.Roles {
		row.Roles = append(row.Roles, r.T(roleKey(x)))
	}
	for _, d := range list {
		if slices.Contains(u.DeskIDs, d.ID) {
			row.Desks = append(row.Desks, r.L.Plain(d.Name))
		}
	}
	return row
}

func roleOptions(r *web.Request, chosen []auth.Role) []web.Option {
	var all []web.Option
	for _, x := range auth.Roles {
		all = append(all, web.Option{Value: string(x), Label: r.T(roleKey(x)), Checked: slices.Contains(chosen, x)})
	}
	return all
}

func (s *Screens) showNewUser(c *fiber.Ctx) error {
	return s.renderUser(c, auth.User{}, auth.UserForm{Lang: "it"}, nil)
}

func (s *Screens) showUser(c *fiber.Ctx) error {
	user, err := s.userOf(c)
	if err != nil {
		return err
	}
	form := auth.UserForm{Email: user.Email, Name: user.Name, Lang: user.Lang, Roles: user.Roles, DeskIDs: user.DeskIDs}
	return s.renderUser(c, user, form, nil)
}

func (s *Screens) userOf(c *fiber.Ctx) (auth.User, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return auth.User{}, err
	}
	return auth.FindUser(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

// renderUser shows the form of an account, with what is wrong where failed is an
// Invalid fault; any other fault is given back.
func (s *Screens) renderUser(c *fiber.Ctx, user auth.User, form auth.UserForm, failed error) error {
	r, f := web.Of(c), web.NewForm()
	if failed != nil && !f.Fail(r, failed) {
		return failed
	}
	list, err := desks.ListFor(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &UserPage{User: user, New: user.ID == 0, Own: user.ID == r.Actor.UserID, Back: r.URL("/ufficio/utenti"), Errors: f.Errors(),
		Invited: user.PasswordChangedAt.IsZero(), Action: r.URL("/ufficio/utenti")}
	p.Title, p.Path = r.T("office.users.new"), r.Path
	if !p.New {
		p.Title, p.Base = user.Name, r.URL("/ufficio/utenti/"+strconv.FormatInt(user.ID, 10))
		p.Action = p.Base
	}
	p.Fields = userFields(r, f, form, list)
	if failed != nil {
		return s.web.RenderInvalid(c, "office/user_form", p)
	}
	return s.web.Render(c, "office/user_form", p)
}

func userFields(r *web.Request, f *web.Form, form auth.UserForm, list []desks.Desk) []web.Field {
	f.Set("name", form.Name)
	f.Set("email", form.Email)
	f.Set("lang", form.Lang)
	var places []web.Option
	for _, d := range list {
		places = append(places, web.Option{Value: strconv.FormatInt(d.ID, 10), Label: r.L.Plain(d.Name), Checked: slices.Contains(form.DeskIDs, d.ID)})
	}
	langs := []web.Option{{Value: "it", Label: "Italiano"}, {Value: "en", Label: "English"}}
	roles := f.Bind(web.Field{Name: "roles", Label: r.T("office.users.roles"), Hint: r.T("office.users.roles.hint"), Type: "checks", Required: true})
	desksField := f.Bind(web.Field{Name: "desks", Label: r.T("office.users.desks"), Hint: r.T("office.users.desks.hint"), Type: "checks"})
	roles.Options, desksField.Options = roleOptions(r, form.Roles), places // after Bind: it ticks one value only
	if !slices.Contains(form.Roles, auth.ReferringBody) {                  // such accounts are opened from their body
		roles.Options = slices.DeleteFunc(roles.Options, func(o web.Option) bool { return o.Value == string(auth.ReferringBody) })
	}
	return []web.Field{
		f.Bind(web.Field{Name: "name", Label: r.T("office.users.name"), Autocomplete: "off", Max: 120, Required: true}),
		f.Bind(web.Field{Name: "email", Label: r.T("office.users.email"), Type: "email", Autocomplete: "off", Max: 254, Required: true}),
		f.Bind(web.Field{Name: "lang", Label: r.T("office.users.lang"), Type: "select", Options: langs, Required: true}),
		roles, desksField,
	}
}

// readUser takes an account's form as typed; desks that are not numbers are dropped.
func readUser(c *fiber.Ctx) auth.UserForm {
	f := web.ReadForm(c)
	form := auth.UserForm{Email: f.Get("email"), Name: f.Get("name"), Lang: f.Get("lang")}
	for _, v := range c.Request().PostArgs().PeekMulti("roles") {
		form.Roles = append(form.Roles, auth.Role(string(v)))
	}
	for _, v := range c.Request().PostArgs().PeekMulti("desks") {
		if id, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			form.DeskIDs = append(form.DeskIDs, id)
		}
	}
	return form
}

func (s *Screens) createUser(c *fiber.Ctx) error {
	r, form := web.Of(c), readUser(c)
	if _, err := s.gate.CreateUser(c.UserContext(), s.db.Web, r.Actor, form, r.Now); err != nil {
		return s.renderUser(c, auth.User{}, form, err)
	}
	s.web.Flash(c, "success", "office.users.created")
	return web.SeeOther(c, "/ufficio/utenti")
}

func (s *Screens) changeUser(c *fiber.Ctx) error {
	r, form := web.Of(c), readUser(c)
	user, err := s.userOf(c)
	if err != nil {
		return err
	}
	if err := s.gate.ChangeUser(c.UserContext(), s.db.Web, r.Actor, user.ID, form, r.Now); err != nil {
		return s.renderUser(c, user, form, err)
	}
	s.web.Flash(c, "success", "office.users.changed")
	return web.SeeOther(c, "/ufficio/utenti")
}

// userChange is the POST of one change of an account.
func (s *Screens) userChange(c *fiber.Ctx, done string, change func(r *web.Request, id int64) error) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if err := change(web.Of(c), id); err != nil {
		return err
	}
	s.web.Flash(c, "success", done)
	return web.SeeOther(c, "/ufficio/utenti/"+strconv.FormatInt(id, 10))
}

func (s *Screens) disableUser(c *fiber.Ctx) error {
	return s.userChange(c, "office.users.disabled", func(r *web.Request, id int64) error {
		return s.gate.DisableUser(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	})
}

func (s *Screens) enableUser(c *fiber.Ctx) error {
	return s.userChange(c, "office.users.enabled", func(r *web.Request, id int64) error {
		return s.gate.EnableUser(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	})
}

func (s *Screens) resetSecondFactor(c *fiber.Ctx) error {
	return s.userChange(c, "office.users.reset", func(r *web.Request, id int64) error {
		return s.gate.ResetSecondFactor(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	})
}

func (s *Screens) sendPasswordLink(c *fiber.Ctx) error {
	return s.userChange(c, "office.users.linked", func(r *web.Request, id int64) error {
		return s.gate.SendPasswordLink(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	})
}
