package office

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web"
)

// accessRoutes adds the access register and the closing of meetings.
func (s *Screens) accessRoutes() {
	read, manage := web.May(auth.AccessesRead), web.May(auth.AccessesManage)
	s.web.Get("/ufficio/accessi", read, s.accessRegister)
	s.web.Post("/ufficio/accessi", manage, s.enterAccess)
	s.web.Get("/ufficio/accessi/stampa", read, s.printAccesses)
	s.web.Get("/ufficio/accessi/pdf", read, s.pdfAccesses)
	s.web.Post("/ufficio/accessi/esportazione", read, s.exportAccesses)
	s.web.Get("/ufficio/accessi/foglio", manage, s.daySheetEntry)
	s.web.Post("/ufficio/accessi/foglio", manage, s.enterDaySheet)
	s.web.Get("/ufficio/accessi/:id", read, s.showAccess)
	s.web.Post("/ufficio/accessi/:id", manage, s.correctAccess)
	s.web.Post("/ufficio/appuntamenti/orario", web.May(auth.AppointmentsManage), s.holdTime)
	s.web.Get("/ufficio/appuntamenti/:id/chiusura", manage, s.closingPanel)
	s.web.Post("/ufficio/appuntamenti/:id/chiusura", manage, s.closeMeeting)
	s.web.Get("/ufficio/coda/:id/chiusura", manage, s.closingPanel)
	s.web.Post("/ufficio/coda/:id/chiusura", manage, s.closeMeeting)
}

// AccessesPage is a day of the register with the line to write another row.
type AccessesPage struct {
	web.Page
	Desks              []web.Option
	Desk               *desks.Desk
	Day                desks.Date
	IsToday            bool
	Prev, Next, Today  string
	Rows               []accessRow
	Due                []dueTicket
	More, First        string
	CanWrite           bool
	Line, Rest         []web.Field
	Key                string
	Errors             []web.FieldError
	PrintURL, SheetURL string
	From, To           web.Field
}

// accessRow is one row of the register as it is read.
type accessRow struct {
	URL, Who, Area, Need, Answer, Operator, Lang, Mediator string
	OutcomeKey, Tone, ChannelKey                           string
	Start                                                  time.Time
	N, Minutes                                             int // N is the row's number on paper
	Booked, Later, Corrected                               bool
}

func (s *Screens) accessRegister(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("key", rand.Text())
	f.Set("lang", i18n.Italian)
	f.Set("channel", string(accesses.InPerson))
	f.Set("outcome", string(accesses.Solved))
	f.Set("minutes", "5")
	p, err := s.accessesPage(c, c.Query("sportello"), c.Query("giorno"), f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/accesses/index", p)
}

func (s *Screens) accessesPage(c *fiber.Ctx, deskID, date string, f *web.Form) (*AccessesPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	ch, err := s.queueChoice(c, deskID, "")
	if err != nil {
		return nil, err
	}
	p := &AccessesPage{Errors: f.Errors(), Key: f.Get("key")}
	p.Title = r.T("office.accesses.title")
	if ch.desk == nil {
		return p, nil
	}
	if err := p.place(r, ch, date); err != nil {
		return nil, err
	}
	after, err := accessCursor(c.Query("dopo"))
	if err != nil {
		return nil, err
	}
	rows, next, err := accesses.List(ctx, s.db.Web, r.Actor, ch.desk.ID, p.Day, after)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		p.Rows = append(p.Rows, accessRowOf(r, &rows[i]))
	}
	if next != nil {
		p.More = r.URL(registerPath(ch.desk.ID, p.Day) + fmt.Sprintf("&dopo=%d.%d", next.At.UnixMicro(), next.ID))
	}
	if after.ID != 0 {
		p.First = r.URL(registerPath(ch.desk.ID, p.Day))
	}
	areas, err := services.ListAt(ctx, s.db.Web, ch.desk.ID)
	if err != nil {
		return nil, err
	}
	if f.Get("clock") == "" && p.IsToday {
		f.Set("clock", r.Now.In(ch.desk.Location()).Format("15:04"))
	}
	p.CanWrite = r.Actor.May(auth.AccessesManage) && !p.Day.After(desks.DateOf(r.Now.In(ch.desk.Location())))
	if p.CanWrite {
		if p.Due, err = s.dueTickets(c, ch.desk.ID, p.Day); err != nil {
			return nil, err
		}
	}
	p.Line, p.Rest = lineFields(r, f, areas), restFields(r, f, ch, p.Day)
	return p, nil
}

// place is the desk and the day of the page, with the ways to other days.
func (p *AccessesPage) place(r *web.Request, ch *queueChoice, date string) (err error) {
	today := desks.DateOf(r.Now.In(ch.desk.Location()))
	p.Desk, p.Day, p.Desks = ch.desk, today, deskOptions(r, ch.desks, ch.desk.ID)
	if date != "" {
		if p.Day, err = desks.ParseDate(date); err != nil {
			return errMissing()
		}
	}
	p.IsToday = p.Day == today
	at := func(d desks.Date) string { return r.URL(registerPath(ch.desk.ID, d)) }
	p.Prev, p.Next, p.Today = at(p.Day.AddDays(-1)), at(p.Day.AddDays(1)), at(today)
	query := fmt.Sprintf("?sportello=%d&giorno=%s", ch.desk.ID, p.Day)
	p.PrintURL, p.SheetURL = r.URL("/ufficio/accessi/stampa"+query), r.URL("/ufficio/accessi/foglio"+query)
	p.From = web.Field{Name: "from", Type: "date", Either: true, Label: r.T("office.accesses.from"), Value: p.Day.String()}
	p.To = web.Field{Name: "to", Type: "date", Either: true, Label: r.T("office.accesses.to"), Value: p.Day.String()}
	return nil
}

func registerPath(deskID int64, day desks.Date) string {
	return fmt.Sprintf("/ufficio/accessi?sportello=%d&giorno=%s", deskID, day)
}

// accessCursor reads the place the page begins, "<microseconds>.<id>".
func accessCursor(s string) (accesses.Cursor, error) {
	if s == "" {
		return accesses.Cursor{}, nil
	}
	at, id, _ := strings.Cut(s, ".")
	micros, err1 := strconv.ParseInt(at, 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err1 != nil || err2 != nil || n <= 0 || micros < 0 || micros > 1<<53 {
		return accesses.Cursor{}, errMissing()
	}
	return accesses.Cursor{At: time.UnixMicro(micros), ID: n}, nil
}

func accessRowOf(r *web.Request, a *accesses.Access) accessRow {
	row := accessRow{
		URL: r.URL(fmt.Sprintf("/ufficio/accessi/%d", a.ID)), Who: a.Name, Area: r.L.Plain(a.Area.Name), Need: a.Need, Answer: a.Answer,
		Operator: a.Operator.Name, Lang: r.L.LanguageName(a.Lang), OutcomeKey: "office.access.outcome." + string(a.Outcome), Tone: tones[a.Outcome],
		ChannelKey: "office.access.channel." + string(a.Channel), Start: a.Start(), Minutes: a.Minutes, Booked: a.Booked,
		Later: a.Later(), Corrected: a.Version > 0,
	}
	if a.Mediator != "" {
		row.Mediator = r.L.LanguageName(a.Mediator)
	}
	if row.Who == "" {
		row.Who = r.T("office.access.anonymous")
	}
	return row
}

// tones are the colours of the outcomes.
var tones = map[accesses.Outcome]string{
	accesses.Solved: "tone-good", accesses.Path: "tone-info", accesses.Referred: "tone-info", accesses.Return: "tone-warn", accesses.Interrupted: "tone-neutral",
}

func (s *Screens) enterAccess(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	day, err := desks.ParseDate(f.Get("giorno"))
	if err != nil {
		return errMissing()
	}
	clock := f.Get("clock")
	_, err = accesses.Enter(c.UserContext(), s.db.Web, r.Actor, accesses.Entry{
		Key: f.Get("key"), DeskID: f.Int64("sportello"), OperatorID: f.Int64("operator"), AreaID: f.Int64("area"),
		Day: day, Clock: clock, Booked: f.Checked("booked"), Facts: factsOf(f, ""),
	}, r.Now)
	if f.Fail(r, err) {
		p, pageErr := s.accessesPage(c, f.Get("sportello"), f.Get("giorno"), f)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/accesses/index", p)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.accesses.done")
	return web.SeeOther(c, registerPath(f.Int64("sportello"), day))
}
