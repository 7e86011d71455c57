package meetings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/meetings"
	"approdo/app/web"
)

// FormPage plans a meeting, or changes one.
type FormPage struct {
	web.Page
	Action, Back, Revision string
	// Held asks who was missing.
	Held bool
	// Head is the title, Fields the rest, Place where.
	Head, Place    web.Field
	Fields         []web.Field
	Team           web.Field
	Others, Absent *web.Field
	OthersOpen     bool
	Guests         []GuestRow
	Errors         []web.FieldError
	// Meanwhile is what stands there now where somebody else changed it.
	Meanwhile []web.Fact
}

// GuestRow are the inputs of one guest.
type GuestRow struct {
	Title  string
	Fields []web.Field
}

// blankGuests are the empty rows at the end of the guests.
const blankGuests = 2

// invited are the accounts ticked in the form.
type invited struct{ operators, absent []int64 }

func readInvited(c *fiber.Ctx) invited {
	ids := func(names ...string) (all []int64) {
		for _, name := range names {
			for _, v := range c.Request().PostArgs().PeekMulti(name) {
				if id, err := strconv.ParseInt(string(v), 10, 64); err == nil {
					all = append(all, id)
				}
			}
		}
		return all
	}
	return invited{ids("operators", "others"), ids("absent")}
}

// readForm reads the form; a day that is none is left to the noun.
func readForm(c *fiber.Ctx, f *web.Form) meetings.Form {
	who := readInvited(c)
	in := meetings.Form{DeskID: f.Int64("desk"), UserID: f.Int64("user"), Title: f.Get("title"), From: f.Get("from"), To: f.Get("to"),
		Online: f.Get("online") == "1", Place: f.Get("place"), Operators: who.operators, Absent: who.absent}
	if day, err := desks.ParseDate(f.Get("day")); err == nil {
		in.Day = day
	}
	for i := 1; i <= meetings.MaxGuests+blankGuests; i++ {
		n := fmt.Sprint("-", i)
		in.Guests = append(in.Guests, meetings.Guest{Name: f.Get("name" + n), Body: f.Get("body" + n), Role: f.Get("role" + n), Absent: f.Checked("guest-absent" + n)})
	}
	return in
}

func (s *Screens) showNew(c *fiber.Ctx) error {
	r, f := web.Of(c), web.NewForm()
	f.Set("day", desks.InItaly(r.Now).String())
	f.Set("online", "0")
	f.Set("user", web.IDText(r.Actor.UserID))
	if len(r.Actor.DeskIDs) > 0 {
		f.Set("desk", web.IDText(r.Actor.DeskIDs[0]))
	}
	return s.renderForm(c, f, nil, invited{operators: []int64{r.Actor.UserID}}, s.web.Render)
}

func (s *Screens) begin(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	in := readForm(c, f)
	id, err := meetings.Begin(c.UserContext(), s.db.Web, r.Actor, in, r.Now)
	if f.Fail(r, err) {
		return s.renderForm(c, f, nil, invited{in.Operators, nil}, s.web.RenderInvalid)
	}
	return s.done(c, err, "meetings.begun", path(id, ""), home)
}

// edit fills the form with what stands there.
func (s *Screens) edit(c *fiber.Ctx) error {
	m, err := s.changing(c)
	if err != nil {
		return err
	}
	f, who := web.NewForm(), invited{}
	f.Set("revision", strconv.Itoa(m.Revision))
	f.Set("user", web.IDText(m.UserID))
	f.Set("title", m.Title)
	f.Set("place", m.Place)
	f.Set("online", map[bool]string{true: "1", false: "0"}[m.Online])
	f.Set("day", desks.InItaly(m.StartsAt).String())
	f.Set("from", m.StartsAt.In(web.Rome()).Format("15:04"))
	f.Set("to", m.EndsAt.In(web.Rome()).Format("15:04"))
	for i, g := range m.Guests {
		n := fmt.Sprint("-", i+1)
		f.Set("name"+n, g.Name)
		f.Set("body"+n, g.Body)
		f.Set("role"+n, g.Role)
		if g.Absent {
			f.Set("guest-absent"+n, "1")
		}
	}
	for _, o := range m.Attendees {
		who.operators = append(who.operators, o.UserID)
		if o.Absent {
			who.absent = append(who.absent, o.UserID)
		}
	}
	return s.renderForm(c, f, m, who, s.web.Render)
}

// changing is the meeting of the address where its desk may still change it.
func (s *Screens) changing(c *fiber.Ctx) (*meetings.Meeting, error) {
	m, err := s.meetingOf(c)
	if err == nil && (!m.At(web.Of(c).Actor) || !m.Open()) {
		err = fault.Missing()
	}
	return m, err
}

func (s *Screens) change(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	m, err := s.meetingOf(c)
	if err != nil {
		return err
	}
	revision, err := strconv.Atoi(f.Get("revision"))
	if err != nil {
		revision = -1
	}
	in := readForm(c, f)
	err = meetings.Change(c.UserContext(), s.db.Web, r.Actor, m.ID, revision, in, r.Now)
	who := invited{in.Operators, in.Absent}
	if f.Fail(r, err) {
		return s.renderForm(c, f, m, who, s.web.RenderInvalid)
	}
	if m.Open() && f.FailConflict(r, err, "") {
		f.Set("revision", strconv.Itoa(m.Revision))
		return s.renderForm(c, f, m, who, s.web.RenderConflict)
	}
	return s.done(c, err, "meetings.changed", path(m.ID, ""), path(m.ID, ""))
}

// renderForm draws the form of a new meeting (m nil) or of a change.
func (s *Screens) renderForm(c *fiber.Ctx, f *web.Form, m *meetings.Meeting, who invited, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	p := &FormPage{Action: r.URL(home + "/nuova"), Back: r.URL(home), Revision: f.Get("revision"), Errors: f.Errors()}
	p.Title = r.T("meetings.new")
	workers, err := auth.CaseWorkers(ctx, s.db.Web)
	if err != nil {
		return err
	}
	names, err := s.deskNames(ctx, r)
	if err != nil {
		return err
	}
	own := []int64{f.Int64("desk")}
	if m == nil {
		list, err := desks.ListFor(ctx, s.db.Web, r.Actor)
		if err != nil {
			return err
		}
		p.Fields = append(p.Fields, deskField(r, f, list))
	} else {
		own = []int64{m.DeskID}
		p.Title, p.Action, p.Back, p.Held = m.Title, r.URL(path(m.ID, "/modifica")), r.URL(path(m.ID, "")), m.State == meetings.Held
	}
	p.Fields = append(p.Fields, fields(r, f, workers)...)
	p.Head = f.Bind(web.Field{Name: "title", Label: r.T("meetings.form.title"), Hint: r.T("meetings.form.title.hint"), Max: meetings.MaxTitle, Required: true, Autocomplete: "off"})
	p.Place = f.Bind(web.Field{Name: "place", Label: r.T("meetings.form.place"), Hint: r.T("meetings.form.place.hint"), Max: meetings.MaxPlace, Autocomplete: "off"})
	if workers, err = s.withLeft(c, workers, who.operators); err != nil {
		return err
	}
	p.invite(r, f, workers, own, who, names)
	p.guests(r, f)
	if m != nil && len(p.Errors) > 0 && p.Errors[0].Field == "" {
		if p.Meanwhile, err = s.facts(c, m); err != nil {
			return err
		}
	}
	return render(c, "office/meetings/form", p)
}

// withLeft adds who is invited but follows nobody any more.
func (s *Screens) withLeft(c *fiber.Ctx, workers []auth.User, invited []int64) ([]auth.User, error) {
	var left []int64
	for _, id := range invited {
		if !slices.ContainsFunc(workers, func(u auth.User) bool { return u.ID == id }) {
			left = append(left, id)
		}
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, left)
	for _, id := range left {
		if names[id] != "" {
			workers = append(workers, auth.User{ID: id, Name: names[id]})
		}
	}
	return workers, err
}

func deskField(r *web.Request, f *web.Form, list []desks.Desk) web.Field {
	options := []web.Option{}
	for _, d := range list {
		options = append(options, web.Option{Value: web.IDText(d.ID), Label: r.L.Plain(d.Name)})
	}
	return f.Bind(web.Field{Name: "desk", Type: "select", Label: r.T("cases.fact.desk"), Options: options, Required: true})
}

func fields(r *web.Request, f *web.Form, workers []auth.User) []web.Field {
	conveners := []web.Option{}
	for _, u := range workers {
		conveners = append(conveners, web.Option{Value: web.IDText(u.ID), Label: u.Name})
	}
	places := []web.Option{{Value: "0", Label: r.T("meetings.inperson")}, {Value: "1", Label: r.T("meetings.online")}}
	return []web.Field{
		f.Bind(web.Field{Name: "user", Type: "select", Label: r.T("meetings.convener"), Options: conveners, Required: true}),
		f.Bind(web.Field{Name: "day", Type: "date", Label: r.T("deliveries.form.day"), Required: true}),
		f.Bind(web.Field{Name: "from", Type: "time", Label: r.T("deliveries.form.from"), Required: true}),
		f.Bind(web.Field{Name: "to", Type: "time", Label: r.T("deliveries.form.to"), Required: true}),
		f.Bind(web.Field{Name: "online", Type: "select", Label: r.T("meetings.form.how"), Options: places, Required: true}),
	}
}

// invite are the boxes of the operators: those of the desk, and the others behind a fold.
func (p *FormPage) invite(r *web.Request, f *web.Form, workers []auth.User, own []int64, who invited, names map[int64]string) {
	p.Team = f.Bind(web.Field{Name: "operators", Type: "checks", Either: true, Label: r.T("meetings.form.team")})
	others := f.Bind(web.Field{Name: "others", Type: "checks", Either: true, Label: r.T("meetings.form.others")})
	absent := f.Bind(web.Field{Name: "absent", Type: "checks", Either: true, Label: r.T("meetings.form.absent")})
	for _, u := range workers {
		o := web.Option{Value: web.IDText(u.ID), Label: u.Name, Checked: slices.Contains(who.operators, u.ID)}
		if o.Checked {
			absent.Options = append(absent.Options, web.Option{Value: o.Value, Label: o.Label, Checked: slices.Contains(who.absent, u.ID)})
		}
		if slices.ContainsFunc(u.DeskIDs, func(id int64) bool { return slices.Contains(own, id) }) {
			p.Team.Options = append(p.Team.Options, o)
			continue
		}
		var at []string
		for _, id := range u.DeskIDs {
			at = append(at, names[id])
		}
		o.Hint = strings.Join(at, " · ")
		others.Options = append(others.Options, o)
		p.OthersOpen = p.OthersOpen || o.Checked
	}
	if len(others.Options) > 0 {
		p.Others = &others
	}
	if p.Held && len(absent.Options) > 0 {
		p.Absent = &absent
	}
}

// guests are the rows of people of other bodies.
func (p *FormPage) guests(r *web.Request, f *web.Form) {
	last := 0
	for i := 1; i <= meetings.MaxGuests; i++ {
		n := fmt.Sprint("-", i)
		if f.Get("name"+n) != "" || f.Get("body"+n) != "" || f.Get("role"+n) != "" {
			last = i
		}
	}
	for i := 1; i <= min(last+blankGuests, meetings.MaxGuests); i++ {
		n := fmt.Sprint("-", i)
		row := GuestRow{Title: r.T("meetings.form.guest", "Number", i), Fields: []web.Field{
			f.Bind(web.Field{Name: "name" + n, Label: r.T("meetings.form.name"), Max: meetings.MaxName, Either: true, Autocomplete: "off"}),
			f.Bind(web.Field{Name: "body" + n, Label: r.T("meetings.form.body"), Max: meetings.MaxName, Autocomplete: "off"}),
			f.Bind(web.Field{Name: "role" + n, Label: r.T("meetings.form.role"), Max: meetings.MaxName, Autocomplete: "off"}),
		}}
		if p.Held && i <= last {
			row.Fields = append(row.Fields, f.Bind(web.Field{Name: "guest-absent" + n, Type: "checkbox", Label: r.T("meetings.absent"), Either: true}))
		}
		p.Guests = append(p.Guests, row)
	}
}
