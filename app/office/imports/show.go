package imports

import (
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/imports"
	"approdo/app/web"
)

// ShowPage is one file: its columns, how far the work is, and what came of it.
type ShowPage struct {
	web.Page
	Back   string
	Action string
	Errors []web.FieldError
	// Columns are asked for until somebody was opened; Chosen says that they were.
	Columns []Column
	Chosen  bool
	Status
}

// Status is the part of the page that changes by itself.
type Status struct {
	// Poll is asked for again every two seconds while a job is at work.
	Poll                  string
	State                 string
	Done, Total           int
	Pace                  string
	Good, Bad, Lost, Twin int
	Opened, Kept          int
	// History says that rows write lines instead of opening files.
	History            bool
	CanImport, CanUndo bool
	// RowsURL is where rows of a state, added to it, are looked at.
	RowsURL string
}

// Column is one column of the file and the choice of what it holds.
type Column struct {
	Heading string
	Field   web.Field
}

func (s *Screens) batch(c *fiber.Ctx) (*imports.Batch, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return imports.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func (s *Screens) show(c *fiber.Ctx) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	for i, field := range b.Fields {
		f.Set("column-"+strconv.Itoa(i), field)
	}
	p, err := s.page(c, b, f)
	if err != nil {
		return err
	}
	if web.IsHTMX(c) && p.Poll == "" {
		c.Set("HX-Refresh", "true") // done: the buttons of the page are due
	}
	if web.IsHTMX(c) {
		return s.web.RenderFragment(c, fiber.StatusOK, "office/imports/status", p.Status)
	}
	return s.web.Render(c, "office/imports/show", p)
}

func (s *Screens) page(c *fiber.Ctx, b *imports.Batch, f *web.Form) (*ShowPage, error) {
	r := web.Of(c)
	counts, err := b.Count(c.UserContext(), s.db.Web)
	if err != nil {
		return nil, err
	}
	p := &ShowPage{Back: r.URL(home), Action: r.URL(path(b.ID, "")), Errors: f.Errors(), Status: statusOf(r, b, counts)}
	p.Title, p.Chosen = b.Name, b.State != imports.Mapping
	if b.Busy() || b.State == imports.Undone || p.Opened+p.Kept > 0 {
		return p, nil
	}
	options := []web.Option{{Value: "", Label: r.T("imports.column.none")}}
	for _, name := range imports.Fields(b.Kind) {
		options = append(options, web.Option{Value: name, Label: r.T(labelOf(b.Kind, name))})
	}
	for i, heading := range b.Head {
		name := "column-" + strconv.Itoa(i)
		own := append([]web.Option(nil), options...)
		p.Columns = append(p.Columns, Column{heading, f.Bind(web.Field{Name: name, Type: "select", Label: r.T("imports.column", "N", i+1, "Heading", heading), Options: own, Required: true})})
	}
	return p, nil
}

// labelOf is the key of what a field is called.
func labelOf(kind, field string) string {
	switch {
	case imports.RuleOf(kind, field) != nil:
		return "people." + kind + "." + field
	case field == "mobile" || field == "number" || field == "full_name" || field == imports.Level:
		return "imports.field." + field
	}
	return "people.form." + field
}

func statusOf(r *web.Request, b *imports.Batch, counts map[string]int) Status {
	p := Status{State: b.State, History: b.History(), Good: counts[imports.Good], Bad: counts[imports.Bad], Lost: counts[imports.Lost],
		Twin: counts[imports.Twin], Opened: counts[imports.Opened], Kept: counts[imports.Kept], RowsURL: r.URL(path(b.ID, "/righe")) + "?stato="}
	if b.Busy() {
		p.Poll = r.URL(path(b.ID, ""))
		p.Done, p.Total, p.Pace = b.Begun-b.Left(counts), b.Begun, paceOf(r, b, counts)
	}
	ready := b.State == imports.Checked || b.State == imports.Stopped
	p.CanImport, p.CanUndo = ready && p.Good > 0, ready && p.Opened > 0
	return p
}

// paceOf says how quick the work is and how long it will still take, "" where it is too
// early to tell.
func paceOf(r *web.Request, b *imports.Batch, counts map[string]int) string {
	rate, left := b.Pace(counts, r.Now)
	switch {
	case rate == 0:
		return ""
	case left < time.Minute:
		return r.T("imports.pace.soon", "Rate", r.L.Number(int(math.Ceil(rate))))
	}
	return r.L.N("imports.pace", int(math.Ceil(left.Minutes())), "Rate", r.L.Number(int(math.Ceil(rate))))
}

func (s *Screens) columns(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	fields := make([]string, len(b.Head))
	for i := range fields {
		fields[i] = f.Get("column-" + strconv.Itoa(i))
	}
	err = imports.Map(c.UserContext(), s.db.Web, r.Actor, b.ID, fields, r.Now)
	if f.Fail(r, err) {
		p, err := s.page(c, b, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/imports/show", p)
	}
	return s.back(c, b.ID, err)
}

func (s *Screens) begin(c *fiber.Ctx) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	r := web.Of(c)
	return s.back(c, b.ID, imports.Import(c.UserContext(), s.db.Web, r.Actor, b.ID, r.Now))
}

func (s *Screens) undo(c *fiber.Ctx) error {
	b, err := s.batch(c)
	if err != nil {
		return err
	}
	r := web.Of(c)
	return s.back(c, b.ID, imports.Undo(c.UserContext(), s.db.Web, r.Actor, b.ID, r.Now))
}

// back goes to the page of the file, which says how it stands now.
func (s *Screens) back(c *fiber.Ctx, id int64, err error) error {
	if fault.Is(err, fault.Conflict) {
		s.web.Flash(c, "warning", "imports.error.state")
		err = nil
	}
	if err != nil {
		return err
	}
	return web.SeeOther(c, path(id, ""))
}
