package office

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/appointments"
	"approdo/app/auth"
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
