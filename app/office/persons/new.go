package persons

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// FormPage opens a new file or changes one.
type FormPage struct {
	web.Page
	Action, Back string
	// Desk is asked for a new file where the reader works at several desks.
	Desk       *web.Field
	Main, More []web.Field
	// MoreOpen shows the further fields at once, because one is wrong or filled.
	MoreOpen bool
	Errors   []web.FieldError
	// Matches are people known already who may be the one being entered.
	Matches []MatchRow
	// Distinct says that the matches were looked at: it is somebody else.
	Distinct bool
	// FromKind and FromID are the appointment or the row the file is opened for.
	FromKind string
	FromID   int64
	// Version is the one a change starts from, 0 for a new file.
	Version int
	// Changed tells what somebody else saved meanwhile.
	Changed *ChangedBox
}

// MatchRow is somebody who may be the person being entered.
type MatchRow struct {
	URL  string
	Here bool
	// Name is whole for the reader's own people, else initials.
	Name, Born string
	Why, Desks []string
	Certain    bool
}

func (s *Screens) showNew(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("given", c.Query("nome"))
	f.Set("lang", "it")
	if err := s.prefill(c, f); err != nil {
		return err
	}
	p, err := s.newPage(c, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/people/form", p)
}

func (s *Screens) newPage(c *fiber.Ctx, f *web.Form) (*FormPage, error) {
	r := web.Of(c)
	list, err := s.deskOptions(c)
	if err != nil {
		return nil, err
	}
	p := &FormPage{Action: r.URL("/ufficio/persone"), Back: r.URL("/ufficio/persone")}
	p.Title = r.T("people.new.title")
	if len(list) != 1 {
		desk := f.Bind(web.Field{Name: "desk", Type: "select", Label: r.T("people.form.desk"), Options: list, Required: true})
		p.Desk = &desk
	}
	p.draw(r, f)
	p.FromKind, p.FromID = f.Get("from_kind"), f.Int64("from_id")
	p.Distinct = f.Checked("distinct")
	return p, nil
}

// draw puts the fields on the page as they were typed.
func (p *FormPage) draw(r *web.Request, f *web.Form) {
	p.Main, p.More, p.Errors = mainFields(r, f), moreFields(r, f), f.Errors()
	for _, x := range p.More {
		p.MoreOpen = p.MoreOpen || x.Error != ""
	}
}

// create opens a file. People who may be the same are shown first; "distinct" says
// that the reader has looked at them.
func (s *Screens) create(c *fiber.Ctx) error {
	r, ctx, f := web.Of(c), c.UserContext(), web.ReadForm(c)
	form, badDate := formOf(f)
	desk, err := s.deskOf(c, f)
	if err != nil {
		return err
	}
	if badDate {
		f.FailField("born_on", r.T("people.error.born_on"))
		return s.failedNew(c, f, nil)
	}
	if !f.Checked("distinct") {
		matches, err := people.Similar(ctx, s.db.Web, r.Actor, form)
		if err != nil {
			return err
		}
		if len(matches) > 0 {
			return s.failedNew(c, f, matches)
		}
	}
	id, err := people.Open(ctx, s.db.Web, r.Actor, desk, form, r.Now)
	if f.Fail(r, err) || f.FailConflict(r, err, "fiscal_code") {
		return s.failedNew(c, f, nil)
	}
	if err != nil {
		return err
	}
	if err := s.linkNew(c, f, id); err != nil {
		return err
	}
	s.web.Flash(c, "success", "people.opened")
	return web.SeeOther(c, path(id, ""))
}

// deskOf is the desk chosen, or the only one the reader has.
func (s *Screens) deskOf(c *fiber.Ctx, f *web.Form) (int64, error) {
	if id := f.Int64("desk"); id != 0 {
		return id, nil
	}
	ids, all := web.Of(c).Actor.Desks()
	if all || len(ids) != 1 {
		return 0, fault.Missing()
	}
	return ids[0], nil
}

func (s *Screens) failedNew(c *fiber.Ctx, f *web.Form, matches []people.Match) error {
	p, err := s.newPage(c, f)
	if err != nil {
		return err
	}
	names, err := s.deskNames(c)
	if err != nil {
		return err
	}
	for _, m := range matches {
		p.Matches = append(p.Matches, matchRow(web.Of(c), m, names))
	}
	return s.web.RenderInvalid(c, "office/people/form", p)
}

func matchRow(r *web.Request, m people.Match, desks map[int64]string) MatchRow {
	row := MatchRow{URL: r.URL(path(m.ID, "/sportelli")), Here: m.Here, Name: m.Initials, Certain: m.Certain()}
	if m.BirthYear > 0 {
		row.Born = r.T("people.match.year", "Year", m.BirthYear)
	}
	if m.Here {
		row.URL, row.Name = r.URL(path(m.ID, "")), m.Person.Name()
		if !m.Person.BornOn.IsZero() {
			row.Born = r.L.DateShort(m.Person.BornOn)
		}
	}
	for _, w := range m.Why {
		row.Why = append(row.Why, r.T("people.match."+w))
	}
	for _, id := range m.Desks {
		row.Desks = append(row.Desks, desks[id])
	}
	return row
}
