package cvs

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cvs"
	"approdo/app/fault"
	"approdo/app/office/persons"
	"approdo/app/people"
	"approdo/app/web"
)

// ProposalRow is something read in a CV that the file does not say.
type ProposalRow struct {
	Part string
	// Is was read, Was stands in the file, both in the words of the file.
	Is, Was []web.Fact
	// Asked says that the person says it is so.
	Asked  bool
	Action string
	Entry  int64
	// Version is the person's that the page shows.
	Version int
	Field   *web.Field
}

func (s *Screens) addProposals(c *fiber.Ctx, f *web.Form, p *ShowPage, person *people.Person) error {
	r := web.Of(c)
	all, err := cvs.Proposals(c.UserContext(), s.db.Web, r.Actor, person.ID)
	news := 0
	for i := range all {
		x := &all[i]
		row := ProposalRow{Part: partOf(r, x.Kind), Is: facts(r, x.Kind, x.Data), Asked: x.State == cvs.Asked, Entry: x.EntryID, Version: person.Version}
		if x.Changes() {
			row.Was = facts(r, x.Kind, x.Was)
		}
		if p.CanManage {
			row.Action = r.URL(p.Path + "/proposte/" + web.IDText(x.ID))
		}
		if slices.Contains(x.Missing, "isced") {
			field := f.Bind(levelField(r, "isced-"+web.IDText(x.ID)))
			row.Field = &field
		}
		if x.New() {
			news++
		}
		p.Proposals = append(p.Proposals, row)
	}
	if news > 1 && p.CanManage {
		p.AcceptAll = r.URL(p.Path + "/proposte")
	}
	return err
}

func partOf(r *web.Request, kind string) string {
	switch kind {
	case cvs.Identity:
		return r.T("people.show.identity")
	case cvs.Contact:
		return r.T("people.show.contacts")
	}
	return r.T("people.kind." + kind)
}

func levelField(r *web.Request, name string) web.Field {
	x := web.Field{Name: name, Type: "select", Label: r.T("people.education.isced"), Required: true, Options: []web.Option{{Label: r.T("cvs.level.choose")}}}
	for _, level := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8"} {
		x.Options = append(x.Options, web.Option{Value: level, Label: r.T("people.education.isced." + level)})
	}
	return x
}

// facts are a line in the words of the file.
func facts(r *web.Request, kind string, d map[string]string) []web.Fact {
	switch kind {
	case cvs.Identity:
		x := people.Identity{Citizenship: d["citizenship"], Street: d["street"], PostalCode: d["postal_code"], City: d["city"]}
		if born, err := time.Parse(time.DateOnly, d["born_on"]); err == nil {
			x.BornOn = born
		}
		all := persons.Facts(r, x)
		for _, field := range []string{"surname", "given"} {
			if d[field] != "" {
				all = append([]web.Fact{{Label: r.T("people.form." + field), Value: d[field]}}, all...)
			}
		}
		return all
	case cvs.Contact:
		var all []web.Fact
		for _, k := range []string{people.Phone, people.Email} {
			if d[k] != "" {
				all = append(all, web.Fact{Label: r.T("people.contact." + k), Value: people.Contact{Kind: k, Value: d[k]}.Shown()})
			}
		}
		return all
	}
	var all []web.Fact
	for _, section := range persons.Sections(r, []people.Entry{{Kind: kind, Data: d}}) {
		for _, l := range section.Lines {
			all = append(append(all, web.Fact{Value: l.Title}), l.Facts...)
		}
	}
	return all
}

func (s *Screens) answer(c *fiber.Ctx) error {
	r, f, ctx := web.Of(c), web.ReadForm(c), c.UserContext()
	person, id, err := ids(c, "proposta")
	if err != nil {
		return err
	}
	field := "isced-" + web.IDText(id)
	if f.Get("answer") == "no" {
		err = cvs.Refuse(ctx, s.db.Web, r.Actor, person, id, r.Now)
	} else {
		err = cvs.Accept(ctx, s.db.Web, r.Actor, person, cvs.Answer{ID: id, EntryID: f.Int64("entry"), Version: int(f.Int64("version")),
			More: map[string]string{"isced": f.Get(field)}}, r.Now)
	}
	if x, ok := fault.As(err); ok && x.Kind == fault.Invalid {
		if x.Fields[0].Name == "isced" {
			x.Fields[0].Name = field
		}
		f.Fail(r, x)
		return s.render(c, f, s.web.RenderInvalid)
	}
	switch {
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", "cvs.error.changed")
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", "cvs.answered")
	}
	return web.SeeOther(c, web.PersonPath(person, "/cv"))
}

func (s *Screens) acceptAll(c *fiber.Ctx) error {
	r := web.Of(c)
	person, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	if _, err := cvs.AcceptNew(c.UserContext(), s.db.Web, r.Actor, person, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "cvs.answered")
	return web.SeeOther(c, web.PersonPath(person, "/cv"))
}
