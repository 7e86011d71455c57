package office

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/mail"
	"approdo/app/web"
)

// messagesAbout lists the receipts of an appointment the actor was already found
// to see: what was said, by which road, what became of it and when.
func (s *Screens) messagesAbout(c *fiber.Ctx, a *appointments.Appointment) ([]web.Fact, error) {
	list, err := mail.List(c.UserContext(), s.db.Web, mail.Filter{Subject: "appointment", SubjectID: a.ID})
	if err != nil {
		return nil, err
	}
	r := web.Of(c)
	var all []web.Fact
	for _, m := range list {
		at := m.SettledAt
		if m.State == mail.Queued {
			at = m.QueuedAt
		}
		road := r.T("office.messages.by." + string(m.Channel))
		if m.Parts > 1 {
			road = r.L.N("office.messages.parts", m.Parts)
		}
		kind := strings.TrimPrefix(m.Kind, "appointments.")
		all = append(all, web.Fact{
			Label: r.T("office.messages.kind." + kind),
			Value: r.T("office.messages.state."+string(m.State)) + " · " + road,
			Note:  r.L.DateTime(at.In(a.Desk.Location())),
		})
	}
	return all, nil
}
