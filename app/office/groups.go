package office

import (
	"fmt"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/services"
	"approdo/app/web"
)

// GroupPage is one group meeting: who comes, and who was there.
type GroupPage struct {
	web.Page
	Facts     []web.Fact
	People    []groupPerson
	Left      int
	CanManage bool
	Action    string
	DayURL    string
	NewURL    string
}

type groupPerson struct {
	Seat, ID                         int64
	Name, Phone, Language, Needs     string
	URL, State, StateKey, Field      string
	Mediator, Seen, Missing, Unknown bool
}

func (s *Screens) groupRoutes() {
	s.web.Get("/ufficio/gruppi/:id", web.May(auth.AppointmentsRead), s.showGroup)
	s.web.Post("/ufficio/gruppi/:id/presenze", web.May(auth.AppointmentsManage), s.takeAttendance)
}

func groupPath(id int64) string { return fmt.Sprintf("/ufficio/gruppi/%d", id) }

func (s *Screens) showGroup(c *fiber.Ctx) error {
	g, err := s.groupOf(c)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/group", groupPage(web.Of(c), g))
}

func (s *Screens) groupOf(c *fiber.Ctx) (*appointments.GroupMeeting, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return appointments.FindMeeting(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func groupPage(r *web.Request, g *appointments.GroupMeeting) *GroupPage {
	day := g.Start().Format(time.DateOnly)
	p := &GroupPage{
		Left: max(0, g.Seats-len(g.People)), CanManage: r.Actor.May(auth.AppointmentsManage), Action: r.URL(groupPath(g.ID) + "/presenze"),
		DayURL: r.URL(fmt.Sprintf("/ufficio?sportello=%d&giorno=%s", g.DeskID, day)),
		NewURL: r.URL("/ufficio/appuntamenti/nuovo?" + url.Values{"sportello": {fmt.Sprint(g.DeskID)}, "ambito": {g.Area.Slug},
			"giorno": {day}, "operatore": {fmt.Sprint(g.OperatorID)}, "ora": {g.Start().Format("15:04")}}.Encode()),
	}
	p.Title = r.L.Plain(g.Area.Name)
	p.Facts = []web.Fact{
		{Label: r.T("office.appointment.when"), Value: r.L.DateTime(g.Start()), Note: r.L.TimeRange(g.Start(), g.End())},
		{Label: r.T("office.appointment.desk"), Value: r.L.Plain(g.Desk.Name)},
		{Label: r.T("office.appointment.operator"), Value: g.Operator.Name},
		{Label: r.T("office.areas.seats"), Value: seatsTaken(r, len(g.People), g.Seats)},
	}
	for i := range g.People {
		p.People = append(p.People, memberOf(r, &g.People[i]))
	}
	return p
}

func seatsTaken(r *web.Request, taken, seats int) string {
	return r.T("office.group.taken", "Taken", taken, "Seats", seats)
}

func memberOf(r *web.Request, a *appointments.Appointment) groupPerson {
	x := groupPerson{
		Seat: int64(*a.Seat), ID: a.ID, Name: a.Name, Phone: a.ShownPhone(), Language: r.L.LanguageName(a.Lang), Needs: a.AccessNeeds,
		URL: r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID)), State: stateClass(a.State()), StateKey: "office.state." + string(a.State()),
		Field: fmt.Sprintf("p-%d", a.ID), Mediator: a.Mediator != "", Seen: a.State() == appointments.Seen, Missing: a.State() == appointments.NoShow,
	}
	x.Unknown = !x.Seen && !x.Missing
	return x
}

// takeAttendance saves the whole list with one press.
func (s *Screens) takeAttendance(c *fiber.Ctx) error {
	g, err := s.groupOf(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.ReadForm(c)
	marks := map[int64]appointments.State{}
	for i := range g.People {
		if v := f.Get(fmt.Sprintf("p-%d", g.People[i].ID)); v != "" {
			marks[g.People[i].ID] = appointments.State(v)
		}
	}
	if err := appointments.TakeAttendance(c.UserContext(), s.db.Web, r.Actor, g.ID, marks, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.group.saved")
	return web.SeeOther(c, groupPath(g.ID))
}

// groupItem is the block of a group in a day, with one person so far.
func groupItem(r *web.Request, a *appointments.Appointment, outside bool) dayItem {
	item := appointmentItem(r, a, outside)
	item.Kind, item.URL, item.Who, item.group, item.people = "group", r.URL(groupPath(*a.GroupID)), item.What, *a.GroupID, 1
	item.What = seatsTaken(r, 1, a.Seats())
	return item
}

// join puts one more person of a meeting into its block, and one more hold into the
// one that is there; false when there is none.
func (col *column) join(r *web.Request, row appointments.Row) bool {
	for i := range col.Items {
		item := &col.Items[i]
		switch {
		case row.Appointment != nil && row.Appointment.Group() && item.group == *row.Appointment.GroupID:
			item.people++
			item.What = seatsTaken(r, item.people, row.Appointment.Seats())
			item.Mediator = item.Mediator || row.Appointment.Mediator != ""
			return true
		case row.Held && item.Start.Equal(row.Start) && (item.Kind == "held" || item.group != 0):
			return true
		}
	}
	return false
}

// whereFields ask where the meeting is, where the area has several places, and the
// address of who is visited.
func whereFields(r *web.Request, f *web.Form, area *services.Area) []web.Field {
	var fields []web.Field
	if len(area.Places) > 1 {
		where := web.Field{Name: "where", Type: "select", Either: true, Label: r.T("office.new.where"), Options: []web.Option{{Label: r.T("office.hours.choose")}}}
		for _, p := range area.Places {
			where.Options = append(where.Options, web.Option{Value: string(p), Label: r.T("office.areas.place." + string(p))})
		}
		fields = append(fields, f.Bind(where))
	}
	if area.At(services.AtHome) {
		fields = append(fields, f.Bind(web.Field{Name: "address", Type: "text", Label: r.T("office.new.address"), Hint: r.T("office.new.address.hint"),
			Max: appointments.MaxAddress, Autocomplete: "off", Either: true}))
	}
	return fields
}
