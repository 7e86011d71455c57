package office

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/web"
)

// SheetPage is the day on paper, for the counter when the network is down.
type SheetPage struct {
	web.Page
	Desk    *desks.Desk
	Place   string
	Day     time.Time
	Printed time.Time
	Hours   string
	Rows    []sheetRow
	Empty   []int
	Back    string
	// EntryURL is where the sheet is typed in afterwards, "" for who may not.
	EntryURL string
}

type sheetRow struct {
	Start, End           time.Time
	Who, What, Operator  string
	Language, Mediator   string
	Helper, Room         string
	Phone, Access, State string
	Party                string // who booked for them and who comes along
}

// Empty lines that fill one A4 page, of which an appointment takes one and a half,
// and the fewest that are left for who walks in.
const (
	sheetLines = 26
	sheetEmpty = 4
)

func (s *Screens) daySheet(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errMissing()
	}
	desk := pick(list, c.Query("sportello"))
	if desk == nil {
		return errMissing()
	}
	day := desks.DateOf(r.Now.In(desk.Location()))
	if q := c.Query("giorno"); q != "" {
		if day, err = desks.ParseDate(q); err != nil {
			return errMissing()
		}
	}
	week, err := appointments.Week(ctx, s.db.Web, r.Actor, desk.ID, 0, day)
	if err != nil {
		return err
	}
	p := &SheetPage{Desk: desk, Place: desk.Site.Name + " · " + desk.Site.Address(), Day: day.Time(), Printed: r.Now.In(desk.Location())}
	p.Title = r.T("office.sheet.title")
	p.Back = r.URL("/ufficio?sportello=" + c.Query("sportello") + "&giorno=" + day.String())
	if r.Actor.May(auth.AccessesManage) {
		p.EntryURL = r.URL(fmt.Sprintf("/ufficio/accessi/foglio?sportello=%d&giorno=%s", desk.ID, day))
	}
	var hours []string
	for _, h := range week[0].Hours {
		hours = append(hours, r.L.TimeRange(h.Start, h.End))
	}
	p.Hours = r.L.List(hours)
	for _, row := range week[0].Rows {
		p.Rows = append(p.Rows, sheetLine(r, row.Appointment))
	}
	p.Empty = make([]int, max(sheetEmpty, sheetLines-len(p.Rows)*3/2))
	return s.web.Render(c, "office/agenda/sheet", p)
}

func sheetLine(r *web.Request, a *appointments.Appointment) sheetRow {
	row := sheetRow{Start: a.Start(), End: a.End(), Who: a.Name, What: r.L.Plain(a.Area.Name), Operator: a.Operator.Name,
		Language: r.L.LanguageName(a.Lang), Phone: a.ShownPhone(), Access: a.AccessNeeds, State: r.T("office.state." + string(a.State())), Party: partyLine(r, a.Party)}
	if a.Mediator != "" {
		row.Mediator, row.Helper = r.L.LanguageName(a.Mediator), helperName(r, a)
	}
	if a.Room != nil {
		row.Room = a.Room.Name
	}
	return row
}
