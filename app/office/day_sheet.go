package office

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/appointments"
	"approdo/app/desks"
	"approdo/app/services"
	"approdo/app/web"
)

// DaySheetPage is the paper day to be typed in: a line for each appointment and empty
// ones for who walked in.
type DaySheetPage struct {
	web.Page
	Desk    *desks.Desk
	Day     desks.Date
	Future  bool
	Key     string
	Booked  []sheetEntry
	WalkIns []sheetEntry
	Errors  []web.FieldError
	BackURL string
}

// sheetEntry is one line; without cells it is written already, with its address.
type sheetEntry struct {
	ID, Who, What, Operator string
	Start, End              time.Time
	Result                  web.Field
	Cells                   []web.Field
	DoneURL                 string
	State, StateKey         string
}

// blankLines are the lines for who walked in; the rest of a long day is a second sheet.
const blankLines = 8

func (s *Screens) daySheetEntry(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("key", rand.Text())
	p, _, err := s.daySheetPage(c, c.Query("sportello"), dayOrToday(c), f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/accesses/sheet", p)
}

// dayOrToday is the day in the address, today where there is none.
func dayOrToday(c *fiber.Ctx) string {
	return c.Query("giorno", desks.DateOf(web.Of(c).Now.In(web.Rome())).String())
}

// daySheetPage draws the sheet and reads its lines from the form.
func (s *Screens) daySheetPage(c *fiber.Ctx, deskID, date string, f *web.Form) (*DaySheetPage, *accesses.Sheet, error) {
	r, ctx := web.Of(c), c.UserContext()
	ch, err := s.queueChoice(c, deskID, "")
	if err != nil {
		return nil, nil, err
	}
	day, dayErr := desks.ParseDate(date)
	if ch.desk == nil || dayErr != nil {
		return nil, nil, errMissing()
	}
	p := &DaySheetPage{Desk: ch.desk, Day: day, Key: f.Get("key"), Errors: f.Errors(), BackURL: r.URL(registerPath(ch.desk.ID, day))}
	p.Title = r.T("office.daysheet.title")
	if p.Future = day.After(desks.DateOf(r.Now.In(ch.desk.Location()))); p.Future {
		return p, nil, nil
	}
	areas, err := services.ListAt(ctx, s.db.Web, ch.desk.ID)
	if err != nil {
		return nil, nil, err
	}
	sheet := &accesses.Sheet{Key: p.Key, DeskID: ch.desk.ID, Day: day}
	if err := s.bookedLines(c, p, sheet, f); err != nil {
		return nil, nil, err
	}
	for n := range blankLines {
		e := sheetEntry{ID: fmt.Sprintf("w%d", n+1), Who: r.T("office.daysheet.line", "Number", n+1)}
		e.walkIn(r, f, ch, areas)
		p.WalkIns = append(p.WalkIns, e)
		sheet.Lines = append(sheet.Lines, e.walkInLine(f))
	}
	return p, sheet, nil
}

// bookedLines are the appointments of the day that stand.
func (s *Screens) bookedLines(c *fiber.Ctx, p *DaySheetPage, sheet *accesses.Sheet, f *web.Form) error {
	r, ctx := web.Of(c), c.UserContext()
	week, err := appointments.Week(ctx, s.db.Web, r.Actor, p.Desk.ID, 0, p.Day)
	if err != nil {
		return err
	}
	var ids []int64
	for _, row := range week[0].Rows {
		ids = append(ids, row.Appointment.ID)
	}
	written, err := accesses.Of(ctx, s.db.Web, r.Actor, ids)
	if err != nil {
		return err
	}
	for _, row := range week[0].Rows {
		a := row.Appointment
		e := sheetEntry{ID: fmt.Sprintf("a%d", a.ID), Who: a.Name, What: r.L.Plain(a.Area.Name), Operator: a.Operator.Name, Start: a.Start(), End: a.End(),
			State: stateClass(a.State()), StateKey: "office.state." + string(a.State())}
		switch {
		case written[a.ID] != 0:
			e.DoneURL = r.URL(fmt.Sprintf("/ufficio/accessi/%d", written[a.ID]))
		case a.State() == appointments.NoShow:
			e.DoneURL = r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID))
		default:
			e.booked(r, f, a)
		}
		p.Booked = append(p.Booked, e)
		// Sent twice, a line that is written already is still the same line.
		line := accesses.Line{ID: e.ID, AppointmentID: a.ID, Result: accesses.Result(f.Get(e.ID + "_result")), Clock: f.Get(e.ID + "_clock"), Facts: factsOf(f, e.ID+"_")}
		line.Channel = accesses.InPerson
		sheet.Lines = append(sheet.Lines, line)
	}
	return nil
}

// booked are the fields of an appointment, proposed as it was planned.
func (e *sheetEntry) booked(r *web.Request, f *web.Form, a *appointments.Appointment) {
	e.propose(f, "clock", a.Start().Format("15:04"))
	e.propose(f, "minutes", fmt.Sprint(int(a.EndsAt.Sub(a.StartsAt)/time.Minute)))
	e.propose(f, "outcome", string(accesses.Solved))
	result := web.Field{Name: "result", Type: "select", Label: r.T("office.daysheet.result"), Options: []web.Option{
		{Value: string(accesses.NoResult), Label: r.T("office.daysheet.result.none")},
		{Value: string(accesses.Came), Label: r.T("office.daysheet.result.came")},
		{Value: string(accesses.Missing), Label: r.T("office.daysheet.result.missing")},
	}}
	e.Result = e.bind(f, result)
	e.Cells = []web.Field{e.bind(f, clockField(r)), e.bind(f, outcomeSelect(r)), e.bind(f, minutesField(r))}
}

// walkIn are the fields of an empty line.
func (e *sheetEntry) walkIn(r *web.Request, f *web.Form, ch *queueChoice, areas []services.Area) {
	e.propose(f, "minutes", "10")
	e.propose(f, "outcome", string(accesses.Solved))
	e.propose(f, "lang", "it")
	e.propose(f, "operator", fmt.Sprint(ch.operator))
	if len(areas) > 0 {
		e.propose(f, "area", fmt.Sprint(areas[0].ID))
	}
	for _, x := range []web.Field{
		clockField(r),
		{Name: "name", Type: "text", Label: r.T("office.access.name"), Max: accesses.MaxName, Autocomplete: "off"},
		{Name: "area", Type: "select", Label: r.T("office.new.area"), Options: areaOptions(r, areas)},
		{Name: "need", Type: "text", Label: r.T("office.access.need"), Max: accesses.MaxNeed, Autocomplete: "off"},
		outcomeSelect(r), minutesField(r), languageSelect(r),
		{Name: "operator", Type: "select", Label: r.T("office.new.operator"), Options: operatorOptions(ch.operators, 0)},
	} {
		e.Cells = append(e.Cells, e.bind(f, x))
	}
}

func clockField(r *web.Request) web.Field {
	return web.Field{Name: "clock", Type: "time", Either: true, Label: r.T("office.access.clock")}
}

func (e *sheetEntry) propose(f *web.Form, name, value string) {
	if f.Get(e.ID+"_"+name) == "" && len(f.Errors()) == 0 {
		f.Set(e.ID+"_"+name, value)
	}
}

func (e *sheetEntry) bind(f *web.Form, x web.Field) web.Field {
	x.Name, x.Hint, x.Label = e.ID+"_"+x.Name, x.Label, x.Label+", "+e.Who // the hint heads the column on a phone
	return f.Bind(x)
}

// walkInLine is a line somebody wrote on: a time, a name or a need.
func (e *sheetEntry) walkInLine(f *web.Form) accesses.Line {
	get := func(name string) string { return f.Get(e.ID + "_" + name) }
	line := accesses.Line{ID: e.ID, Clock: get("clock"), OperatorID: f.Int64(e.ID + "_operator"), AreaID: f.Int64(e.ID + "_area"), Facts: factsOf(f, e.ID+"_")}
	line.Channel = accesses.InPerson
	if line.Clock != "" || line.Name != "" || line.Need != "" {
		line.Result = accesses.Came
	}
	return line
}

func (s *Screens) enterDaySheet(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	p, sheet, err := s.daySheetPage(c, f.Get("sportello"), f.Get("giorno"), f)
	if err != nil {
		return err
	}
	if p.Future {
		return errMissing()
	}
	n, err := accesses.EnterSheet(c.UserContext(), s.db.Web, r.Actor, *sheet, r.Now)
	if f.Fail(r, err) {
		again, _, pageErr := s.daySheetPage(c, f.Get("sportello"), f.Get("giorno"), f)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/accesses/sheet", again)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.daysheet.done", "Count", n)
	return web.SeeOther(c, registerPath(sheet.DeskID, sheet.Day))
}
