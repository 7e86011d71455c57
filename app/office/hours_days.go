package office

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/web"
)

func (s *Screens) newException(c *fiber.Ctx) error {
	desk, err := s.deskOf(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("kind", string(desks.Extra))
	page, err := s.exceptionPage(c, desk, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/hours/form", page)
}

func (s *Screens) exceptionPage(c *fiber.Ctx, desk *desks.Desk, f *web.Form) (*HoursFormPage, error) {
	r := web.Of(c)
	operators, err := s.operatorField(c, desk, f)
	if err != nil {
		return nil, err
	}
	p := &HoursFormPage{Action: r.URL(deskBase(desk) + "/eccezioni"), Back: r.URL(deskBase(desk)), Submit: r.T("office.hours.save"),
		Lead: r.T("office.exception.lead"), Errors: f.Errors()}
	p.Title = r.T("office.exception.new")
	p.Crumbs = deskCrumbs(r, desk, p.Title)
	kind := web.Field{Name: "kind", Type: "radio", Required: true, Label: r.T("office.exception.kind"), Options: []web.Option{
		{Value: string(desks.Extra), Label: r.T("office.hours.kind.extra")},
		{Value: string(desks.NoOpening), Label: r.T("office.hours.kind.none"), Hint: r.T("office.exception.none.hint")}}}
	hours := hourFields(r, f, false)
	hours[0].Either, hours[1].Either = true, true
	hours[0].Hint = r.T("office.exception.hours.hint")
	p.Fields = append([]web.Field{f.Bind(kind), operators, f.Bind(web.Field{Name: "day", Type: "date", Required: true, Label: r.T("office.new.day")})}, hours...)
	return p, nil
}

func (s *Screens) addException(c *fiber.Ctx) error {
	desk, err := s.deskOf(c)
	if err != nil {
		return err
	}
	f := web.ReadForm(c)
	change := desks.AddException{DeskID: desk.ID, OperatorID: f.Int64("operator"), Kind: desks.ExceptionKind(f.Get("kind")),
		Day: f.Get("day"), From: f.Get("from"), To: f.Get("to")}
	step := hoursStep{action: deskBase(desk) + "/eccezioni", back: deskBase(desk), done: "office.hours.saved"}
	step.form = func(f *web.Form) (*HoursFormPage, error) { return s.exceptionPage(c, desk, f) }
	return s.changeHours(c, change, step)
}

func (s *Screens) dropException(c *fiber.Ctx) error {
	desk, err := s.deskOf(c)
	if err != nil {
		return err
	}
	id, err := web.ID(c, "exception")
	if err != nil {
		return err
	}
	step := hoursStep{action: fmt.Sprintf("%s/eccezioni/%d/eliminazione", deskBase(desk), id), back: deskBase(desk), done: "office.hours.saved"}
	return s.changeHours(c, desks.DropException{DeskID: desk.ID, ID: id}, step)
}

// ClosuresPage lists closures and absences, the coming ones or those of the year before too.
type ClosuresPage struct {
	web.Page
	Past bool
	Rows []closureRow
}

type closureRow struct {
	What, Days, Hours, Reason, Drop string
	Over                            bool
}

func (s *Screens) listClosures(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	today, err := desks.Today(ctx, s.db.Web, 0, r.Now)
	if err != nil {
		return err
	}
	p := &ClosuresPage{Past: c.Query("passate") != ""}
	p.Title = r.T("office.closures.title")
	p.Crumbs = []web.Crumb{{Label: r.T("office.hours.desks"), URL: r.URL("/ufficio/sportelli")}, {Label: p.Title}}
	from := today
	if p.Past {
		from = today.AddDays(-365)
	}
	list, err := desks.Closures(ctx, s.db.Web, r.Actor, from)
	if err != nil {
		return err
	}
	for i := range list {
		row := closureLine(r, &list[i])
		row.Over = list[i].Last.Before(today)
		p.Rows = append(p.Rows, row)
	}
	return s.web.Render(c, "office/hours/closures", p)
}

func closureLine(r *web.Request, x *desks.ListedClosure) closureRow {
	row := closureRow{What: r.T("office.closures.everything"), Hours: r.T("office.closures.whole"), Reason: x.Reason,
		Drop: r.URL(fmt.Sprintf("/ufficio/chiusure/%d/eliminazione", x.ID))}
	switch {
	case x.Desk != nil:
		row.What = r.L.Plain(x.Desk.Name)
	case x.Operator != nil:
		row.What = x.Operator.Name
	}
	short := func(d desks.Date) string { return r.L.DateShort(d.Time()) }
	row.Days = r.T("office.hours.fromto", "From", short(x.First), "To", short(x.Last))
	if x.First == x.Last {
		row.Days = short(x.First)
	}
	if !x.Whole() {
		row.Hours = clocks(x.From, x.To)
	}
	return row
}

func (s *Screens) newClosure(c *fiber.Ctx) error {
	f := web.NewForm()
	if q := c.Query("sportello"); q != "" {
		f.Set("what", "desk-"+q)
	}
	page, err := s.closurePage(c, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/hours/form", page)
}

func (s *Screens) closurePage(c *fiber.Ctx, f *web.Form) (*HoursFormPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	what := web.Field{Name: "what", Type: "select", Required: true, Label: r.T("office.closures.what"),
		Options: []web.Option{{Label: r.T("office.hours.choose")}, {Value: "all", Label: r.T("office.closures.everything")}}}
	var people []web.Option
	for _, d := range list {
		what.Options = append(what.Options, web.Option{Value: fmt.Sprintf("desk-%d", d.ID), Label: r.T("office.closures.desk", "Name", r.L.Plain(d.Name))})
		operators, err := desks.Working(ctx, s.db.Web, d.ID, desks.DateOf(r.Now.In(d.Location())))
		if err != nil {
			return nil, err
		}
		for _, o := range operators {
			people = append(people, web.Option{Value: fmt.Sprintf("operator-%d", o.ID), Label: r.T("office.closures.operator", "Name", o.Name)})
		}
	}
	slices.SortFunc(people, func(a, b web.Option) int { return strings.Compare(a.Label+a.Value, b.Label+b.Value) })
	what.Options = append(what.Options, slices.Compact(people)...)
	p := &HoursFormPage{Action: r.URL("/ufficio/chiusure"), Back: r.URL("/ufficio/chiusure"), Submit: r.T("office.hours.save"),
		Lead: r.T("office.closures.lead"), Errors: f.Errors()}
	p.Title = r.T("office.closures.new")
	p.Crumbs = []web.Crumb{{Label: r.T("office.closures.title"), URL: r.URL("/ufficio/chiusure")}, {Label: p.Title}}
	hours := hourFields(r, f, false)
	hours[0].Hint = r.T("office.closures.hours.hint")
	p.Fields = append([]web.Field{f.Bind(what),
		f.Bind(web.Field{Name: "first", Type: "date", Required: true, Label: r.T("office.closures.first")}),
		f.Bind(web.Field{Name: "last", Type: "date", Required: true, Label: r.T("office.closures.last"), Hint: r.T("office.closures.last.hint")})}, hours...)
	p.Fields = append(p.Fields, f.Bind(web.Field{Name: "reason", Label: r.T("office.closures.reason"), Hint: r.T("office.closures.reason.hint"), Max: desks.MaxReason}))
	return p, nil
}

func (s *Screens) addClosure(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	change := desks.Close{First: f.Get("first"), Last: f.Get("last"), From: f.Get("from"), To: f.Get("to"), Reason: f.Get("reason")}
	kind, id, _ := strings.Cut(f.Get("what"), "-")
	n, err := strconv.ParseInt(id, 10, 64)
	switch {
	case kind == "desk" && err == nil && n > 0:
		change.DeskID = n
	case kind == "operator" && err == nil && n > 0:
		change.OperatorID = n
	case f.Get("what") != "all":
		f.FailField("what", r.T("office.closures.choose"))
		page, err := s.closurePage(c, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/hours/form", page)
	}
	step := hoursStep{action: "/ufficio/chiusure", back: "/ufficio/chiusure", done: "office.hours.saved"}
	step.form = func(f *web.Form) (*HoursFormPage, error) { return s.closurePage(c, f) }
	return s.changeHours(c, change, step)
}

func (s *Screens) reopen(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	step := hoursStep{action: fmt.Sprintf("/ufficio/chiusure/%d/eliminazione", id), back: "/ufficio/chiusure", done: "office.hours.saved"}
	return s.changeHours(c, desks.Reopen{ID: id}, step)
}
