package office

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/waiting"
	"approdo/app/web"
)

// TodayPage is the whole desk's day, one column per operator.
type TodayPage struct {
	web.Page
	Desks          []web.Option
	Desk           *desks.Desk
	Day            desks.Date
	Prev, Next     string
	Today          string
	IsToday        bool
	Holiday        bool
	Closed         string
	Grid           string // "from-0800 to-1900 cols-3"
	Hours          []hourMark
	Columns        []column
	Counts         []web.Fact
	NewURL         string
	CanBook        bool
	HasAnyOpenings bool
	// Waiting is how many people are on the waiting list.
	Waiting int
	// Wanted is how many appointments of the day wait for a mediator.
	Wanted int
	// Due are the meetings that took place and are not in the register yet.
	Due []dueItem
}

type hourMark struct{ Class, Label string }

// column is one operator's day.
type column struct {
	ID    int64
	Name  string
	Count int
	Lanes string   // "lanes-2" where appointments overlap
	Bands []string // classes of the opening hours drawn behind
	Items []dayItem
	Gone  []dayItem // cancelled ones, listed below
}

// dayItem is one appointment, one free time or one time held by a form being filled.
type dayItem struct {
	Class, URL, Who, What string
	State, Kind           string // Kind: "appointment", "free", "held"
	StateKey              string
	Start, End            time.Time
	Outside, Mediator     bool
	// Helper is the mediator's name, "" while one is to be found; Room the meeting's.
	Helper, Room string
	Overbooked   bool
	HeldBy       string
	With         int // how many come along
	NewURL       string
	// group and people are the meeting of a block and how many have a seat in it.
	group  int64
	people int
}

func (s *Screens) today(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	page := &TodayPage{CanBook: r.Actor.May(auth.AppointmentsManage)}
	page.Title = r.T("office.today.title")
	if len(list) == 0 {
		return s.web.Render(c, "office/today", page)
	}
	desk := pick(list, c.Query("sportello"))
	if desk == nil {
		return errMissing()
	}
	today := desks.DateOf(r.Now.In(desk.Location()))
	day := today
	if q := c.Query("giorno"); q != "" {
		if day, err = desks.ParseDate(q); err != nil {
			return errMissing()
		}
	}
	dd, err := appointments.Day(ctx, s.db.Web, r.Actor, desk.ID, day, r.Now)
	if err != nil {
		return err
	}
	if page.Due, err = s.due(c, dd); err != nil {
		return err
	}
	if page.Waiting, err = waiting.CountAt(ctx, s.db.Web, r.Actor, desk.ID); err != nil {
		return err
	}
	fillToday(r, page, list, desk, dd, today)
	if err := s.finishColumns(c, page.Columns); err != nil {
		return err
	}
	return s.web.Render(c, "office/today", page)
}

// pick finds the desk asked for among those of the actor; without a question the first one.
func pick(list []desks.Desk, asked string) *desks.Desk {
	if asked == "" {
		return &list[0]
	}
	for i := range list {
		if fmt.Sprint(list[i].ID) == asked {
			return &list[i]
		}
	}
	return nil
}

func fillToday(r *web.Request, p *TodayPage, list []desks.Desk, desk *desks.Desk, dd *appointments.DeskDay, today desks.Date) {
	p.Desk, p.Day, p.Holiday, p.Closed, p.IsToday = desk, dd.Date, dd.Holiday, dd.Closed, dd.Date == today
	for _, d := range list {
		p.Desks = append(p.Desks, web.Option{Value: fmt.Sprint(d.ID), Label: r.L.Plain(d.Name) + " · " + d.Site.City, Checked: d.ID == desk.ID})
	}
	at := func(d desks.Date) string { return r.URL(fmt.Sprintf("/ufficio?sportello=%d&giorno=%s", desk.ID, d)) }
	p.Prev, p.Next, p.Today = at(dd.Date.AddDays(-1)), at(dd.Date.AddDays(1)), at(today)
	p.NewURL = r.URL(fmt.Sprintf("/ufficio/appuntamenti/nuovo?sportello=%d&giorno=%s", desk.ID, dd.Date))
	p.Columns, p.HasAnyOpenings = columns(r, dd, p.NewURL)
	for _, col := range p.Columns {
		for _, x := range col.Items {
			if x.Kind == "appointment" && x.Mediator && x.Helper == "" {
				p.Wanted++
			}
		}
	}
	from, to := bounds(dd)
	p.Grid = fmt.Sprintf("from-%02d00 to-%02d00 cols-%d", from, to, max(1, min(12, len(p.Columns))))
	for h := from; h < to; h++ {
		p.Hours = append(p.Hours, hourMark{fmt.Sprintf("row-%02d00", h), fmt.Sprintf("%02d:00", h)})
	}
	p.Counts = counts(r, dd)
}

func columns(r *web.Request, dd *appointments.DeskDay, newURL string) (all []column, open bool) {
	for _, od := range dd.Operators {
		col := column{ID: od.Operator.ID, Name: od.Operator.Name}
		for _, o := range od.Openings {
			open = true
			col.Bands = append(col.Bands, place(o.Start, o.End))
		}
		for _, row := range od.Rows {
			if col.join(r, row) {
				if row.Appointment != nil {
					col.Count++
				}
				continue
			}
			item := dayItem{Class: place(row.Start, row.End), Start: row.Start, End: row.End, Kind: "free", Outside: row.Outside}
			switch {
			case row.Appointment != nil:
				col.Count++
				if item = appointmentItem(r, row.Appointment, row.Outside); row.Appointment.Group() {
					item = groupItem(r, row.Appointment, row.Outside)
				}
			case row.Held:
				item.Kind, item.HeldBy = "held", row.HeldBy
			case row.Elsewhere:
				item.Kind = "elsewhere"
			default:
				item.NewURL = fmt.Sprintf("%s&operatore=%d&ora=%s", newURL, od.Operator.ID, row.Start.Format("15:04"))
			}
			col.Items = append(col.Items, item)
		}
		for i := range od.Cancelled {
			col.Gone = append(col.Gone, appointmentItem(r, &od.Cancelled[i], false))
		}
		all = append(all, col)
	}
	return all, open
}

func appointmentItem(r *web.Request, a *appointments.Appointment, outside bool) dayItem {
	item := dayItem{
		Class: place(a.Start(), a.End()), Kind: "appointment", URL: r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID)),
		Who: a.Name, What: r.L.Plain(a.Area.Name), State: stateClass(a.State()), StateKey: "office.state." + string(a.State()),
		Start: a.Start(), End: a.End(), Outside: outside, Mediator: a.Mediator != "", Overbooked: a.Overbooked(), With: a.Companions,
	}
	if a.Helper != nil {
		item.Helper = a.Helper.Name
	}
	if a.Room != nil {
		item.Room = a.Room.Name
	}
	return item
}

// place is where the day grid draws a span: rows start every five minutes.
func place(start, end time.Time) string {
	minute := start.Minute() / 5 * 5
	span := int(end.Sub(start).Minutes()+4) / 5 * 5
	return fmt.Sprintf("row-%02d%02d span-%d", start.Hour(), minute, max(5, min(480, span)))
}

// bounds are the whole hours the grid shows: openings and appointments with an hour of air.
func bounds(dd *appointments.DeskDay) (from, to int) {
	from, to = 24, 0
	see := func(start, end time.Time) {
		from = min(from, start.Hour())
		last := end.Hour()
		if end.Minute() > 0 {
			last++
		}
		to = max(to, last)
	}
	for _, od := range dd.Operators {
		for _, o := range od.Openings {
			see(o.Start, o.End)
		}
		for _, row := range od.Rows {
			see(row.Start, row.End)
		}
	}
	if from >= to {
		return 8, 19
	}
	return max(6, from), min(22, to)
}

func counts(r *web.Request, dd *appointments.DeskDay) []web.Fact {
	n := map[appointments.State]int{}
	free := 0
	for _, od := range dd.Operators {
		for _, row := range od.Rows {
			switch {
			case row.Appointment != nil:
				n[row.Appointment.State()]++
			case row.Free():
				free++
			}
		}
	}
	number := func(x int) string { return r.L.Number(x) }
	return []web.Fact{
		{Label: r.T("office.state.booked"), Value: number(n[appointments.Booked])},
		{Label: r.T("office.state.arrived"), Value: number(n[appointments.Arrived])},
		{Label: r.T("office.state.seen"), Value: number(n[appointments.Seen])},
		{Label: r.T("office.state.no_show"), Value: number(n[appointments.NoShow])},
		{Label: r.T("office.today.free"), Value: number(free)},
	}
}

func stateClass(s appointments.State) string {
	if s == appointments.NoShow {
		return "state-noshow"
	}
	return "state-" + string(s)
}
