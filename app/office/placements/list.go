package placements

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/placements"
	"approdo/app/web"
)

// ListPage lists the placements of the reader's desks, and what is due among them.
type ListPage struct {
	web.Page
	Figures     []web.Fact
	Tabs        []Tab
	Filters     []web.Field
	Due         string
	Rows        []ListRow
	Next, First string
	Hidden      []web.Option
}

// Tab is one choice of what is due, with how many there are.
type Tab struct {
	Label, URL string
	Count      int
	Here       bool
}

// ListRow is one placement of a list.
type ListRow struct {
	URL, Name, Kind, What, When, Desk string
	Badge                             Badge
	// Due is the day of what is due; Late where it has gone by.
	Due  string
	Late bool
}

// question is the filter as it stands in the address.
type question struct {
	filter placements.Filter
	desks  []desks.Desk
}

// readQuestion reads the filter; get gives a parameter by its name. A desk that is not
// the reader's is NotFound.
func (s *Screens) readQuestion(c *fiber.Ctx, get func(string) string) (*question, error) {
	r := web.Of(c)
	list, err := desks.ListFor(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	q := &question{desks: list, filter: placements.Filter{Today: desks.InItaly(r.Now)}}
	if asked := get("sportello"); asked != "" {
		i := slices.IndexFunc(list, func(d desks.Desk) bool { return web.IDText(d.ID) == asked })
		if i < 0 {
			return nil, fault.Missing()
		}
		q.filter.DeskID = list[i].ID
	}
	known := func(v string, all []string) string {
		if slices.Contains(all, v) {
			return v
		}
		return ""
	}
	q.filter.Kind, q.filter.State = known(get("tipo"), placements.Kinds()), known(get("stato"), placements.States())
	if q.filter.Due = known(get("scadenza"), placements.Dues()); q.filter.Due != "" {
		q.filter.State = ""
	}
	day, id, found := strings.Cut(get("dopo"), ".")
	on, bad := desks.ParseDate(day)
	n, wrong := strconv.ParseInt(id, 10, 64)
	if found && bad == nil && wrong == nil && n > 0 {
		q.filter.After = placements.Cursor{On: on, ID: n}
	}
	return q, nil
}

// values are the filter as parameters, without the place.
func (q *question) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"tipo": q.filter.Kind, "stato": q.filter.State, "scadenza": q.filter.Due} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.filter.DeskID != 0 {
		v.Set("sportello", web.IDText(q.filter.DeskID))
	}
	return v
}

func (q *question) url(r *web.Request, change map[string]string) string {
	v := q.values()
	for name, value := range change {
		v.Del(name)
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return r.URL("/ufficio/inserimenti")
	}
	return r.URL("/ufficio/inserimenti?" + v.Encode())
}

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	q, err := s.readQuestion(c, func(name string) string { return c.Query(name) })
	if err != nil {
		return err
	}
	rows, next, err := placements.List(ctx, s.db.Web, r.Actor, q.filter)
	if err != nil {
		return err
	}
	p := &ListPage{Due: q.filter.Due, Filters: filters(r, q)}
	p.Title = r.T("placements.title")
	for i := range rows {
		p.Rows = append(p.Rows, listRow(r, q, &rows[i]))
	}
	if next != nil {
		p.Next = q.url(r, map[string]string{"dopo": next.On.String() + "." + web.IDText(next.ID)})
	}
	if q.filter.After.ID != 0 {
		p.First = q.url(r, nil)
	}
	for name, v := range q.values() {
		p.Hidden = append(p.Hidden, web.Option{Label: name, Value: v[0]})
	}
	if err := s.addTabs(c, p, q); err != nil {
		return err
	}
	return s.web.Render(c, "office/placements/list", p)
}

func listRow(r *web.Request, q *question, x *placements.Row) ListRow {
	row := ListRow{URL: r.URL(path(x.ID, "")), Name: joinedName(x.Given, x.Surname), Kind: r.T("placements.kind." + x.Kind), What: what(&x.Placement), When: when(r, &x.Placement), Badge: badge(r, x.State)}
	due := map[string]desks.Date{placements.DueVisits: x.VisitDue, placements.DueEnds: x.EndsOn, placements.DueAsks: x.AskOn}[q.filter.Due]
	if q.filter.Due == "" && x.State == placements.Started {
		due = x.VisitDue
	}
	row.Due, row.Late = dayText(r, due), !due.IsZero() && due.Before(q.filter.Today)
	for _, d := range q.desks {
		if d.ID == x.DeskID && len(q.desks) > 1 {
			row.Desk = r.L.Plain(d.Name)
		}
	}
	return row
}

func joinedName(given, surname string) string { return strings.TrimSpace(given + " " + surname) }

// addTabs adds what is due and the figures of the year.
func (s *Screens) addTabs(c *fiber.Ctx, p *ListPage, q *question) error {
	r, ctx := web.Of(c), c.UserContext()
	counts, err := placements.Due(ctx, s.db.Web, r.Actor, q.filter.DeskID, q.filter.Today)
	if err != nil {
		return err
	}
	p.Tabs = append(p.Tabs, Tab{Label: r.T("placements.due.all"), URL: q.url(r, map[string]string{"scadenza": ""}), Here: q.filter.Due == ""})
	for _, due := range placements.Dues() {
		p.Tabs = append(p.Tabs, Tab{r.T("placements.due." + due), q.url(r, map[string]string{"scadenza": due, "stato": ""}), counts[due], q.filter.Due == due})
	}
	first := desks.Date{Year: q.filter.Today.Year, Month: 1, Day: 1}
	x, err := placements.Count(ctx, s.db.Web, r.Actor, q.filter.DeskID, first, q.filter.Today)
	success := "–"
	if x.Ended > 0 {
		success = r.L.Percent(float64(x.Turned) / float64(x.Ended))
	}
	p.Figures = []web.Fact{
		{Label: r.T("placements.figure.internships"), Value: r.L.Number(x.Internships)}, {Label: r.T("placements.figure.hired"), Value: r.L.Number(x.Hired)},
		{Label: r.T("placements.figure.success"), Value: success}, {Label: r.T("placements.figure.talks"), Value: r.L.Number(x.Talks)},
	}
	return err
}

// filters are the selects of the list.
func filters(r *web.Request, q *question) []web.Field {
	sel := func(name, label, all, value string) web.Field {
		return web.Field{Name: name, Type: "select", Either: true, Label: r.T(label), Value: value, Options: []web.Option{{Label: r.T(all), Checked: value == ""}}}
	}
	desk := sel("sportello", "cases.fact.desk", "placements.filter.desks", "")
	for _, d := range q.desks {
		desk.Options = append(desk.Options, web.Option{Value: web.IDText(d.ID), Label: r.L.Plain(d.Name), Checked: d.ID == q.filter.DeskID})
	}
	kind, state := sel("tipo", "placements.filter.kind", "placements.filter.kinds", q.filter.Kind), sel("stato", "placements.filter.state", "placements.filter.states", q.filter.State)
	for _, v := range placements.Kinds() {
		kind.Options = append(kind.Options, web.Option{Value: v, Label: r.T("placements.kind." + v), Checked: v == q.filter.Kind})
	}
	for _, v := range placements.States() {
		state.Options = append(state.Options, web.Option{Value: v, Label: r.T("placements.state." + v), Checked: v == q.filter.State})
	}
	var all []web.Field
	if len(q.desks) > 1 {
		all = append(all, desk)
	}
	all = append(all, kind)
	if q.filter.Due == "" {
		all = append(all, state)
	}
	return all
}
