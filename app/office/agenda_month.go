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

func (s *Screens) monthRoutes() {
	s.web.Get("/ufficio/agenda/mese", web.May(auth.AppointmentsRead), s.month)
}

// MonthPage is a desk's month, a square a day; on a phone a list of its days.
type MonthPage struct {
	web.Page
	Desk             *desks.Desk
	Filters          []web.Field
	Month            time.Time
	Prev, Next, This string
	WeekURL, ListURL string
	// Weekdays are the short names over the columns.
	Weekdays []string
	Days     []monthDay
	NoDesk   bool
}

// monthDay is one day; Column is the class that puts the first one under its weekday.
type monthDay struct {
	Column, URL         string
	Day                 time.Time
	Number              int
	Today, Past, Quiet  bool
	Holiday, Shut       bool
	Reason, Hours, Free string
	Booked, Outside     int
}

func (s *Screens) month(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &MonthPage{NoDesk: len(list) == 0}
	p.Title = r.T("office.agenda.title")
	if p.NoDesk {
		return s.web.Render(c, "office/agenda/month", p)
	}
	if p.Desk = pick(list, c.Query("sportello")); p.Desk == nil {
		return errMissing()
	}
	today := desks.DateOf(r.Now.In(p.Desk.Location()))
	first, err := monthAsked(c.Query("mese"), today)
	if err != nil {
		return err
	}
	operators, err := desks.Operators(ctx, s.db.Web, p.Desk.ID)
	if err != nil {
		return err
	}
	operator := choose(operators, c.Query("operatore"))
	days, err := appointments.Month(ctx, s.db.Web, r.Actor, p.Desk.ID, operator, first, r.Now)
	if err != nil {
		return err
	}
	p.Filters = []web.Field{deskField(r, list, p.Desk), agendaOperators(r, operators, operator),
		monthField(r, first)}
	p.fill(r, days, first, today, operator)
	return s.web.Render(c, "office/agenda/month", p)
}

// monthField offers the months around the one shown, which is among them.
func monthField(r *web.Request, shown desks.Date) web.Field {
	f := web.Field{Name: "mese", Type: "select", Either: true, Label: r.T("office.month.title")}
	for i := -6; i <= 12; i++ {
		m := shown.Time().AddDate(0, i, 0)
		f.Options = append(f.Options, web.Option{Value: m.Format("2006-01"), Label: r.L.Capital(r.L.Month(m)), Checked: i == 0})
	}
	return f
}

// monthAsked is the first day of the month in the address ("2026-11"), of today's
// without one.
func monthAsked(text string, today desks.Date) (desks.Date, error) {
	if text == "" {
		return desks.Date{Year: today.Year, Month: today.Month, Day: 1}, nil
	}
	d, err := desks.ParseDate(text + "-01")
	if err != nil || d.Year < 2000 || d.Year > today.Year+20 {
		return d, errMissing()
	}
	return d, nil
}

func (p *MonthPage) fill(r *web.Request, days []appointments.MonthDay, first, today desks.Date, operator int64) {
	at := func(path, name, value string) string {
		q := url.Values{"sportello": {fmt.Sprint(p.Desk.ID)}, name: {value}}
		if operator != 0 {
			q.Set("operatore", fmt.Sprint(operator))
		}
		return r.URL(path + "?" + q.Encode())
	}
	month := func(d desks.Date) string { return at("/ufficio/agenda/mese", "mese", d.String()[:7]) }
	p.Month, p.This = first.Time(), month(today)
	p.Prev, p.Next = month(first.AddDays(-1)), month(first.AddDays(31))
	shown := first
	if first.Year == today.Year && first.Month == today.Month {
		shown = today
	}
	p.WeekURL = at("/ufficio/agenda", "giorno", shown.String())
	p.ListURL = r.URL(fmt.Sprintf("/ufficio/agenda/elenco?sportello=%d&dal=%s&al=%s", p.Desk.ID, first, days[len(days)-1].Date))
	for _, d := range desks.MondayFirst() {
		p.Weekdays = append(p.Weekdays, string([]rune(r.L.Capital(r.L.WeekdayName(d)))[:3]))
	}
	for i, d := range days {
		day := monthDay{
			URL: at("/ufficio", "giorno", d.Date.String()), Day: d.Date.Time(), Number: d.Date.Day, Today: d.Date == today, Past: d.Date.Before(today),
			Holiday: d.Holiday, Shut: d.Closed != "", Reason: d.Closed, Booked: d.Booked, Outside: d.Outside,
			Quiet: len(d.Hours) == 0 && d.Booked == 0,
		}
		if i == 0 {
			day.Column = fmt.Sprintf("starts-%d", (int(d.Date.Weekday())+6)%7+1)
		}
		for k, h := range d.Hours {
			if k > 0 {
				day.Hours += ", "
			}
			day.Hours += r.L.TimeRange(h.Start, h.End)
		}
		if !day.Past && len(d.Hours) > 0 {
			day.Free = r.T("office.month.free", "Hours", hoursText(int(d.Free.Minutes())))
			if d.Free < 5*time.Minute {
				day.Free = r.T("office.month.full")
			}
		}
		p.Days = append(p.Days, day)
	}
}
