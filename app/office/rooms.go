package office

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/web"
)

// roomRoutes adds the rooms of a desk and the room of an appointment.
func (s *Screens) roomRoutes() {
	may := web.May(auth.DesksManage)
	s.web.Get("/ufficio/sportelli/:id/stanze", may, s.listRooms)
	s.web.Get("/ufficio/sportelli/:id/stanze/nuova", may, s.newRoom)
	s.web.Post("/ufficio/sportelli/:id/stanze", may, s.saveRoom)
	s.web.Get("/ufficio/sportelli/:id/stanze/:room", may, s.showRoom)
	s.web.Post("/ufficio/sportelli/:id/stanze/:room", may, s.saveRoom)
	s.web.Post("/ufficio/appuntamenti/:id/stanza", web.May(auth.AppointmentsManage), s.changeRoom)
}

// RoomsPage lists the rooms of a desk.
type RoomsPage struct {
	web.Page
	Base string
	Rows []roomRow
}

type roomRow struct {
	URL, Name         string
	Seats             int
	Accessible, InUse bool
}

func (s *Screens) listRooms(c *fiber.Ctx) error {
	r := web.Of(c)
	desk, err := s.deskOf(c)
	if err != nil {
		return err
	}
	list, err := desks.ListRooms(c.UserContext(), s.db.Web, r.Actor, desk.ID)
	if err != nil {
		return err
	}
	p := &RoomsPage{Base: r.URL(deskBase(desk) + "/stanze")}
	p.Title = r.T("office.rooms.title")
	p.Crumbs = deskCrumbs(r, desk, p.Title)
	for _, x := range list {
		p.Rows = append(p.Rows, roomRow{fmt.Sprintf("%s/%d", p.Base, x.ID), x.Name, x.Seats, x.Accessible, x.RetiredAt == nil})
	}
	return s.web.Render(c, "office/rooms", p)
}

// roomOf is the desk of the address and, where it names one, the room.
func (s *Screens) roomOf(c *fiber.Ctx) (*desks.Desk, *desks.Room, error) {
	desk, err := s.deskOf(c)
	if err != nil || c.Params("room") == "" {
		return desk, nil, err
	}
	id, err := web.ID(c, "room")
	if err != nil {
		return nil, nil, err
	}
	room, err := desks.FindRoom(c.UserContext(), s.db.Web, web.Of(c).Actor, desk.ID, id)
	return desk, room, err
}

func (s *Screens) newRoom(c *fiber.Ctx) error {
	desk, _, err := s.roomOf(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("seats", "2")
	f.Set("use", "yes")
	page, err := s.roomPage(c, desk, nil, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/hours/form", page)
}

func (s *Screens) showRoom(c *fiber.Ctx) error {
	desk, room, err := s.roomOf(c)
	if err != nil {
		return err
	}
	f := web.NewForm()
	f.Set("name", room.Name)
	f.Set("seats", strconv.Itoa(room.Seats))
	f.Set("use", yesOrNo(room.RetiredAt == nil))
	if room.Accessible {
		f.Set("accessible", "1")
	}
	page, err := s.roomPage(c, desk, room, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/hours/form", page)
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func (s *Screens) roomPage(c *fiber.Ctx, desk *desks.Desk, room *desks.Room, f *web.Form) (*HoursFormPage, error) {
	r, base := web.Of(c), deskBase(desk)+"/stanze"
	p := &HoursFormPage{Action: r.URL(base), Back: r.URL(base), Submit: r.T("office.hours.save"), Lead: r.T("office.rooms.lead"), Errors: f.Errors()}
	p.Title = r.T("office.rooms.new")
	p.Fields = []web.Field{
		f.Bind(web.Field{Name: "name", Label: r.T("office.rooms.name"), Hint: r.T("office.rooms.name.hint"), Max: desks.MaxName, Required: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "seats", Type: "number", Label: r.T("office.rooms.seats"), Hint: r.T("office.rooms.seats.hint"), Required: true}),
		f.Bind(web.Field{Name: "accessible", Type: "checkbox", Either: true, Label: r.T("office.rooms.accessible")}),
	}
	if room != nil {
		n, err := appointments.InRoom(c.UserContext(), s.db.Web, room.ID, r.Now)
		if err != nil {
			return nil, err
		}
		p.Title, p.Action = room.Name, fmt.Sprintf("%s/%d", p.Action, room.ID)
		p.Fields = append(p.Fields, useField(r, f, r.L.N("office.rooms.coming", n)))
	}
	p.Crumbs = deskCrumbs(r, desk, p.Title)
	return p, nil
}

// useField says whether a room or a mediator is still there; coming tells who counts on it.
func useField(r *web.Request, f *web.Form, coming string) web.Field {
	return f.Bind(web.Field{Name: "use", Type: "radio", Either: true, Label: r.T("office.rooms.use"), Options: []web.Option{
		{Value: "yes", Label: r.T("office.rooms.use.yes")}, {Value: "no", Label: r.T("office.rooms.use.no"), Hint: coming}}})
}

func (s *Screens) saveRoom(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	desk, room, err := s.roomOf(c)
	if err != nil {
		return err
	}
	seats, _ := strconv.Atoi(f.Get("seats")) // not a number is refused as 0
	form := desks.SaveRoom{DeskID: desk.ID, Name: f.Get("name"), Seats: seats, Accessible: f.Checked("accessible"), InUse: f.Get("use") != "no"}
	if room != nil {
		form.ID = room.ID
	}
	without, err := appointments.PutRoom(c.UserContext(), s.db.Web, r.Actor, form, r.Now)
	if f.Fail(r, err) {
		page, err := s.roomPage(c, desk, room, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/hours/form", page)
	}
	if err != nil {
		return err
	}
	s.flashLeft(c, "office.rooms.saved", "office.rooms.saved_without", without)
	return web.SeeOther(c, deskBase(desk)+"/stanze")
}

// flashLeft says that it is done, and how many appointments are left without.
func (s *Screens) flashLeft(c *fiber.Ctx, done, left string, n int) {
	if n == 0 {
		s.web.Flash(c, "success", done)
		return
	}
	s.web.Flash(c, "warning", left, "Number", strconv.Itoa(n))
}

func (s *Screens) changeRoom(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	err = appointments.ChangeRoom(c.UserContext(), s.db.Web, r.Actor, id, f.Int64("room"), r.Now)
	return s.resourceChanged(c, id, err, f, "room", "office.rooms.changed")
}

// resourceChanged leads back to an appointment, or shows it again with why its room
// or its mediator could not be changed.
func (s *Screens) resourceChanged(c *fiber.Ctx, id int64, err error, f *web.Form, field, done string) error {
	if f.FailConflict(web.Of(c), err, field) {
		page, err := s.appointmentPage(c, f)
		if err != nil {
			return err
		}
		return s.web.RenderConflict(c, "office/appointments/show", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", done)
	return web.SeeOther(c, fmt.Sprintf("/ufficio/appuntamenti/%d", id))
}

// resourceFields are the selects of an appointment's room and mediator; nil where
// there is nothing to choose.
func (s *Screens) resourceFields(c *fiber.Ctx, a *appointments.Appointment, f *web.Form) (room, helper *web.Field, err error) {
	r, ctx := web.Of(c), c.UserContext()
	all, free, err := appointments.RoomsAt(ctx, s.db.Web, a, r.Now)
	if err != nil {
		return nil, nil, err
	}
	if len(all) > 0 {
		x := web.Field{Name: "room", Type: "select", Either: true, Label: r.T("office.rooms.one"), Error: f.Bind(web.Field{Name: "room"}).Error,
			Options: []web.Option{{Label: r.T("office.rooms.nobody"), Checked: a.RoomID == nil}}}
		for _, one := range all {
			o := web.Option{Value: fmt.Sprint(one.ID), Label: one.Name, Checked: a.RoomID != nil && *a.RoomID == one.ID, Disabled: true}
			for _, y := range free {
				o.Disabled = o.Disabled && y.ID != one.ID
			}
			if o.Disabled {
				o.Label = r.T("office.rooms.taken", "Name", one.Name)
			}
			x.Options = append(x.Options, o)
		}
		room = &x
	}
	helper, err = s.helperField(c, a, f)
	return room, helper, err
}
