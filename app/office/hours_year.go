package office

import (
	"fmt"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/web"
)

// YearPage compares the hours a desk planned with those it kept.
type YearPage struct {
	web.Page
	Prev, Next, Base string
	Year             int
	Stats            []web.Fact
	Rows             []monthRow
	Total            monthRow
	Bars             []bar
	Lines            []chartLine
	Summary          string
}

// monthRow is a line of the table; X and Short place its name under the chart.
type monthRow struct {
	X                               int
	Short                           string
	Name                            string
	Planned, Lost, Extra, Delivered string
	PlannedDays, DeliveredDays      int
	Share                           string
}

// bar is one column of the chart, chartLine one line of its scale.
type (
	bar struct {
		Class, Text string
		X, Y, W, H  int
	}
	chartLine struct {
		Y, TextY int
		Label    string
	}
)

func (s *Screens) showYear(c *fiber.Ctx) error {
	r := web.Of(c)
	desk, err := s.deskOf(c)
	if err != nil {
		return err
	}
	now := r.Now.In(desk.Location())
	year := now.Year()
	if q := c.Query("anno"); q != "" {
		if year, err = strconv.Atoi(q); err != nil || year < 2000 || year > now.Year()+5 {
			return errMissing()
		}
	}
	hours, err := desks.YearOf(c.UserContext(), s.db.Web, desk, year, r.Now)
	if err != nil {
		return err
	}
	p := yearPage(r, hours)
	p.Base = r.URL(deskBase(desk))
	p.Prev, p.Next = fmt.Sprintf("%s/ore?anno=%d", p.Base, year-1), fmt.Sprintf("%s/ore?anno=%d", p.Base, year+1)
	p.Title = r.T("office.year.title", "Desk", r.L.Plain(desk.Name))
	p.Crumbs = deskCrumbs(r, desk, r.T("office.year.short"))
	return s.web.Render(c, "office/hours/year", p)
}

func yearPage(r *web.Request, y *desks.YearHours) *YearPage {
	p := &YearPage{Year: y.Year, Total: monthLine(r, y.Total)}
	p.Total.Name = r.T("office.year.total")
	for _, m := range y.Months {
		row := monthLine(r, m)
		row.Name = r.L.Capital(r.L.MonthName(m.Month))
		row.Short, row.X = string([]rune(row.Name)[:3]), chartLeft+(int(m.Month)-1)*chartStep+8+chartBar
		p.Rows = append(p.Rows, row)
	}
	promised := desks.PromisedDays * desks.PromisedWeeks
	p.Stats = []web.Fact{
		{Label: r.T("office.year.planned"), Value: p.Total.Planned, Note: r.L.N("office.year.days", y.Total.PlannedDays)},
		{Label: r.T("office.year.delivered"), Value: p.Total.Delivered, Note: r.L.N("office.year.days", y.Total.DeliveredDays)},
		{Label: r.T("office.year.promise"), Value: fmt.Sprintf("%d / %d", y.Total.DeliveredDays, promised), Note: r.T("office.year.promise.note", "Days", desks.PromisedDays, "Weeks", desks.PromisedWeeks)},
		{Label: r.T("office.year.weeks"), Value: fmt.Sprintf("%d / %d", y.FullWeeks, desks.PromisedWeeks), Note: r.T("office.year.weeks.note", "Days", desks.PromisedDays)},
	}
	p.Summary = r.T("office.year.summary", "Planned", p.Total.Planned, "Delivered", p.Total.Delivered)
	p.Bars, p.Lines = chart(r, y)
	return p
}

func monthLine(r *web.Request, m desks.MonthHours) monthRow {
	row := monthRow{Planned: hoursText(m.Planned), Lost: hoursText(m.Lost), Extra: hoursText(m.Extra), Delivered: hoursText(m.Delivered),
		PlannedDays: m.PlannedDays, DeliveredDays: m.DeliveredDays, Share: "–"}
	if m.Planned > 0 {
		row.Share = r.L.Percent(float64(m.Delivered) / float64(m.Planned))
	}
	return row
}

// hoursText writes minutes as hours and minutes: "12:30".
func hoursText(minutes int) string { return fmt.Sprintf("%d:%02d", minutes/60, minutes%60) }

// Size of the chart in its own units.
const (
	chartLeft, chartTop, chartHigh = 40, 10, 200
	chartStep, chartBar            = 56, 20
)

// chart draws two bars a month under a scale of whole hours.
func chart(r *web.Request, y *desks.YearHours) (bars []bar, lines []chartLine) {
	most := 60
	for _, m := range y.Months {
		most = max(most, m.Planned, m.Delivered)
	}
	step := (most/60 + 3) / 4 // hours between two lines
	step = max(1, step)
	top := step * 4 * 60
	if top < most {
		top += step * 60
	}
	high := func(minutes int) int { return minutes * chartHigh / top }
	for h := 0; h*60 <= top; h += step {
		at := chartTop + chartHigh - high(h*60)
		lines = append(lines, chartLine{Y: at, TextY: at + 4, Label: r.L.Number(h)})
	}
	for i, m := range y.Months {
		x, name := chartLeft+i*chartStep+8, r.L.MonthName(time.Month(i+1))
		add := func(class, key string, x, minutes int) {
			bars = append(bars, bar{Class: class, X: x, W: chartBar, H: high(minutes), Y: chartTop + chartHigh - high(minutes),
				Text: r.L.Capital(name) + ": " + r.T(key) + " " + hoursText(minutes)})
		}
		add("bar-planned", "office.year.planned", x, m.Planned)
		add("bar-delivered", "office.year.delivered", x+chartBar, m.Delivered)
	}
	return bars, lines
}
