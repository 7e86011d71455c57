package standards

import (
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/services"
	"approdo/app/web"
)

// blankForm has what every form of a standard chooses from.
func (s *Screens) blankForm(ctx context.Context, f *web.Form, repertoire, without string) (standardForm, error) {
	x := standardForm{f: f}
	areas, err := services.List(ctx, s.db.Web)
	if err != nil {
		return x, err
	}
	x.areas = areas
	all, err := services.NewestStandards(ctx, s.db.Web)
	for i := range all {
		if all[i].Repertoire == repertoire && all[i].Code != without {
			x.codes = append(x.codes, all[i].Code)
		}
	}
	return x, err
}

func (s *Screens) newVersion(c *fiber.Ctx) error {
	all, err := s.standardOf(c)
	if err != nil {
		return err
	}
	f, rev := web.NewForm(), services.RevisionOf(&all[0])
	fill(f, rev)
	page, err := s.versionPage(c, &all[0], f, rev.Rules)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/standards/form", page)
}

func (s *Screens) versionPage(c *fiber.Ctx, x *services.Standard, f *web.Form, rules services.Rules) (*FormPage, error) {
	r := web.Of(c)
	form, err := s.blankForm(c.UserContext(), f, x.Repertoire, x.Code)
	if err != nil {
		return nil, err
	}
	form.rules = rules
	p := form.page(r)
	p.Seen, p.Lead = x.ID, r.T("office.standard.edit.lead")
	p.Action, p.Back = r.URL(base(x.StandardID)+"/versioni"), r.URL(base(x.StandardID))
	p.Title = r.T("office.standard.edit.title", "Code", x.Code)
	p.Crumbs = []web.Crumb{{Label: r.T("office.standards.title"), URL: r.URL("/ufficio/repertori")},
		{Label: x.Code + " · " + r.L.Plain(x.Name), URL: p.Back}, {Label: p.Title}}
	return p, nil
}

func (s *Screens) saveVersion(c *fiber.Ctx) error {
	all, err := s.standardOf(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	rev := readRevision(c, f)
	err = services.Revise(c.UserContext(), s.db.Web, r.Actor, seenVersion(f, all), rev, r.Now)
	if f.Fail(r, err) || f.FailConflict(r, err, "note") {
		page, err := s.versionPage(c, &all[0], f, rev.Rules)
		if err != nil {
			return err
		}
		page.Seen = f.Int64("seen") // written from this one, whatever came meanwhile
		return s.web.RenderInvalid(c, "office/standards/form", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.standard.saved")
	return web.SeeOther(c, base(all[0].StandardID))
}

// seenVersion is the version the form was opened from, if it is one of this
// standard's.
func seenVersion(f *web.Form, all []services.Standard) int64 {
	for i := range all {
		if all[i].ID == f.Int64("seen") {
			return all[i].ID
		}
	}
	return 0
}

// repertoireOf finds the repertoire of the address.
func (s *Screens) repertoireOf(c *fiber.Ctx) (*services.Repertoire, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	all, err := services.Repertoires(c.UserContext(), s.db.Web)
	for i := range all {
		if all[i].ID == id {
			return &all[i], nil
		}
	}
	if err == nil {
		err = fault.Missing()
	}
	return nil, err
}

func (s *Screens) newStandard(c *fiber.Ctx) error {
	x, err := s.repertoireOf(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	fill(f, services.Revision{})
	f.Set("audience", string(services.ForPeople))
	f.Set("from", desks.InItaly(web.Of(c).Now).String())
	page, err := s.addPage(c, x, f, services.Rules{})
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/standards/form", page)
}

func (s *Screens) addPage(c *fiber.Ctx, x *services.Repertoire, f *web.Form, rules services.Rules) (*FormPage, error) {
	r := web.Of(c)
	form, err := s.blankForm(c.UserContext(), f, x.Code, "")
	if err != nil {
		return nil, err
	}
	form.rules = rules
	p := form.page(r)
	p.Action, p.Back = r.URL(fmt.Sprintf("/ufficio/repertori/%d/standard", x.ID)), r.URL("/ufficio/repertori")
	p.Title, p.Lead = r.T("office.standard.new.title"), r.L.Plain(x.Name)
	p.Crumbs = []web.Crumb{{Label: r.T("office.standards.title"), URL: p.Back}, {Label: p.Title}}
	p.Identity = []web.Field{
		f.Bind(web.Field{Name: "code", Required: true, Max: 16, Label: r.T("office.standard.code"), Hint: r.T("office.standard.code.hint")}),
		f.Bind(web.Field{Name: "audience", Type: "radio", Required: true, Label: r.T("office.standard.for"), Options: []web.Option{
			{Value: string(services.ForPeople), Label: r.T("office.standard.for.people")},
			{Value: string(services.ForEmployers), Label: r.T("office.standard.for.employers")}}}),
	}
	return p, nil
}

func (s *Screens) addStandard(c *fiber.Ctx) error {
	x, err := s.repertoireOf(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	add := services.NewStandard{Code: f.Get("code"), Audience: services.Audience(f.Get("audience")), Revision: readRevision(c, f)}
	id, err := services.AddStandard(c.UserContext(), s.db.Web, r.Actor, x.ID, add, r.Now)
	if f.Fail(r, err) {
		page, err := s.addPage(c, x, f, add.Rules)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/standards/form", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.standard.added")
	return web.SeeOther(c, base(id))
}
