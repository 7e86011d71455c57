package placements

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/placements"
	"approdo/app/web"
	"approdo/app/web/tables"
)

const (
	csvType  = "text/csv; charset=utf-8"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// export answers with the list as a file.
func (s *Screens) export(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	q, err := s.readQuestion(c, f.Get)
	if err != nil {
		return err
	}
	format := f.Get("format")
	if format != "csv" && format != "xlsx" {
		return fault.Missing()
	}
	rows, err := placements.Export(c.UserContext(), s.db.Web, r.Actor, q.filter, r.Now)
	if err != nil {
		return err
	}
	t, mime := table(r, q, rows), csvType
	file, err := t.CSV()
	if format == "xlsx" {
		mime = xlsxType
		file, err = t.XLSX()
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mime)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="inserimenti-`+q.filter.Today.String()+`.`+format+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file)
}

// table is the list as a spreadsheet: days as 2026-11-24, nothing as an empty cell.
func table(r *web.Request, q *question, rows []placements.Full) tables.Table {
	t := tables.Table{Name: r.T("placements.title"), Widths: []float64{24, 24, 20, 14, 28, 18, 24, 24, 20, 12, 14, 12, 12, 12, 12, 26, 12, 12, 12, 12}}
	for _, key := range []string{
		"cases.fact.desk", "people.list.name", "placements.filter.kind", "placements.filter.state", "placements.form.firm", "placements.form.tax_code",
		"placements.form.place", "placements.form.occupation", "people.job.contract", "placements.form.hours", "placements.form.working_time",
		"placements.form.starts_on", "placements.form.ends_on", "placements.form.started_on", "placements.form.ended_on", "placements.form.end_reason",
		"placements.visits", "placements.visit.next", "placements.side.person", "placements.side.firm",
	} {
		t.Head = append(t.Head, r.T(key))
	}
	names := map[int64]string{}
	for _, d := range q.desks {
		names[d.ID] = r.L.Plain(d.Name)
	}
	for i := range rows {
		x := &rows[i]
		t.Rows = append(t.Rows, []any{
			names[x.DeskID], joinedName(x.Given, x.Surname), r.T("placements.kind." + x.Kind), r.T("placements.state." + x.State), x.Firm, x.TaxCode, x.Place, x.Occupation,
			word(r, "people.job.contract.", x.Contract), hours(r, x.WeekMinutes), word(r, "placements.working_time.", x.WorkingTime),
			iso(x.StartsOn), iso(x.EndsOn), iso(x.StartedOn), iso(x.EndedOn), word(r, "placements.reason.", x.EndReason), x.Visits, iso(x.VisitDue), score(x.PersonScore), score(x.FirmScore),
		})
	}
	return t
}

func word(r *web.Request, prefix, code string) string {
	if code == "" {
		return ""
	}
	return r.T(prefix + code)
}

func hours(r *web.Request, minutes int) string {
	if minutes == 0 {
		return ""
	}
	return hoursText(r, minutes)
}

func iso(d desks.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func score(n int) any {
	if n == 0 {
		return ""
	}
	return n
}
