package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/pages"
	"approdo/app/services"
	"approdo/app/web"
)

// HomePage says what the desk does and leads to the two ways of getting there.
type HomePage struct {
	web.Page
	Areas  []services.Area
	Desks  []openDesk
	Rating ratingForm
}

func (s *information) home(c *fiber.Ctx) error {
	r := web.Of(c)
	n, err := s.board.read(c.UserContext(), r.Now)
	if err != nil {
		return err
	}
	page := &HomePage{Areas: n.Areas, Desks: n.open(0, r.Now), Rating: ratingOf(r, pages.Clarity, "/")}
	page.Title, page.Description = r.T("home.title"), r.T("home.lead")
	return s.web.Render(c, "portal/home/index", page)
}
