package persons

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// MergePage says that another record is the same person: first the search for it,
// then both side by side.
type MergePage struct {
	web.Page
	Action, Back string
	Search       string
	Asked        bool
	Rows         []Row
	// Kept and Other stand side by side once the other was chosen.
	Kept, Other *MergeSide
	Reason      web.Field
	Errors      []web.FieldError
}

// MergeSide is one of two records.
type MergeSide struct {
	ID    int64
	Name  string
	Facts []web.Fact
}

func (s *Screens) showMerge(c *fiber.Ctx) error {
	p, err := s.mergePage(c, c.Query("altra"), web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/people/merge", p)
}

// mergePage looks for other records by name, or shows the one chosen.
func (s *Screens) mergePage(c *fiber.Ctx, other string, f *web.Form) (*MergePage, error) {
	r, ctx := web.Of(c), c.UserContext()
	kept, err := s.personOf(c)
	if err != nil {
		return nil, err
	}
	p := &MergePage{Action: r.URL(path(kept.ID, "/unioni")), Back: r.URL(path(kept.ID, "")), Search: c.Query("cerca"), Kept: sideOf(r, kept)}
	p.Title = r.T("people.merge.title")
	p.Reason = f.Bind(web.Field{Name: "reason", Label: r.T("people.merge.reason"), Max: people.MaxReason, Autocomplete: "off"})
	p.Errors = f.Errors()
	if id, err := strconv.ParseInt(other, 10, 64); err == nil {
		person, err := people.Find(ctx, s.db.Web, r.Actor, id)
		if err != nil {
			return nil, err
		}
		if person.ID == kept.ID {
			return nil, fault.Missing()
		}
		p.Other = sideOf(r, person)
		return p, nil
	}
	if p.Asked = p.Search != ""; !p.Asked {
		p.Search = kept.Name()
	}
	found, _, err := people.Search(ctx, s.db.Web, r.Actor, p.Search)
	for i := range found {
		if found[i].ID != kept.ID {
			row := rowOf(r, &found[i])
			row.URL = p.Action + "?altra=" + web.IDText(found[i].ID)
			p.Rows = append(p.Rows, row)
		}
	}
	return p, err
}

func sideOf(r *web.Request, p *people.Person) *MergeSide {
	facts := append(identityFacts(r, p), addressFacts(r, p)...)
	return &MergeSide{ID: p.ID, Name: p.Name(), Facts: append(facts, contactFacts(r, p)...)}
}

func (s *Screens) merge(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = people.Merge(c.UserContext(), s.db.Web, r.Actor, id, f.Int64("altra"), f.Get("reason"), r.Now)
	if f.Fail(r, err) {
		p, err := s.mergePage(c, f.Get("altra"), f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/people/merge", p)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "people.merged")
	return web.SeeOther(c, path(id, ""))
}

func (s *Screens) unmerge(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	merge, err := web.ID(c, "unione")
	if err != nil {
		return err
	}
	err = people.Unmerge(c.UserContext(), s.db.Web, r.Actor, id, merge, r.Now)
	if f, ok := fault.As(err); ok && f.Kind == fault.Conflict {
		s.web.Flash(c, "danger", f.Key)
		return web.SeeOther(c, path(id, ""))
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "people.unmerged")
	return web.SeeOther(c, path(id, ""))
}

// AttachPage opens here the file of somebody another desk knows.
type AttachPage struct {
	web.Page
	Action, Back string
	Fields       []web.Field
	Errors       []web.FieldError
}

func (s *Screens) showAttach(c *fiber.Ctx) error {
	return s.renderAttach(c, web.NewForm(), false)
}

func (s *Screens) renderAttach(c *fiber.Ctx, f *web.Form, failed bool) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	list, err := s.deskOptions(c)
	if err != nil {
		return err
	}
	p := &AttachPage{Action: r.URL(path(id, "/sportelli")), Back: r.URL("/ufficio/persone/nuova"), Errors: f.Errors()}
	p.Title = r.T("people.attach.title")
	if len(list) != 1 {
		p.Fields = append(p.Fields, f.Bind(web.Field{Name: "desk", Type: "select", Label: r.T("people.form.desk"), Options: list, Required: true}))
	}
	p.Fields = append(p.Fields, f.Bind(web.Field{Name: "reason", Label: r.T("people.attach.reason"), Hint: r.T("people.attach.reason.hint"), Max: people.MaxReason, Required: true, Autocomplete: "off"}))
	if failed {
		return s.web.RenderInvalid(c, "office/people/attach", p)
	}
	return s.web.Render(c, "office/people/attach", p)
}

func (s *Screens) attach(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	desk, err := s.deskOf(c, f)
	if err != nil {
		return err
	}
	err = people.Attach(c.UserContext(), s.db.Web, r.Actor, id, desk, f.Get("reason"), r.Now)
	if f.Fail(r, err) {
		return s.renderAttach(c, f, true)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "people.attached")
	return web.SeeOther(c, path(id, ""))
}
