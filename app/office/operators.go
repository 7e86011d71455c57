package office

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/web"
)

// operatorRoutes adds the people who receive.
func (s *Screens) operatorRoutes() {
	may := web.May(auth.DesksManage)
	s.web.Get("/ufficio/operatori", may, s.listOperators)
	s.web.Get("/ufficio/operatori/nuovo", may, s.newOperator)
	s.web.Post("/ufficio/operatori", may, s.saveOperator)
	s.web.Get("/ufficio/operatori/:id", may, s.showOperator)
	s.web.Post("/ufficio/operatori/:id", may, s.saveOperator)
	s.web.Get("/ufficio/operatori/:id/sportelli/:desk/fine", may, s.askLeave)
	s.web.Post("/ufficio/operatori/:id/sportelli/:desk/fine", may, s.leaveDesk)
}

// PeoplePage lists operators or mediators.
type PeoplePage struct {
	web.Page
	Lead, New, NewURL, None, WhereLabel, NoteLabel string
	Rows                                           []personRow
}

type personRow struct {
	URL, Name, Languages, Where, Note string
}

// OperatorPage opens or changes an operator and shows where they work.
type OperatorPage struct {
	SectionsPage
	Members []memberRow
}

type memberRow struct{ Desk, Until, EndURL string }

func (s *Screens) listOperators(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	staff, err := desks.ListStaff(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &PeoplePage{Lead: r.T("office.operators.lead"), New: r.T("office.operators.new"), NewURL: r.URL("/ufficio/operatori/nuovo"),
		None: r.T("office.operators.none"), WhereLabel: r.T("office.operators.desks"), NoteLabel: r.T("office.operators.note")}
	p.Title = r.T("office.operators.title")
	p.Crumbs = []web.Crumb{{Label: r.T("office.hours.desks"), URL: r.URL("/ufficio/sportelli")}, {Label: p.Title}}
	for i := range staff {
		x := &staff[i]
		row := personRow{URL: r.URL(fmt.Sprintf("/ufficio/operatori/%d", x.ID)), Name: x.Name, Languages: languageNames(r, x.Languages), Note: x.Account}
		if row.Note == "" {
			row.Note = r.T("office.operators.noaccount")
		}
		row.Where = deskNames(r, list, func(d *desks.Desk) bool { return x.At(d.ID, desks.DateOf(r.Now.In(d.Location()))) })
		p.Rows = append(p.Rows, row)
	}
	return s.web.Render(c, "office/people", p)
}

// deskNames are the names of the desks wanted.
func deskNames(r *web.Request, list []desks.Desk, wanted func(*desks.Desk) bool) string {
	var names []string
	for i := range list {
		if wanted(&list[i]) {
			names = append(names, r.L.Plain(list[i].Name))
		}
	}
	return strings.Join(names, ", ")
}

func languageNames(r *web.Request, tags []string) string {
	var names []string
	for _, t := range tags {
		names = append(names, r.L.LanguageName(t))
	}
	return strings.Join(names, ", ")
}

// languageChecks is the field of the languages somebody speaks.
func languageChecks(r *web.Request, f *web.Form, chosen []string, without ...string) web.Field {
	x := f.Bind(web.Field{Name: "languages", Type: "checks", Required: true, Label: r.T("office.operators.languages")})
	x.Options = r.LanguageNames(without...) // after Bind: it ticks one value only
	for i := range x.Options {
		x.Options[i].Checked = slices.Contains(chosen, x.Options[i].Value)
	}
	return x
}

// deskChecks is the field of some desks, ticked where chosen.
func deskChecks(r *web.Request, field web.Field, list []desks.Desk, chosen []int64) web.Field {
	field.Options = nil
	for _, d := range list {
		field.Options = append(field.Options, web.Option{Value: fmt.Sprint(d.ID), Label: r.L.Plain(d.Name) + " · " + d.Site.City, Checked: slices.Contains(chosen, d.ID)})
	}
	return field
}

func (s *Screens) newOperator(c *fiber.Ctx) error {
	page, err := s.operatorPage(c, nil, desks.SaveOperator{Languages: []string{i18n.Italian}}, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/operator", page)
}

// staffOf is the operator of the address, nil where it names none.
func (s *Screens) staffOf(c *fiber.Ctx) (*desks.Staff, error) {
	if c.Params("id") == "" {
		return nil, nil
	}
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return desks.FindStaff(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func (s *Screens) showOperator(c *fiber.Ctx) error {
	x, err := s.staffOf(c)
	if err != nil {
		return err
	}
	form := desks.SaveOperator{ID: x.ID, Name: x.Name, Languages: x.Languages}
	if x.UserID != nil {
		form.UserID = *x.UserID
	}
	page, err := s.operatorPage(c, x, form, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/operator", page)
}

func (s *Screens) operatorPage(c *fiber.Ctx, x *desks.Staff, form desks.SaveOperator, f *web.Form) (*OperatorPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	account, err := s.accountField(c, form.UserID, f)
	if err != nil {
		return nil, err
	}
	p := &OperatorPage{}
	p.Submit, p.Back, p.Action, p.Errors = r.T("office.hours.save"), r.URL("/ufficio/operatori"), r.URL("/ufficio/operatori"), f.Errors()
	p.Title = r.T("office.operators.new")
	if x != nil {
		p.Title, p.Action = x.Name, r.URL(fmt.Sprintf("/ufficio/operatori/%d", x.ID))
		p.Members, list = members(r, x, list)
	}
	p.Crumbs = []web.Crumb{{Label: r.T("office.operators.title"), URL: p.Back}, {Label: p.Title}}
	who := []web.Field{filled(f, form.Name, web.Field{Name: "name", Label: r.T("office.operators.name"), Hint: r.T("office.operators.name.hint"), Max: desks.MaxName, Required: true, Autocomplete: "off"}),
		languageChecks(r, f, form.Languages), account}
	p.Sections = []fieldSection{{Title: r.T("office.operators.who"), Fields: who}}
	if len(list) > 0 {
		field := f.Bind(web.Field{Name: "desks", Type: "checks", Required: x == nil, Label: r.T("office.operators.join")})
		p.Sections = append(p.Sections, fieldSection{Title: r.T("office.operators.desks"), Fields: []web.Field{deskChecks(r, field, list, form.DeskIDs)}})
	}
	return p, nil
}

// members are the desks an operator works at or worked at, and the desks left to join.
func members(r *web.Request, x *desks.Staff, list []desks.Desk) (rows []memberRow, rest []desks.Desk) {
	for _, d := range list {
		i := slices.IndexFunc(x.Desks, func(m desks.Membership) bool { return m.DeskID == d.ID })
		if i < 0 || !x.Desks[i].EndedOn.IsZero() {
			rest = append(rest, d)
		}
		if i < 0 {
			continue
		}
		row := memberRow{Desk: r.L.Plain(d.Name), EndURL: r.URL(fmt.Sprintf("/ufficio/operatori/%d/sportelli/%d/fine", x.ID, d.ID))}
		if end := x.Desks[i].EndedOn; !end.IsZero() {
			row.Until, row.EndURL = r.L.DateShort(end.Time()), ""
		}
		rows = append(rows, row)
	}
	return rows, rest
}

func (s *Screens) accountField(c *fiber.Ctx, chosen int64, f *web.Form) (web.Field, error) {
	r := web.Of(c)
	users, err := auth.Accounts(c.UserContext(), s.db.Web, r.Actor)
	x := web.Field{Name: "user", Type: "select", Either: true, Label: r.T("office.operators.account"), Hint: r.T("office.operators.account.hint"),
		Options: []web.Option{{Label: r.T("office.operators.noaccount")}}}
	for _, u := range users {
		x.Options = append(x.Options, web.Option{Value: fmt.Sprint(u.ID), Label: u.Name})
	}
	return filled(f, strconv.FormatInt(chosen, 10), x), err
}

func (s *Screens) saveOperator(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	x, err := s.staffOf(c)
	if err != nil {
		return err
	}
	form := desks.SaveOperator{Name: f.Get("name"), UserID: f.Int64("user"), Languages: many(c, "languages"), DeskIDs: manyIDs(c, "desks")}
	if x != nil {
		form.ID = x.ID
	}
	id, err := desks.PutOperator(c.UserContext(), s.db.Web, r.Actor, form, r.Now)
	if f.Fail(r, err) {
		page, err := s.operatorPage(c, x, form, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/operator", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.operators.saved")
	return web.SeeOther(c, fmt.Sprintf("/ufficio/operatori/%d", id))
}
