package office

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/web"
)

// linkedFile is whose file an appointment or a row of the register belongs to.
type linkedFile struct {
	// Name and URL are of the person, "" where nobody was chosen or the reader does not
	// know them.
	Name, URL string
	// ChooseURL says whose it is, or another's; "" for who may not.
	ChooseURL string
}

// whose finds the person of an appointment or of a row of the register, whose own page
// is at link.
func (s *Screens) whose(c *fiber.Ctx, link string, personID *int64) (linkedFile, error) {
	r := web.Of(c)
	var x linkedFile
	if r.Actor.May(auth.PeopleManage) {
		x.ChooseURL = r.URL(link + "/persona")
	}
	if personID == nil || !r.Actor.May(auth.PeopleRead) {
		return x, nil
	}
	p, err := people.Find(c.UserContext(), s.db.Web, r.Actor, *personID)
	if fault.Is(err, fault.NotFound) {
		return x, nil
	}
	if err != nil {
		return x, err
	}
	x.Name, x.URL = p.Name(), r.URL(fmt.Sprintf("/ufficio/persone/%d", p.ID))
	return x, nil
}

// afterClosing is where a closed meeting leads: back to work, or, where a path begins,
// to the person's file or to the choice of whose it is.
func afterClosing(r *web.Request, m *accesses.Meeting, a *accesses.Access) string {
	switch {
	case a.Outcome != accesses.Path || !r.Actor.May(auth.PeopleManage):
		return backFrom(m)
	case a.PersonID != nil:
		return fmt.Sprintf("/ufficio/persone/%d", *a.PersonID)
	}
	return fmt.Sprintf("/ufficio/accessi/%d/persona", a.ID)
}
