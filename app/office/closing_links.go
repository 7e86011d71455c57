package office

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/appointments"
	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/queue"
	"approdo/app/web"
)

// closingLink is where an appointment's meeting is closed, or the row it has; "" where
// there is nothing to close yet.
func (s *Screens) closingLink(c *fiber.Ctx, a *appointments.Appointment) (url, key string, err error) {
	r := web.Of(c)
	if !r.Actor.May(auth.AccessesManage) {
		return "", "", nil
	}
	written, err := accesses.Of(c.UserContext(), s.db.Web, r.Actor, []int64{a.ID})
	switch {
	case err != nil:
		return "", "", err
	case written[a.ID] != 0:
		return r.URL(fmt.Sprintf("/ufficio/accessi/%d", written[a.ID])), "office.closing.row", nil
	case closable(r, a):
		return r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d/chiusura", a.ID)), "office.closing.title", nil
	}
	return "", "", nil
}

// closable: the person has come, or the day has.
func closable(r *web.Request, a *appointments.Appointment) bool {
	switch a.State() {
	case appointments.Arrived, appointments.Seen:
		return true
	case appointments.Booked:
		return !r.Now.Before(a.StartsAt)
	}
	return false
}

// dueTickets lists the numbers of a day whose meeting ended and which nobody closed.
func (s *Screens) dueTickets(c *fiber.Ctx, deskID int64, day desks.Date) ([]dueTicket, error) {
	r, ctx := web.Of(c), c.UserContext()
	done, err := queue.DoneOn(ctx, s.db.Web, r.Actor, deskID, day)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, 0, len(done))
	for _, t := range done {
		ids = append(ids, t.ID)
	}
	written, err := accesses.OfTickets(ctx, s.db.Web, r.Actor, ids)
	if err != nil {
		return nil, err
	}
	var open []dueTicket
	for _, t := range done {
		if written[t.ID] == 0 {
			open = append(open, dueTicket{Number: t.Name(), What: r.L.Plain(t.Area.Name), Start: t.In(*t.StartedAt), URL: r.URL(fmt.Sprintf("/ufficio/coda/%d/chiusura", t.ID))})
		}
	}
	return open, nil
}

// dueTicket is a number whose meeting is not in the register.
type dueTicket struct {
	Number, What, URL string
	Start             time.Time
}

// dueItem is a meeting of the day that took place and is not in the register.
type dueItem struct {
	URL, Who, What, Operator string
	Appointment              *appointments.Appointment
}

// due lists the meetings of the day whose person came and which nobody closed.
func (s *Screens) due(c *fiber.Ctx, dd *appointments.DeskDay) ([]dueItem, error) {
	r := web.Of(c)
	if !r.Actor.May(auth.AccessesManage) {
		return nil, nil
	}
	var all []dueItem
	var ids []int64
	for _, o := range dd.Operators {
		for _, row := range o.Rows {
			if a := row.Appointment; a != nil && (a.State() == appointments.Arrived || a.State() == appointments.Seen) {
				all = append(all, dueItem{URL: r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d/chiusura", a.ID)), Who: a.Name, What: r.L.Plain(a.Area.Name), Operator: o.Operator.Name, Appointment: a})
				ids = append(ids, a.ID)
			}
		}
	}
	written, err := accesses.Of(c.UserContext(), s.db.Web, r.Actor, ids)
	if err != nil {
		return nil, err
	}
	var open []dueItem
	for _, x := range all {
		if written[x.Appointment.ID] == 0 {
			open = append(open, x)
		}
	}
	return open, nil
}
