package meetings

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/meetings"
	"approdo/app/people"
	"approdo/app/web"
)

// ItemPage writes a point of the agenda: its title and, once the meeting is held, what
// was said and decided.
type ItemPage struct {
	web.Page
	Action, Back, Revision string
	Meeting, Person        string
	Held                   bool
	Fields                 []web.Field
	// Fixed are the decisions that became actions.
	Fixed     []DecisionRow
	Rows      []DecisionForm
	Errors    []web.FieldError
	Meanwhile []DecisionRow
	// Theirs is what somebody else wrote meanwhile.
	Theirs string
}

// DecisionForm are the inputs of one decision.
type DecisionForm struct {
	Number int
	ID     string
	Fields []web.Field
}

// blankDecisions are the empty rows at the end.
const blankDecisions = 2

// writing is the item of the address where the reader may write it.
func (s *Screens) writing(c *fiber.Ctx) (*meetings.Item, *meetings.Meeting, error) {
	i, m, err := s.itemOf(c)
	if err == nil && (!i.MayWrite(web.Of(c).Actor, m) || !m.Open()) {
		err = fault.Missing()
	}
	return i, m, err
}

func (s *Screens) editItem(c *fiber.Ctx) error {
	i, m, err := s.writing(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("revision", strconv.Itoa(i.Revision))
	f.Set("title", i.Title)
	f.Set("minutes", i.Minutes)
	row := 0
	for _, d := range i.Decisions {
		if d.ActionID != nil {
			continue
		}
		row++
		n := fmt.Sprint("-", row)
		f.Set("decision"+n, web.IDText(d.ID))
		f.Set("what"+n, d.What)
		f.Set("doer"+n, d.Doer)
		f.Set("who"+n, d.Who)
		f.Set("due"+n, d.DueOn.String())
	}
	return s.renderItem(c, f, i, m, s.web.Render)
}

// readMinutes takes an item out of its form; rows left empty are closed up.
func readMinutes(f *web.Form) meetings.Minutes {
	in := meetings.Minutes{Revision: number(f, "revision"), Title: f.Get("title"), Minutes: f.Get("minutes")}
	for i := 1; i <= meetings.MaxDecisions+blankDecisions; i++ {
		from := fmt.Sprint("-", i)
		if f.Get("what"+from) == "" && f.Get("who"+from) == "" && f.Get("due"+from) == "" {
			continue
		}
		to := fmt.Sprint("-", len(in.Decisions)+1)
		for _, name := range []string{"decision", "what", "doer", "who", "due"} {
			value := f.Get(name + from)
			f.Set(name+from, "")
			f.Set(name+to, value)
		}
		d := meetings.Decision{ID: f.Int64("decision" + to), What: f.Get("what" + to), Doer: f.Get("doer" + to), Who: f.Get("who" + to)}
		if day, err := desks.ParseDate(f.Get("due" + to)); err == nil {
			d.DueOn = day
		}
		in.Decisions = append(in.Decisions, d)
	}
	return in
}

func (s *Screens) writeItem(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	i, m, err := s.itemOf(c)
	if err != nil {
		return err
	}
	err = meetings.WriteItem(c.UserContext(), s.db.Web, r.Actor, i.ID, readMinutes(f), r.Now)
	if f.Fail(r, err) {
		return s.renderItem(c, f, i, m, s.web.RenderInvalid)
	}
	if m.Open() && f.FailConflict(r, err, "") {
		f.Set("revision", strconv.Itoa(i.Revision))
		return s.renderItem(c, f, i, m, s.web.RenderConflict)
	}
	return s.done(c, err, "meetings.item.written", path(m.ID, ""), path(m.ID, ""))
}

func (s *Screens) dropItem(c *fiber.Ctx) error {
	i, m, err := s.itemOf(c)
	if err != nil {
		return err
	}
	r := web.Of(c)
	err = meetings.DropItem(c.UserContext(), s.db.Web, r.Actor, i.ID, r.Now)
	return s.done(c, err, "meetings.item.dropped", path(m.ID, ""), path(m.ID, ""))
}

func (s *Screens) renderItem(c *fiber.Ctx, f *web.Form, i *meetings.Item, m *meetings.Meeting, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	p := &ItemPage{Action: r.URL(itemPath(i.ID, "/modifica")), Back: r.URL(path(m.ID, "")), Revision: f.Get("revision"),
		Meeting: m.Title, Person: i.Name(), Held: m.State == meetings.Held, Errors: f.Errors()}
	p.Title = i.Title
	p.Fields = append(p.Fields, titleField(r, f))
	if !p.Held {
		return render(c, "office/meetings/item", p)
	}
	p.Fields = append(p.Fields, f.Bind(web.Field{Name: "minutes", Type: "textarea", Rows: 8, Label: r.T("meetings.minutes"), Max: meetings.MaxMinutes, Autocomplete: "off"}))
	rows, err := s.decisionRows(c, i)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.State != nil {
			p.Fixed = append(p.Fixed, row)
		}
	}
	p.Rows = decisionForms(r, f)
	if len(p.Errors) > 0 && p.Errors[0].Field == "" {
		p.Theirs, p.Meanwhile = i.Minutes, rows
	}
	return render(c, "office/meetings/item", p)
}

func titleField(r *web.Request, f *web.Form) web.Field {
	return f.Bind(web.Field{Name: "title", Label: r.T("meetings.item.title"), Max: meetings.MaxTitle, Required: true, Autocomplete: "off"})
}

func decisionForms(r *web.Request, f *web.Form) []DecisionForm {
	last := 0
	for i := 1; i <= meetings.MaxDecisions; i++ {
		n := fmt.Sprint("-", i)
		if f.Get("what"+n) != "" || f.Get("who"+n) != "" || f.Get("due"+n) != "" {
			last = i
		}
	}
	var rows []DecisionForm
	for i := 1; i <= min(last+blankDecisions, meetings.MaxDecisions); i++ {
		n := fmt.Sprint("-", i)
		var doers []web.Option
		for _, d := range cases.Doers() {
			doers = append(doers, web.Option{Value: d, Label: r.T("document.doer." + d)})
		}
		rows = append(rows, DecisionForm{Number: i, ID: f.Get("decision" + n), Fields: []web.Field{
			f.Bind(web.Field{Name: "what" + n, Label: r.T("meetings.decision"), Max: cases.MaxWhat, Either: true, Autocomplete: "off"}),
			f.Bind(web.Field{Name: "doer" + n, Type: "select", Label: r.T("document.doer"), Options: doers, Either: true}),
			f.Bind(web.Field{Name: "who" + n, Label: r.T("cases.document.who"), Max: cases.MaxName, Autocomplete: "off"}),
			f.Bind(web.Field{Name: "due" + n, Type: "date", Label: r.T("document.due"), Either: true}),
		}})
	}
	return rows
}

// NewItemPage puts a point on the agenda: about nothing in particular, or about a case
// of the reader's own or of somebody they looked for.
type NewItemPage struct {
	web.Page
	Action, Back, Meeting string
	Here                  string
	Search                web.Field
	// Found is how many people the search found, -1 where nobody searched.
	Found  int
	Fields []web.Field
	Errors []web.FieldError
}

func (s *Screens) newItem(c *fiber.Ctx) error {
	return s.renderNewItem(c, web.NewForm(), s.web.Render)
}

func (s *Screens) addItem(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	_, err = meetings.AddItem(c.UserContext(), s.db.Web, r.Actor, id, f.Int64("case"), f.Get("title"), r.Now)
	if f.Fail(r, err) {
		return s.renderNewItem(c, f, s.web.RenderInvalid)
	}
	return s.done(c, err, "meetings.item.added", path(id, ""), path(id, ""))
}

func (s *Screens) renderNewItem(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	m, err := s.meetingOf(c)
	if err != nil {
		return err
	}
	if !m.Open() {
		return fault.Missing()
	}
	p := &NewItemPage{Back: r.URL(path(m.ID, "")), Meeting: m.Title, Found: -1, Errors: f.Errors()}
	p.Title, p.Here = r.T("meetings.item.new"), r.URL(path(m.ID, "/punti/nuovo"))
	wanted := c.Query("cerca")
	p.Action = p.Here
	p.Search = web.Field{Name: "cerca", Type: "search", Label: r.T("meetings.item.search"), Value: wanted, Either: true, Autocomplete: "off"}
	var about []web.Option
	if m.At(r.Actor) {
		about = append(about, web.Option{Value: "0", Label: r.T("meetings.item.general")})
	}
	found, err := s.casesFor(c.UserContext(), r, wanted)
	if err != nil {
		return err
	}
	if wanted != "" {
		p.Found = len(found)
	}
	p.Fields = []web.Field{titleField(r, f),
		f.Bind(web.Field{Name: "case", Type: "select", Label: r.T("meetings.item.about"), Options: append(about, found...), Required: true})}
	return render(c, "office/meetings/item_new", p)
}

// casesFor are the open cases of who was looked for, or else those the reader follows.
func (s *Screens) casesFor(ctx context.Context, r *web.Request, wanted string) ([]web.Option, error) {
	var all []web.Option
	option := func(id int64, name string, since time.Time) {
		all = append(all, web.Option{Value: web.IDText(id), Label: name + " · " + r.T("meetings.item.since", "Day", r.L.DateShort(since.In(web.Rome())))})
	}
	if wanted == "" {
		held, _, err := cases.Caseload(ctx, s.db.Web, r.Actor, r.Actor.UserID, cases.Cursor{})
		for _, h := range held {
			option(h.ID, h.Given+" "+h.Surname, h.OpenedAt)
		}
		return all, err
	}
	found, _, err := people.Search(ctx, s.db.Web, r.Actor, wanted)
	if err != nil {
		return nil, err
	}
	for _, person := range found[:min(len(found), 10)] {
		list, err := cases.ListOf(ctx, s.db.Web, r.Actor, person.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			if x.Open() {
				option(x.ID, person.Name(), x.OpenedAt)
			}
		}
	}
	return all, nil
}
