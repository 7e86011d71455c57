package persons

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/applications"
	"approdo/app/web"
)

// ApplicationsPanel sums up what the person tried for, on the page of their file.
type ApplicationsPanel struct {
	URL           string
	All, Awaiting int
}

// addApplications puts what the person tried for on the page of their file.
func (s *Screens) addApplications(c *fiber.Ctx, p *ShowPage) (err error) {
	r := web.Of(c)
	x := &ApplicationsPanel{URL: r.URL(path(p.Person.ID, "/candidature"))}
	x.All, x.Awaiting, err = applications.Sum(c.UserContext(), s.db.Web, r.Actor, p.Person.ID)
	p.Applications = x
	return err
}
