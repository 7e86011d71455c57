package office

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/services"
	"approdo/app/web"
)

// AgendaListPage is the agenda as a list with filters, a page at a time.
type AgendaListPage struct {
	web.Page
	Filters      []web.Field
	Rows         []listRow
	Next, Newest string
}

type listRow struct {
	URL, Who, What, Desk, Operator, State, StateKey string
	Start, End                                      time.Time
}

// listQuestion is the filter as it stands in the address.
type listQuestion struct {
	desk                   *desks.Desk
	operator, area         int64
	state, from, to, after string
	filter                 appointments.ListFilter
}

func (s *Screens) agendaList(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	q, err := readList(c, r, list)
	if err != nil {
		return err
	}
	rows, next, err := appointments.List(ctx, s.db.Web, r.Actor, q.filter)
	if err != nil {
		return err
	}
	p := &AgendaListPage{}
	p.Title = r.T("office.agenda.list")
	p.Crumbs = []web.Crumb{{Label: r.T("office.agenda.title"), URL: r.URL("/ufficio/agenda")}, {Label: p.Title}}
	for i := range rows {
		a := &rows[i]
		p.Rows = append(p.Rows, listRow{URL: r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID)), Who: a.Name, What: r.L.Plain(a.Area.Name),
			Desk: r.L.Plain(a.Desk.Name), Operator: a.Operator.Name, State: stateClass(a.State()), StateKey: "office.state." + string(a.State()),
			Start: a.Start(), End: a.End()})
	}
	if next != nil {
		p.Next = r.URL(q.url(fmt.Sprintf("%d.%d", next.Start.UnixMicro(), next.ID)))
	}
	if q.after != "" {
		p.Newest = r.URL(q.url(""))
	}
	p.Filters, err = s.listFields(c, r, list, q)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/agenda/list", p)
}

func readList(c *fiber.Ctx, r *web.Request, list []desks.Desk) (*listQuestion, error) {
	q := &listQuestion{state: c.Query("stato"), from: c.Query("dal"), to: c.Query("al"), after: c.Query("dopo")}
	if asked := c.Query("sportello"); asked != "" {
		if q.desk = pick(list, asked); q.desk == nil {
			return nil, errMissing()
		}
		q.filter.DeskID = q.desk.ID
	}
	q.operator, _ = strconv.ParseInt(c.Query("operatore"), 10, 64) // not a number: any
	q.area, _ = strconv.ParseInt(c.Query("ambito"), 10, 64)
	if q.from == "" && q.to == "" {
		q.from = desks.InItaly(r.Now).String()
	}
	q.filter.OperatorID, q.filter.AreaID, q.filter.State = q.operator, q.area, appointments.State(q.state)
	zone := web.Rome()
	if q.desk != nil {
		zone = q.desk.Location()
	}
	if d, err := desks.ParseDate(q.from); err == nil {
		q.filter.From = d.In(zone)
	}
	if d, err := desks.ParseDate(q.to); err == nil {
		q.filter.To = d.AddDays(1).In(zone)
	}
	return q, q.readAfter()
}

// readAfter reads the place the page begins, "<microseconds>.<id>".
func (q *listQuestion) readAfter() error {
	if q.after == "" {
		return nil
	}
	at, id, _ := strings.Cut(q.after, ".")
	micros, err1 := strconv.ParseInt(at, 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err1 != nil || err2 != nil || n <= 0 || micros < 0 || micros > 1<<53 {
		return errMissing()
	}
	q.filter.After = appointments.ListCursor{Start: time.UnixMicro(micros), ID: n}
	return nil
}

func (q *listQuestion) url(after string) string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			v.Set(name, value)
		}
	}
	if q.desk != nil {
		set("sportello", fmt.Sprint(q.desk.ID))
	}
	set("operatore", fmt.Sprint(q.operator))
	set("ambito", fmt.Sprint(q.area))
	set("stato", q.state)
	set("dal", q.from)
	set("al", q.to)
	set("dopo", after)
	return "/ufficio/agenda/elenco?" + v.Encode()
}

func (s *Screens) listFields(c *fiber.Ctx, r *web.Request, list []desks.Desk, q *listQuestion) ([]web.Field, error) {
	ctx := c.UserContext()
	areas, err := services.List(ctx, s.db.Web)
	if err != nil {
		return nil, err
	}
	desk := deskField(r, list, q.desk)
	desk.Options = append([]web.Option{{Label: r.T("office.agenda.alldesks"), Checked: q.desk == nil}}, desk.Options...)
	operators, err := s.operatorsOf(c, list, q.desk)
	if err != nil {
		return nil, err
	}
	area := web.Field{Name: "ambito", Type: "select", Either: true, Label: r.T("office.new.area"), Options: []web.Option{{Label: r.T("office.agenda.allareas")}}}
	for _, a := range areas {
		area.Options = append(area.Options, web.Option{Value: fmt.Sprint(a.ID), Label: r.L.Plain(a.Name), Checked: a.ID == q.area})
	}
	state := web.Field{Name: "stato", Type: "select", Either: true, Label: r.T("office.agenda.state"), Options: []web.Option{{Label: r.T("office.agenda.allstates")}}}
	for _, x := range []appointments.State{appointments.Booked, appointments.Arrived, appointments.Seen, appointments.NoShow, appointments.Cancelled} {
		state.Options = append(state.Options, web.Option{Value: string(x), Label: r.T("office.state." + string(x)), Checked: string(x) == q.state})
	}
	return []web.Field{desk, agendaOperators(r, operators, q.operator), area, state,
		{Name: "dal", Type: "date", Either: true, Label: r.T("office.agenda.from"), Value: q.from},
		{Name: "al", Type: "date", Either: true, Label: r.T("office.agenda.to"), Value: q.to}}, nil
}

// operatorsOf are those of one desk, or of every desk of the list, each once.
func (s *Screens) operatorsOf(c *fiber.Ctx, list []desks.Desk, one *desks.Desk) ([]desks.Operator, error) {
	if one != nil {
		list = []desks.Desk{*one}
	}
	var all []desks.Operator
	seen := map[int64]bool{}
	for _, d := range list {
		some, err := desks.Operators(c.UserContext(), s.db.Web, d.ID)
		if err != nil {
			return nil, err
		}
		for _, o := range some {
			if !seen[o.ID] {
				seen[o.ID] = true
				all = append(all, o)
			}
		}
	}
	return all, nil
}
