package enrolments

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/fault"
	"approdo/app/web"
)

// ListPage lists the courses of the reader's desks, and what is to be looked at.
type ListPage struct {
	web.Page
	Figures     []web.Fact
	Tabs        []Tab
	Filters     []web.Field
	Due         string
	Rows        []ListRow
	Next, First string
}

// Tab is one choice of what is due, with how many there are.
type Tab struct {
	Label, URL string
	Count      int
	Here       bool
}

// ListRow is one course of a list.
type ListRow struct {
	Row
	Name, Desk string
	// Due is the day of what is due; Late where it has gone by.
	Due  string
	Late bool
}

// question is the filter as it stands in the address.
type question struct {
	filter enrolments.Filter
	desks  []desks.Desk
}

// readQuestion reads the filter. A desk that is not the reader's is NotFound.
func (s *Screens) readQuestion(c *fiber.Ctx) (*question, error) {
	r := web.Of(c)
	list, err := desks.ListFor(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	known := func(name string, all []string) string {
		if v := c.Query(name); slices.Contains(all, v) {
			return v
		}
		return ""
	}
	q := &question{desks: list, filter: enrolments.Filter{Today: desks.InItaly(r.Now), Due: known("scadenza", enrolments.Dues()),
		State: known("stato", enrolments.States()), Road: known("come", []string{enrolments.ByDesk, enrolments.OnOwn})}}
	if asked := c.Query("sportello"); asked != "" {
		i := slices.IndexFunc(list, func(d desks.Desk) bool { return web.IDText(d.ID) == asked })
		if i < 0 {
			return nil, fault.Missing()
		}
		q.filter.DeskID = list[i].ID
	}
	for name, into := range map[string]*desks.Date{"dal": &q.filter.From, "al": &q.filter.To} {
		if d, err := desks.ParseDate(c.Query(name)); err == nil {
			*into = d
		}
	}
	day, id, found := strings.Cut(c.Query("dopo"), ".")
	on, bad := desks.ParseDate(day)
	n, wrong := strconv.ParseInt(id, 10, 64)
	if found && bad == nil && wrong == nil && n > 0 {
		q.filter.After = enrolments.Cursor{On: on, ID: n}
	}
	return q, nil
}

// url is the address of the list with some parameters changed, from its beginning.
func (q *question) url(r *web.Request, change map[string]string) string {
	v := url.Values{}
	set := func(name, value string) {
		if changed, ok := change[name]; ok {
			value = changed
		}
		if value != "" {
			v.Set(name, value)
		}
	}
	set("stato", q.filter.State)
	set("come", q.filter.Road)
	set("scadenza", q.filter.Due)
	set("dal", isoDay(q.filter.From))
	set("al", isoDay(q.filter.To))
	set("dopo", "")
	if q.filter.DeskID != 0 {
		set("sportello", web.IDText(q.filter.DeskID))
	}
	if len(v) == 0 {
		return r.URL("/ufficio/iscrizioni")
	}
	return r.URL("/ufficio/iscrizioni?" + v.Encode())
}

func isoDay(d desks.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	q, err := s.readQuestion(c)
	if err != nil {
		return err
	}
	rows, next, err := enrolments.List(ctx, s.db.Web, r.Actor, q.filter)
	if err != nil {
		return err
	}
	p := &ListPage{Due: q.filter.Due, Filters: filters(r, q)}
	p.Title = r.T("enrolments.title")
	for i := range rows {
		p.Rows = append(p.Rows, listRow(r, q, &rows[i]))
	}
	if next != nil {
		p.Next = q.url(r, map[string]string{"dopo": next.On.String() + "." + web.IDText(next.ID)})
	}
	if q.filter.After.ID != 0 {
		p.First = q.url(r, nil)
	}
	if err := s.addTabs(c, p, q); err != nil {
		return err
	}
	return s.web.Render(c, "office/enrolments/list", p)
}

func listRow(r *web.Request, q *question, x *enrolments.Row) ListRow {
	row := ListRow{Row: Rows(r, []enrolments.Enrolment{x.Enrolment})[0], Name: strings.TrimSpace(x.Given + " " + x.Surname)}
	row.Due, row.Late = dayText(r, x.DueOn), !x.DueOn.IsZero() && x.DueOn.Before(q.filter.Today)
	for _, d := range q.desks {
		if d.ID == x.DeskID && len(q.desks) > 1 {
			row.Desk = r.L.Plain(d.Name)
		}
	}
	return row
}

// addTabs adds what is due and the figures of the year.
func (s *Screens) addTabs(c *fiber.Ctx, p *ListPage, q *question) error {
	r, ctx := web.Of(c), c.UserContext()
	counts, err := enrolments.Due(ctx, s.db.Web, r.Actor, q.filter.DeskID, q.filter.Today)
	if err != nil {
		return err
	}
	p.Tabs = append(p.Tabs, Tab{Label: r.T("enrolments.due.all"), URL: q.url(r, map[string]string{"scadenza": ""}), Here: q.filter.Due == ""})
	for _, due := range enrolments.Dues() {
		p.Tabs = append(p.Tabs, Tab{r.T("enrolments.due." + due), q.url(r, map[string]string{"scadenza": due}), counts[due], q.filter.Due == due})
	}
	x, err := enrolments.Count(ctx, s.db.Web, r.Actor, q.filter.DeskID, desks.Date{Year: q.filter.Today.Year, Month: 1, Day: 1}, q.filter.Today)
	p.Figures = []web.Fact{{Label: r.T("enrolments.figure.sent"), Value: r.L.Number(x.Sent)}, {Label: r.T("enrolments.figure.enrolled"), Value: r.L.Number(x.Enrolled)},
		{Label: r.T("enrolments.figure.completed"), Value: r.L.Number(x.Completed)}}
	return err
}

// filters are the fields of the list's question.
func filters(r *web.Request, q *question) []web.Field {
	sel := func(name, label, value, prefix string, codes []string) web.Field {
		x := web.Field{Name: name, Type: "select", Either: true, Label: r.T(label), Options: []web.Option{{Label: r.T("placements.filter.states"), Checked: value == ""}}}
		for _, code := range codes {
			x.Options = append(x.Options, web.Option{Value: code, Label: r.T(prefix + code), Checked: code == value})
		}
		return x
	}
	var all []web.Field
	if len(q.desks) > 1 {
		desk := sel("sportello", "cases.fact.desk", web.IDText(q.filter.DeskID), "", nil)
		for _, d := range q.desks {
			desk.Options = append(desk.Options, web.Option{Value: web.IDText(d.ID), Label: r.L.Plain(d.Name), Checked: d.ID == q.filter.DeskID})
		}
		all = append(all, desk)
	}
	return append(all, sel("stato", "placements.filter.state", q.filter.State, "enrolments.state.", enrolments.States()),
		sel("come", "enrolments.road", q.filter.Road, "enrolments.road.", []string{enrolments.ByDesk, enrolments.OnOwn}),
		web.Field{Name: "dal", Type: "date", Either: true, Label: r.T("enrolments.filter.from"), Value: isoDay(q.filter.From)},
		web.Field{Name: "al", Type: "date", Either: true, Label: r.T("enrolments.filter.to"), Value: isoDay(q.filter.To)})
}
