package applications

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// ListPage lists what the people of the reader's desks tried for, and what is to be looked
// at among it.
type ListPage struct {
	web.Page
	Figures     []web.Fact
	Tabs        []Tab
	Filters     []web.Field
	Watch       string
	Rows        []ListRow
	Next, First string
}

// Tab is one choice of what to look at, with how many there are.
type Tab struct {
	Label, URL string
	Count      int
	Here       bool
}

// ListRow is one application of a list.
type ListRow struct {
	URL, Name, PersonURL, What, Road, Sent, News string
	Badge, Silent                                Badge
	Facts                                        []string
}

// question is the filter as it stands in the address.
type question struct {
	filter applications.Filter
	desks  []desks.Desk
}

// readQuestion reads the filter. A desk that is not the reader's is NotFound.
func (s *Screens) readQuestion(c *fiber.Ctx) (*question, error) {
	r := web.Of(c)
	list, err := desks.ListFor(c.UserContext(), s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	q := &question{desks: list, filter: applications.Filter{Today: desks.InItaly(r.Now)}}
	if asked := c.Query("sportello"); asked != "" {
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
	q.filter.Road, q.filter.State = known(c.Query("strada"), applications.Roads()), known(c.Query("stato"), applications.States())
	if q.filter.Watch = known(c.Query("guarda"), applications.Watches()); q.filter.Watch != "" {
		q.filter.State = ""
	}
	q.filter.After = placeOf(c.Query("dopo"))
	return q, nil
}

// placeOf reads where a list goes on; anything else is its beginning.
func placeOf(typed string) applications.Place {
	day, id, _ := strings.Cut(typed, ".")
	on, bad := desks.ParseDate(day)
	n, wrong := strconv.ParseInt(id, 10, 64)
	if bad != nil || wrong != nil || n <= 0 {
		return applications.Place{}
	}
	return applications.Place{On: on, ID: n}
}

func placeText(p *applications.Place) string { return p.On.String() + "." + web.IDText(p.ID) }

// url is the address of the list with some parameters changed, on its first page.
func (q *question) url(r *web.Request, change map[string]string) string {
	v := url.Values{}
	for name, value := range map[string]string{"strada": q.filter.Road, "stato": q.filter.State, "guarda": q.filter.Watch} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.filter.DeskID != 0 {
		v.Set("sportello", web.IDText(q.filter.DeskID))
	}
	for name, value := range change {
		v.Del(name)
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return r.URL("/ufficio/candidature")
	}
	return r.URL("/ufficio/candidature?" + v.Encode())
}

func (s *Screens) list(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	q, err := s.readQuestion(c)
	if err != nil {
		return err
	}
	rows, next, err := applications.List(ctx, s.db.Web, r.Actor, q.filter)
	if err != nil {
		return err
	}
	p := &ListPage{Watch: q.filter.Watch, Filters: filters(r, q)}
	p.Title = r.T("applications.office.title")
	for i := range rows {
		x := &rows[i]
		p.Rows = append(p.Rows, ListRow{URL: r.URL(path(x.ID, "")), Name: strings.TrimSpace(x.Given + " " + x.Surname), PersonURL: r.URL(web.PersonPath(x.Root, "/candidature")),
			What: what(&x.Application), Road: r.T("applications.office.road." + x.Road), Sent: dayText(r, x.SentOn), News: dayText(r, x.NewsOn),
			Badge: badge(r, x.State), Silent: silence(r, &x.Application), Facts: factsText(r, x.Facts)})
	}
	if next != nil {
		p.Next = q.url(r, map[string]string{"dopo": placeText(next)})
	}
	if q.filter.After.ID != 0 {
		p.First = q.url(r, nil)
	}
	if err := s.addTabs(c, p, q); err != nil {
		return err
	}
	return s.web.Render(c, "office/applications/list", p)
}

// addTabs adds what is to be looked at and the figures of the year.
func (s *Screens) addTabs(c *fiber.Ctx, p *ListPage, q *question) error {
	r, ctx := web.Of(c), c.UserContext()
	counts, err := applications.Watched(ctx, s.db.Web, r.Actor, q.filter.DeskID, q.filter.Today)
	if err != nil {
		return err
	}
	p.Tabs = append(p.Tabs, Tab{Label: r.T("applications.office.watch.all"), URL: q.url(r, map[string]string{"guarda": ""}), Here: q.filter.Watch == ""})
	for _, w := range applications.Watches() {
		p.Tabs = append(p.Tabs, Tab{r.T("applications.office.watch." + w), q.url(r, map[string]string{"guarda": w, "stato": ""}), counts[w], q.filter.Watch == w})
	}
	first := desks.Date{Year: q.filter.Today.Year, Month: 1, Day: 1}
	x, err := applications.Count(ctx, s.db.Web, r.Actor, q.filter.DeskID, first, q.filter.Today)
	for _, f := range []struct {
		name string
		n    int
	}{{"nominated", x.Nominated}, {"interviews", x.Interviews}, {"hired", x.Hired}} {
		p.Figures = append(p.Figures, web.Fact{Label: r.T("applications.office.figure." + f.name), Value: r.L.Number(f.n)})
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
	road, state := sel("strada", "applications.office.road", "applications.office.all", q.filter.Road), sel("stato", "placements.filter.state", "applications.office.all", q.filter.State)
	for _, v := range applications.Roads() {
		road.Options = append(road.Options, web.Option{Value: v, Label: r.T("applications.office.road." + v), Checked: v == q.filter.Road})
	}
	for _, v := range applications.States() {
		state.Options = append(state.Options, web.Option{Value: v, Label: r.T("applications.office.state." + v), Checked: v == q.filter.State})
	}
	var all []web.Field
	if len(q.desks) > 1 {
		all = append(all, desk)
	}
	all = append(all, road)
	if q.filter.Watch == "" {
		all = append(all, state)
	}
	return all
}
