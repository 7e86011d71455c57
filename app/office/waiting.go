package office

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/waiting"
	"approdo/app/web"
)

// WaitingListPage is who waits at a desk, in the order in which they are asked.
type WaitingListPage struct {
	web.Page
	Filters              []web.Field
	Rows                 []waitingRow
	Next, Newest, NewURL string
	Desk                 *desks.Desk
	CanAdd, Ended        bool
}

type waitingRow struct {
	URL, Who, Area, Desk, Wish, OutcomeKey string
	Since, Until                           time.Time
	// Call marks who cannot be written to.
	Call bool
}

// WaitingEntryPage is one person of the list and the offers made to them.
type WaitingEntryPage struct {
	web.Page
	Facts   []web.Fact
	Offers  []offerRow
	State   string
	Call    bool
	Live    bool
	CanEdit bool
	Remove  string
	BookURL string
	Booked  string
	Reason  web.Field
	Errors  []web.FieldError
}

type offerRow struct {
	Start, Made, Until time.Time
	Desk, OutcomeKey   string
}

func (s *Screens) waitingRoutes() {
	s.web.Get("/ufficio/attesa", web.May(auth.AppointmentsRead), s.listWaiting)
	s.web.Post("/ufficio/attesa", web.May(auth.AppointmentsManage), s.addWaiting)
	s.web.Get("/ufficio/attesa/nuova", web.May(auth.AppointmentsManage), s.newWaiting)
	s.web.Get("/ufficio/attesa/impostazioni", web.May(auth.DesksManage), s.waitingSettings)
	s.web.Post("/ufficio/attesa/impostazioni", web.May(auth.DesksManage), s.saveWaitingSettings)
	s.web.Get("/ufficio/attesa/:id", web.May(auth.AppointmentsRead), s.showWaiting)
	s.web.Post("/ufficio/attesa/:id/rimozione", web.May(auth.AppointmentsManage), s.removeWaiting)
}

// Texting says whether the program can send short messages, so that staff see who can
// be written to.
func (s *Screens) Texting(sms bool) {
	s.sms = sms
	s.persons.Texting(sms)
	s.rights.Texting(sms)
}

const endedState = "usciti"

func (s *Screens) listWaiting(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p := &WaitingListPage{CanAdd: r.Actor.May(auth.AppointmentsManage), Ended: c.Query("stato") == endedState}
	p.Title = r.T("office.waiting.title")
	if len(list) == 0 {
		return s.web.Render(c, "office/waiting/index", p)
	}
	if p.Desk = pick(list, c.Query("sportello")); p.Desk == nil {
		return errMissing()
	}
	f := waiting.Filter{DeskID: p.Desk.ID, Ended: p.Ended}
	if f.After, err = readCursor(c.Query("dopo")); err != nil {
		return err
	}
	entries, next, err := waiting.List(ctx, s.db.Web, r.Actor, f)
	if err != nil {
		return err
	}
	for i := range entries {
		p.Rows = append(p.Rows, s.waitingRow(r, &entries[i]))
	}
	s.fillWaiting(r, p, list, next, f)
	return s.web.Render(c, "office/waiting/index", p)
}

func (s *Screens) fillWaiting(r *web.Request, p *WaitingListPage, list []desks.Desk, next *waiting.Cursor, f waiting.Filter) {
	state := web.Field{Name: "stato", Type: "select", Either: true, Label: r.T("office.agenda.state"), Options: []web.Option{
		{Label: r.T("office.waiting.live")}, {Value: endedState, Label: r.T("office.waiting.ended"), Checked: p.Ended},
	}}
	p.Filters = []web.Field{deskField(r, list, p.Desk), state}
	base := fmt.Sprintf("/ufficio/attesa?sportello=%d", p.Desk.ID)
	if p.Ended {
		base += "&stato=" + endedState
	}
	if next != nil {
		p.Next = r.URL(fmt.Sprintf("%s&dopo=%d.%d", base, next.At.UnixMicro(), next.ID))
	}
	if f.After.ID != 0 {
		p.Newest = r.URL(base)
	}
	p.NewURL = r.URL(fmt.Sprintf("/ufficio/attesa/nuova?sportello=%d", p.Desk.ID))
}

// readCursor reads the place a page begins, "<microseconds>.<id>".
func readCursor(s string) (waiting.Cursor, error) {
	var q listQuestion
	q.after = s
	err := q.readAfter()
	return waiting.Cursor{At: q.filter.After.Start, ID: q.filter.After.ID}, err
}

func (s *Screens) waitingRow(r *web.Request, e *waiting.Entry) waitingRow {
	row := waitingRow{
		URL: r.URL(fmt.Sprintf("/ufficio/attesa/%d", e.ID)), Who: e.Name, Area: r.L.Plain(e.Area.Name), Desk: r.T("waiting.anydesk"),
		Wish: wishLine(r, e.Wish), Since: e.JoinedAt.In(web.Rome()), Until: e.Until.Time(), Call: e.Contact().Way(s.sms) == "",
		OutcomeKey: outcomeKey(e.Outcome),
	}
	if e.Desk != nil {
		row.Desk = r.L.Plain(e.Desk.Name)
	}
	return row
}

// outcomeKey is the word for how an entry or an offer stands.
func outcomeKey(o waiting.Outcome) string {
	if o == "" {
		return "office.waiting.outcome.live"
	}
	return "office.waiting.outcome." + string(o)
}

// wishLine says which times suit on one line.
func wishLine(r *web.Request, w waiting.Wish) string {
	var parts []string
	for _, d := range desks.MondayFirst() {
		if w.Days.Marked(d) {
			parts = append(parts, r.L.WeekdayName(d))
		}
	}
	line := strings.Join(parts, ", ")
	parts = nil
	for _, x := range waiting.AllParts() {
		if w.Parts&x != 0 {
			parts = append(parts, strings.ToLower(r.T("booking.search.part."+string(x.Part()))))
		}
	}
	for _, part := range parts {
		line = strings.TrimPrefix(line+" · "+part, " · ")
	}
	if line == "" {
		return r.T("waiting.any")
	}
	return line
}

func (s *Screens) openWaiting(c *fiber.Ctx) (*waiting.Entry, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return waiting.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func (s *Screens) showWaiting(c *fiber.Ctx) error {
	e, err := s.openWaiting(c)
	if err != nil {
		return err
	}
	p, err := s.waitingEntryPage(c, e, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/waiting/show", p)
}

func (s *Screens) waitingEntryPage(c *fiber.Ctx, e *waiting.Entry, f *web.Form) (*WaitingEntryPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	p := &WaitingEntryPage{
		Facts: s.waitingFacts(r, e), State: outcomeKey(e.Outcome), Live: e.Live(), Call: e.Live() && e.Contact().Way(s.sms) == "",
		CanEdit: r.Actor.May(auth.AppointmentsManage), Remove: r.URL(fmt.Sprintf("/ufficio/attesa/%d/rimozione", e.ID)), Errors: f.Errors(),
	}
	p.Title = e.Name
	p.Crumbs = []web.Crumb{{Label: r.T("office.waiting.title"), URL: r.URL("/ufficio/attesa")}, {Label: p.Title}}
	p.Reason = f.Bind(web.Field{Name: "reason", Type: "textarea", Label: r.T("office.waiting.reason"), Hint: r.T("office.waiting.reason.hint"), Max: 300, Rows: 2, Required: true})
	p.BookURL = r.URL("/ufficio/appuntamenti/nuovo?ambito=" + e.Area.Slug)
	if e.DeskID != nil {
		p.BookURL += "&sportello=" + strconv.FormatInt(*e.DeskID, 10)
	}
	if e.AppointmentID != nil {
		p.Booked = r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d", *e.AppointmentID))
	}
	made, err := waiting.Offers(ctx, s.db.Web, e.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range made {
		desk, err := desks.Find(ctx, s.db.Web, o.DeskID)
		if err != nil {
			return nil, err
		}
		loc := desk.Location()
		row := offerRow{o.StartsAt.In(loc), o.MadeAt.In(loc), o.AnswerUntil.In(loc), r.L.Plain(desk.Name), outcomeKey(o.Outcome)}
		if o.EndedAt == nil {
			row.OutcomeKey = "office.waiting.outcome.open"
		}
		p.Offers = append(p.Offers, row)
	}
	return p, nil
}

func (s *Screens) removeWaiting(c *fiber.Ctx) error {
	e, err := s.openWaiting(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	err = waiting.Remove(c.UserContext(), s.db.Web, r.Actor, e.ID, f.Get("reason"), r.Now)
	if f.Fail(r, err) {
		p, pageErr := s.waitingEntryPage(c, e, f)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/waiting/show", p)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.waiting.removed")
	return web.SeeOther(c, fmt.Sprintf("/ufficio/attesa/%d", e.ID))
}
