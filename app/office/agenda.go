package office

import (
	"fmt"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/web"
)

// agendaRoutes adds the week, the list, the day on paper and the calendar feed.
func (s *Screens) agendaRoutes() {
	s.web.Get("/ufficio/agenda", web.May(auth.AppointmentsRead), s.week)
	s.web.Get("/ufficio/agenda/elenco", web.May(auth.AppointmentsRead), s.agendaList)
	s.web.Get("/ufficio/agenda/stampa", web.May(auth.AppointmentsRead), s.daySheet)
	s.web.Get("/ufficio/profilo/calendario", web.SignedIn, s.showFeed)
	s.web.Post("/ufficio/profilo/calendario", web.SignedIn, s.renewFeed)
	s.web.Post("/ufficio/profilo/calendario/chiusura", web.SignedIn, s.closeFeed)
	s.web.Get("/calendario-operatore/:token/approdo.ics", web.Public, s.feed)
}

// WeekPage is a desk's week, one column a day.
type WeekPage struct {
	web.Page
	Desk             *desks.Desk
	Filters          []web.Field
	From, To         time.Time
	Prev, Next, This string
	Grid             string
	Hours            []hourMark
	Days             []weekDay
	ListURL, Print   string
	MonthURL         string
	NoDesk           bool
}

// weekDay is one day; Lanes is how many appointments stand side by side at most.
type weekDay struct {
	ID               string
	URL, Lanes       string
	Day              time.Time
	Today            bool
	Holiday, Shut    bool
	Reason           string
	Bands            []string
	Items            []weekItem
	Count            int
	NothingScheduled bool
}

type weekItem struct {
	Class, URL, Who, Operator, State, StateKey string
	Start, End                                 time.Time
	Outside                                    bool
}

func (s *Screens) week(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &WeekPage{NoDesk: len(list) == 0}
	p.Title = r.T("office.agenda.title")
	if p.NoDesk {
		return s.web.Render(c, "office/agenda/week", p)
	}
	if p.Desk = pick(list, c.Query("sportello")); p.Desk == nil {
		return errMissing()
	}
	today := desks.DateOf(r.Now.In(p.Desk.Location()))
	day := today
	if q := c.Query("giorno"); q != "" {
		if day, err = desks.ParseDate(q); err != nil {
			return errMissing()
		}
	}
	operators, err := desks.Operators(ctx, s.db.Web, p.Desk.ID)
	if err != nil {
		return err
	}
	operator := choose(operators, c.Query("operatore"))
	monday := day.AddDays(-((int(day.Weekday()) + 6) % 7))
	days, err := appointments.Week(ctx, s.db.Web, r.Actor, p.Desk.ID, operator, monday)
	if err != nil {
		return err
	}
	p.Filters = []web.Field{deskField(r, list, p.Desk), agendaOperators(r, operators, operator),
		{Name: "giorno", Type: "date", Either: true, Label: r.T("office.agenda.weekof"), Value: day.String()}}
	p.fill(r, days, monday, today, operator)
	return s.web.Render(c, "office/agenda/week", p)
}

// choose is the operator asked for among those of the desk, 0 for any.
func choose(list []desks.Operator, asked string) int64 {
	for _, o := range list {
		if fmt.Sprint(o.ID) == asked {
			return o.ID
		}
	}
	return 0
}

func deskField(r *web.Request, list []desks.Desk, chosen *desks.Desk) web.Field {
	f := web.Field{Name: "sportello", Type: "select", Either: true, Label: r.T("office.new.desk")}
	for _, d := range list {
		f.Options = append(f.Options, web.Option{Value: fmt.Sprint(d.ID), Label: r.L.Plain(d.Name) + " · " + d.Site.City, Checked: chosen != nil && d.ID == chosen.ID})
	}
	return f
}

func agendaOperators(r *web.Request, list []desks.Operator, chosen int64) web.Field {
	f := web.Field{Name: "operatore", Type: "select", Either: true, Label: r.T("office.new.operator"),
		Options: []web.Option{{Label: r.T("office.agenda.everyone"), Checked: chosen == 0}}}
	for _, o := range list {
		f.Options = append(f.Options, web.Option{Value: fmt.Sprint(o.ID), Label: o.Name, Checked: o.ID == chosen})
	}
	return f
}

func (p *WeekPage) fill(r *web.Request, days []appointments.AgendaDay, monday, today desks.Date, operator int64) {
	at := func(path string, d desks.Date) string {
		q := url.Values{"sportello": {fmt.Sprint(p.Desk.ID)}, "giorno": {d.String()}}
		if operator != 0 {
			q.Set("operatore", fmt.Sprint(operator))
		}
		return r.URL(path + "?" + q.Encode())
	}
	p.From, p.To = monday.Time(), monday.AddDays(6).Time()
	p.Prev, p.Next, p.This = at("/ufficio/agenda", monday.AddDays(-7)), at("/ufficio/agenda", monday.AddDays(7)), at("/ufficio/agenda", today)
	p.ListURL = r.URL(fmt.Sprintf("/ufficio/agenda/elenco?sportello=%d&dal=%s&al=%s", p.Desk.ID, monday, monday.AddDays(6)))
	p.MonthURL = r.URL(fmt.Sprintf("/ufficio/agenda/mese?sportello=%d&operatore=%d&mese=%s", p.Desk.ID, operator, monday.AddDays(3).String()[:7]))
	p.Print = at("/ufficio/agenda/stampa", today)
	from, to, shown := 24, 0, 0
	for i, d := range days {
		if i > 4 && len(d.Hours) == 0 && len(d.Rows) == 0 {
			continue
		}
		shown++
		day := weekDay{ID: "giorno-" + d.Date.String(), URL: at("/ufficio", d.Date), Day: d.Date.Time(), Today: d.Date == today,
			Holiday: d.Holiday, Shut: d.Closed != "", Reason: d.Closed, Count: len(d.Rows)}
		day.NothingScheduled = len(d.Hours) == 0 && len(d.Rows) == 0
		for _, h := range d.Hours {
			day.Bands = append(day.Bands, place(h.Start, h.End))
			from, to = widen(from, to, h.Start, h.End)
		}
		day.Items, day.Lanes = weekItems(r, d.Rows)
		for _, row := range d.Rows {
			from, to = widen(from, to, row.Appointment.Start(), row.Appointment.End())
		}
		p.Days = append(p.Days, day)
	}
	if from >= to {
		from, to = 8, 19
	}
	from, to = max(6, from), min(22, to)
	p.Grid = fmt.Sprintf("from-%02d00 to-%02d00 cols-%d", from, to, max(1, shown))
	for h := from; h < to; h++ {
		p.Hours = append(p.Hours, hourMark{fmt.Sprintf("row-%02d00", h), fmt.Sprintf("%02d:00", h)})
	}
}

// widen makes the whole hours shown hold one more stretch.
func widen(from, to int, start, end time.Time) (int, int) {
	last := end.Hour()
	if end.Minute() > 0 {
		last++
	}
	return min(from, start.Hour()), max(to, last)
}

// mostLanes is how many appointments of one moment a day draws side by side.
const mostLanes = 6

// weekGroup is a group meeting among the items: where it stands, how many come and
// one of them.
type weekGroup struct {
	at, people int
	any        *appointments.Appointment
}

// weekItems puts appointments that overlap into lanes side by side.
func weekItems(r *web.Request, rows []appointments.AgendaRow) (items []weekItem, lanes string) {
	var ends []time.Time
	groups := map[int64]*weekGroup{}
	for _, row := range rows {
		a := row.Appointment
		if a.Group() && groups[*a.GroupID] != nil {
			groups[*a.GroupID].people++
			continue
		}
		lane := 0
		for lane < len(ends) && ends[lane].After(a.Start()) {
			lane++
		}
		if lane == len(ends) {
			ends = append(ends, a.End())
		}
		ends[lane] = a.End()
		items = append(items, weekItem{
			Class: fmt.Sprintf("%s lane-%d", place(a.Start(), a.End()), lane%mostLanes+1), URL: r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID)),
			Who: a.Name, Operator: a.Operator.Name, State: stateClass(a.State()), StateKey: "office.state." + string(a.State()),
			Start: a.Start(), End: a.End(), Outside: row.Outside,
		})
		if a.Group() {
			groups[*a.GroupID] = &weekGroup{len(items) - 1, 1, a}
		}
	}
	for id, g := range groups {
		item := &items[g.at]
		item.URL, item.Who = r.URL(groupPath(id)), r.L.Plain(g.any.Area.Name)+" · "+seatsTaken(r, g.people, g.any.Seats())
	}
	return items, fmt.Sprintf("lanes-%d", max(1, min(mostLanes, len(ends))))
}
