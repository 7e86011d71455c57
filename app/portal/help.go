package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/web"
)

// HelpPage lists every way of asking a person for help.
type HelpPage struct {
	InfoPage
	Dial  string
	Desks []openDesk
}

func (s *information) showHelp(c *fiber.Ctx) error {
	r := web.Of(c)
	n, err := s.board.read(c.UserContext(), r.Now)
	if err != nil {
		return err
	}
	page := &HelpPage{Desks: n.open(0, r.Now), Dial: dial(n.Who.Phone), InfoPage: *info(r, "help.title", "help.lead", "/assistenza")}
	page.Who = n.Who
	return s.web.Render(c, "portal/pages/help", page)
}
