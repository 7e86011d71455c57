package office

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/desks"
	"approdo/app/web"
	"approdo/app/web/tables"
)

// AccessSheetPage is the register on paper: one sheet a day, to be signed.
type AccessSheetPage struct {
	web.Page
	Desk    *desks.Desk
	Place   string
	Days    []accessDay
	Printed time.Time
	Back    string
	PDF     *web.PDF
}

type accessDay struct {
	Day     time.Time
	Rows    []accessRow
	Minutes int
}

func (s *Screens) printAccesses(c *fiber.Ctx) error {
	p, err := s.dayPrinted(c, dayOrToday(c))
	if err != nil {
		return err
	}
	asked := url.Values{"sportello": {strconv.FormatInt(p.Desk.ID, 10)}, "giorno": {p.Days[0].Day.Format(time.DateOnly)}}
	p.PDF = s.web.PDFAt(web.Of(c).URL("/ufficio/accessi/pdf?" + asked.Encode()))
	return s.web.Render(c, "office/accesses/print", p)
}

// pdfAccesses answers with the day's sheet as a file.
func (s *Screens) pdfAccesses(c *fiber.Ctx) error {
	p, err := s.dayPrinted(c, c.Query("giorno"))
	if err != nil {
		return err
	}
	return s.web.SendPDF(c, "accessi-"+p.Days[0].Day.Format(time.DateOnly), web.Of(c).Lang, "office/accesses/print", p)
}

// dayPrinted is the sheet of a day of the desk in the address.
func (s *Screens) dayPrinted(c *fiber.Ctx, date string) (*AccessSheetPage, error) {
	r := web.Of(c)
	ch, err := s.queueChoice(c, c.Query("sportello"), "")
	if err != nil {
		return nil, err
	}
	day, dayErr := desks.ParseDate(date)
	if ch.desk == nil || dayErr != nil {
		return nil, errMissing()
	}
	rows, err := accesses.Register(c.UserContext(), s.db.Web, r.Actor, ch.desk.ID, day, day, accesses.Print, r.Now)
	if err != nil {
		return nil, err
	}
	return printed(r, ch.desk, day, rows), nil
}

// printed are the sheets of one desk from a day on.
func printed(r *web.Request, desk *desks.Desk, first desks.Date, rows []accesses.Access) *AccessSheetPage {
	p := &AccessSheetPage{Desk: desk, Place: desk.Site.Name + " · " + desk.Site.Address(), Printed: r.Now.In(desk.Location()), Back: r.URL(registerPath(desk.ID, first))}
	p.Title, p.Paper = r.T("office.accesses.title"), true
	p.Days = daysOf(r, first, rows)
	return p
}

// daysOf lays the rows out by day, days without any left out; no rows at all are one
// empty sheet.
func daysOf(r *web.Request, first desks.Date, rows []accesses.Access) []accessDay {
	days := []accessDay{{Day: first.Time()}}
	if len(rows) > 0 {
		days[0].Day = rows[0].Day.Time()
	}
	for i := range rows {
		if at := rows[i].Day.Time(); !days[len(days)-1].Day.Equal(at) {
			days = append(days, accessDay{Day: at})
		}
		d := &days[len(days)-1]
		row := accessRowOf(r, &rows[i])
		row.N = len(d.Rows) + 1
		d.Rows = append(d.Rows, row)
		d.Minutes += rows[i].Minutes
	}
	return days
}

func (s *Screens) exportAccesses(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	from, err1 := desks.ParseDate(f.Get("from"))
	to, err2 := desks.ParseDate(f.Get("to"))
	use := accesses.Use(f.Get("format"))
	if err1 != nil || err2 != nil || use != accesses.CSV && use != accesses.XLSX && use != accesses.Print {
		return errMissing()
	}
	rows, err := accesses.Register(c.UserContext(), s.db.Web, r.Actor, f.Int64("sportello"), from, to, use, r.Now)
	if f.Fail(r, err) {
		s.web.Flash(c, "warning", "office.accesses.days", "Max", accesses.MaxDays)
		return web.SeeOther(c, registerPath(f.Int64("sportello"), from))
	}
	if err != nil {
		return err
	}
	if use == accesses.Print {
		desk, err := desks.FindFor(c.UserContext(), s.db.Web, r.Actor, f.Int64("sportello"))
		if err != nil {
			return err
		}
		return s.web.Render(c, "office/accesses/print", printed(web.Of(c), desk, from, rows))
	}
	return sendTable(c, accessTable(r, rows), use, from, to)
}

// sendTable answers with the register as a file.
func sendTable(c *fiber.Ctx, t tables.Table, use accesses.Use, from, to desks.Date) error {
	file, mime, err := []byte(nil), "text/csv; charset=utf-8", error(nil)
	if use == accesses.CSV {
		file, err = t.CSV()
	} else {
		file, err = t.XLSX()
		mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mime)
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="accessi-%s-%s.%s"`, from, to, use))
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(file)
}

// accessTable is the register as a spreadsheet.
func accessTable(r *web.Request, rows []accesses.Access) tables.Table {
	t := tables.Table{Name: r.T("office.accesses.title"), Widths: []float64{17, 24, 30, 14, 14, 18, 40, 40, 9, 14, 14, 14, 20, 18, 14, 14}}
	for _, key := range []string{
		"office.appointment.when", "office.new.person", "office.new.area", "office.access.channel", "office.access.booked", "office.access.outcome",
		"office.access.need", "office.access.answer", "office.access.minutes", "office.appointment.lang", "office.access.mediator",
		"office.access.mediator.used", "office.access.codes", "office.new.operator", "office.access.followup", "office.access.later",
	} {
		t.Head = append(t.Head, r.T(key))
	}
	yes := func(x bool) string {
		if x {
			return r.T("office.yes")
		}
		return r.T("office.no")
	}
	for i := range rows {
		a, row, followUp := &rows[i], accessRowOf(r, &rows[i]), ""
		if !a.FollowUp.IsZero() {
			followUp = a.FollowUp.String()
		}
		t.Rows = append(t.Rows, []any{
			a.Start(), row.Who, row.Area, r.T(row.ChannelKey), yes(a.Booked), r.T(row.OutcomeKey), a.Need, a.Answer, a.Minutes, row.Lang,
			row.Mediator, yes(a.MediatorUsed), shownCodes(a.Codes), row.Operator, followUp, yes(row.Later),
		})
	}
	return t
}
