package persons

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/enrolments"
	screens "approdo/app/office/enrolments"
	"approdo/app/web"
)

// mostCourses is how many courses stand on the page of a file.
const mostCourses = 3

// CoursesPanel sums up the courses of a person, on the page of their file.
type CoursesPanel struct {
	URL  string
	Rows []screens.Row
}

// addCourses puts the latest courses of the person on the page of their file.
func (s *Screens) addCourses(c *fiber.Ctx, p *ShowPage) error {
	r := web.Of(c)
	list, err := enrolments.OfPerson(c.UserContext(), s.db.Web, r.Actor, p.Person.ID)
	rows := screens.Rows(r, list)
	p.Courses = &CoursesPanel{URL: r.URL(web.PersonPath(p.Person.ID, "/iscrizioni")), Rows: rows[:min(len(rows), mostCourses)]}
	return err
}
