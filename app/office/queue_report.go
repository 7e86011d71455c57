package office

import (
	"fmt"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/queue"
	"approdo/app/web"
)

// queueReportRoutes adds the figures of the queue. It goes before queueRoutes, whose
// ":id" would take these addresses.
func (s *Screens) queueReportRoutes() {
	s.web.Get("/ufficio/coda/rapporto", web.May(auth.AppointmentsRead), s.queueReport)
	s.web.Get("/ufficio/coda/rapporto.csv", web.May(auth.AppointmentsRead), s.queueReportFile)
}

// QueueReportPage shows how long people waited and were received over a period.
type QueueReportPage struct {
	web.Page
	Fields  []web.Field
	Errors  []web.FieldError
	Queue   string
	CSV     string
	From    time.Time
	To      time.Time
	Stats   []web.Fact
	Tables  []reportTable
	Open    bool
	Version int
}

// reportTable is one way of grouping; Lines are its rows.
type reportTable struct {
	ID, Title, Head string
	Lines           []reportLine
}

type reportLine struct {
	Label                            string
	Tickets, Received, NoShows, Gone string
	Wait, Service, NoShow            string
}

// reportWeeks is how far back a report reaches where nobody said: whole weeks, so
// that each weekday counts alike, up to yesterday.
const reportWeeks = 4

// reportQuestion is the filter of the address with the desks to choose from.
type reportQuestion struct {
	form   *web.Form
	list   []desks.Desk
	filter queue.ReportFilter
	report *queue.Report
}

func (s *Screens) reportQuestion(c *fiber.Ctx) (*reportQuestion, error) {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return nil, err
	}
	q := &reportQuestion{form: web.NewForm(), list: list}
	if c.Query("sportello") != "" {
		desk := pick(list, c.Query("sportello"))
		if desk == nil {
			return nil, errMissing()
		}
		q.filter.DeskID = desk.ID
		q.form.Set("sportello", fmt.Sprint(desk.ID))
	}
	yesterday := desks.InItaly(r.Now).AddDays(-1)
	if q.filter.To, err = dayOr(c.Query("to"), yesterday); err != nil {
		return nil, err
	}
	if q.filter.From, err = dayOr(c.Query("from"), q.filter.To.AddDays(1-7*reportWeeks)); err != nil {
		return nil, err
	}
	q.form.Set("from", q.filter.From.String())
	q.form.Set("to", q.filter.To.String())
	q.report, err = queue.ReportOf(ctx, s.db.Web, r.Actor, q.filter, r.Now)
	if q.form.Fail(r, err) {
		return q, nil
	}
	return q, err
}

// dayOr reads a day of the address, fallback where there is none.
func dayOr(text string, fallback desks.Date) (desks.Date, error) {
	if text == "" {
		return fallback, nil
	}
	d, err := desks.ParseDate(text)
	if err != nil {
		return d, errMissing()
	}
	return d, nil
}

func (s *Screens) queueReport(c *fiber.Ctx) error {
	r := web.Of(c)
	q, err := s.reportQuestion(c)
	if err != nil {
		return err
	}
	p := &QueueReportPage{Queue: r.URL("/ufficio/coda"), Errors: q.form.Errors(), Version: queue.ReportVersion,
		From: q.filter.From.Time(), To: q.filter.To.Time()}
	p.Title = r.T("office.report.title")
	p.Crumbs = []web.Crumb{{Label: r.T("office.queue.title"), URL: p.Queue}, {Label: p.Title}}
	desk := web.Field{Name: "sportello", Type: "select", Either: true, Label: r.T("office.new.desk"), Options: []web.Option{{Label: r.T("office.agenda.alldesks")}}}
	desk.Options = append(desk.Options, deskOptions(r, q.list, 0)...)
	p.Fields = []web.Field{q.form.Bind(desk),
		q.form.Bind(web.Field{Name: "from", Type: "date", Either: true, Label: r.T("office.agenda.from")}),
		q.form.Bind(web.Field{Name: "to", Type: "date", Either: true, Label: r.T("office.agenda.to")})}
	if q.report == nil {
		return s.web.RenderInvalid(c, "office/queue/report", p)
	}
	v := url.Values{"from": {q.filter.From.String()}, "to": {q.filter.To.String()}, "sportello": {q.form.Get("sportello")}}
	p.CSV = r.URL("/ufficio/coda/rapporto.csv?" + v.Encode())
	p.fill(r, q.report)
	return s.web.Render(c, "office/queue/report", p)
}

func (p *QueueReportPage) fill(r *web.Request, rep *queue.Report) {
	t := rep.Total
	p.Open = rep.Open
	p.Stats = []web.Fact{
		{Label: r.T("office.report.tickets"), Value: r.L.Number(t.Tickets)},
		{Label: r.T("office.report.received"), Value: r.L.Number(t.Received)},
		{Label: r.T("office.report.noshows"), Value: r.L.Number(t.NoShows), Note: share(r, t.NoShows, t.Tickets)},
		{Label: r.T("office.report.gone"), Value: r.L.Number(t.Gone), Note: share(r, t.Gone, t.Tickets)},
		{Label: r.T("office.report.wait"), Value: midOf(r, t.Wait), Note: highOf(r, t.Wait)},
		{Label: r.T("office.report.service"), Value: midOf(r, t.Service), Note: highOf(r, t.Service)},
		{Label: r.T("office.report.noshow"), Value: midOf(r, t.NoShow), Note: highOf(r, t.NoShow)},
	}
	for _, g := range reportGroups(r, rep) {
		if len(g.rows) == 0 {
			continue
		}
		table := reportTable{ID: "per-" + g.id, Title: r.T("office.report.by." + g.id), Head: r.T("office.report.head." + g.id)}
		for _, row := range g.rows {
			table.Lines = append(table.Lines, reportLineOf(r, row))
		}
		p.Tables = append(p.Tables, table)
	}
}

// reportGroup is one way of grouping as page and file both show it.
type reportGroup struct {
	id   string
	rows []reportRow
}

type reportRow struct {
	label string
	queue.Figures
}

func reportGroups(r *web.Request, rep *queue.Report) []reportGroup {
	desk, weekday, hour, day := reportGroup{id: "desk"}, reportGroup{id: "weekday"}, reportGroup{id: "hour"}, reportGroup{id: "day"}
	for _, x := range rep.ByDesk {
		desk.rows = append(desk.rows, reportRow{r.L.Plain(x.Desk.Name) + " · " + x.Desk.Site.City, x.Figures})
	}
	for _, x := range rep.ByWeekday {
		weekday.rows = append(weekday.rows, reportRow{r.L.Capital(r.L.WeekdayName(x.Weekday)), x.Figures})
	}
	for _, x := range rep.ByHour {
		hour.rows = append(hour.rows, reportRow{fmt.Sprintf("%02d:00–%02d:59", x.Hour, x.Hour), x.Figures})
	}
	for _, x := range rep.ByDay {
		day.rows = append(day.rows, reportRow{r.L.Capital(r.L.Weekday(x.Day.Time())) + " " + r.L.DateShort(x.Day.Time()), x.Figures})
	}
	return []reportGroup{desk, weekday, hour, day}
}

func reportLineOf(r *web.Request, x reportRow) reportLine {
	both := func(m queue.Measure) string {
		if m.N == 0 {
			return "–"
		}
		return r.T("office.report.both", "Median", wholeMinutes(m.Median), "High", wholeMinutes(m.High))
	}
	return reportLine{Label: x.label, Tickets: r.L.Number(x.Tickets), Received: r.L.Number(x.Received), NoShows: r.L.Number(x.NoShows), Gone: r.L.Number(x.Gone),
		Wait: both(x.Wait), Service: both(x.Service), NoShow: both(x.NoShow)}
}

func wholeMinutes(d time.Duration) int { return int((d + 30*time.Second) / time.Minute) }

func midOf(r *web.Request, m queue.Measure) string {
	if m.N == 0 {
		return "–"
	}
	return r.T("office.queue.minutes", "Count", wholeMinutes(m.Median))
}

func highOf(r *web.Request, m queue.Measure) string {
	if m.N == 0 {
		return ""
	}
	return r.T("office.report.high", "High", wholeMinutes(m.High))
}

func share(r *web.Request, part, whole int) string {
	if whole == 0 {
		return ""
	}
	return r.L.Percent(float64(part) / float64(whole))
}
