package portal

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/services"
	"approdo/app/web"
)

// AreaHomePage is what a person finds after proving an e-mail address, the appointments
// made with it; or, after proving who they are, what is theirs.
type AreaHomePage struct {
	web.Page
	Email string
	// Own is nil for who proved an address alone.
	Own        *OwnPanel
	Next, Past []areaAppointment
	// Reserved are the services for people the desks know, for who is one.
	Reserved []services.Area
	Waiting  []areaWaiting
}

type areaAppointment struct {
	Start           time.Time
	Area, Desk      string
	Address         string
	State, StateKey string
	Protocol, Link  string
	CanChange       bool
}

func (s *Screens) areaHome(c *fiber.Ctx) error {
	r := web.Of(c)
	if r.Actor.PersonID != 0 {
		return s.ownHome(c)
	}
	list, err := appointments.ListByEmail(c.UserContext(), s.db.Web, r.Actor, r.Now)
	if err != nil {
		return err
	}
	page := areaHomePage(r)
	page.Email = r.Actor.Email
	if page.Waiting, err = s.areaWaitings(c); err != nil {
		return err
	}
	s.fillAppointments(r, page, list)
	if page.Reserved, err = s.reservedAreas(c); err != nil {
		return err
	}
	return s.web.Render(c, "portal/area/home", page)
}

func areaHomePage(r *web.Request) *AreaHomePage {
	page := new(AreaHomePage)
	page.Title, page.NoIndex = r.T("area.title"), true
	page.Crumbs = crumbs(r, "area.title", "")
	return page
}

// fillAppointments puts appointments on the page, those to come apart.
func (s *Screens) fillAppointments(r *web.Request, page *AreaHomePage, list []appointments.Appointment) {
	for i := range list {
		a := &list[i]
		item := areaAppointment{
			Start: a.Start(), Area: r.L.Plain(a.Area.Name), Desk: r.L.Plain(a.Desk.Name), Address: placeOf(a.Desk),
			State: string(a.State()), StateKey: "area.state." + string(a.State()), Protocol: a.Protocol,
			Link: r.URL("/appuntamenti/" + s.signer.Token(appointments.TokenPurpose, a.ID)), CanChange: a.Changeable(r.Now),
		}
		if a.State() == appointments.Booked && a.EndsAt.After(r.Now) {
			page.Next = append(page.Next, item)
		} else {
			page.Past = append(page.Past, item)
		}
	}
}

// reservedAreas are the services for known people, none for who is not.
func (s *Screens) reservedAreas(c *fiber.Ctx) ([]services.Area, error) {
	all, err := services.List(c.UserContext(), s.db.Web)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(a services.Area) bool { return a.Who != services.Known })
	if len(all) == 0 {
		return nil, nil
	}
	known, err := appointments.IsKnown(c.UserContext(), s.db.Web, web.Of(c).Actor.Email)
	if err != nil || !known {
		return nil, err
	}
	return all, nil
}

func (s *Screens) leaveArea(c *fiber.Ctx) error {
	r := web.Of(c)
	if err := s.gate.Sessions.SignOut(c.UserContext(), s.db.Web, r.Session, r.Now); err != nil {
		return err
	}
	s.web.SignedOut(c)
	s.web.FlashVisitor(c, "success", "area.left")
	return web.SeeOther(c, "/")
}
