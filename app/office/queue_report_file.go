package office

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/queue"
	"approdo/app/web"
)

// queueReportFile gives the page's figures as a table for a spreadsheet, times in
// seconds. A period that cannot be is not found: only the page can say what is wrong.
func (s *Screens) queueReportFile(c *fiber.Ctx) error {
	q, err := s.reportQuestion(c)
	if err != nil {
		return err
	}
	if q.report == nil {
		return errMissing()
	}
	file, err := reportCSV(web.Of(c), q.report)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("coda-%s-%s.csv", q.filter.From, q.filter.To)
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file)
}

// reportCSV writes semicolons and a byte order mark: spreadsheets set to Italian read
// it at a double click.
func reportCSV(r *web.Request, rep *queue.Report) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	rows := [][]string{csvHead(r), csvRow(r.T("office.report.total"), reportRow{"", rep.Total})}
	for _, g := range reportGroups(r, rep) {
		for _, x := range g.rows {
			rows = append(rows, csvRow(r.T("office.report.by."+g.id), x))
		}
	}
	err := w.WriteAll(rows)
	return b.Bytes(), fault.Wrap(err, "write the report's file")
}

func csvHead(r *web.Request) []string {
	head := []string{r.T("office.report.group"), r.T("office.report.what"), r.T("office.report.tickets"), r.T("office.report.received"),
		r.T("office.report.noshows"), r.T("office.report.gone")}
	for _, key := range []string{"office.report.wait", "office.report.service", "office.report.noshow"} {
		head = append(head, r.T(key)+": "+r.T("office.report.measured"), r.T(key)+": "+r.T("office.report.median"), r.T(key)+": "+r.T("office.report.decile"))
	}
	return append(head, r.T("office.report.definition"))
}

func csvRow(group string, x reportRow) []string {
	row := []string{group, csvText(x.label), strconv.Itoa(x.Tickets), strconv.Itoa(x.Received), strconv.Itoa(x.NoShows), strconv.Itoa(x.Gone)}
	for _, m := range []queue.Measure{x.Wait, x.Service, x.NoShow} {
		median, high := "", ""
		if m.N > 0 {
			median, high = seconds(m.Median), seconds(m.High)
		}
		row = append(row, strconv.Itoa(m.N), median, high)
	}
	return append(row, strconv.Itoa(queue.ReportVersion))
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

// csvText keeps a spreadsheet from reading words as a formula.
func csvText(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
