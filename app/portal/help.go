package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/pages"
	"approdo/app/web"
)

// HelpPage lists every way of asking a person for help.
type HelpPage struct {
	InfoPage
	Dial  string
	Desks []openDesk
}

func (s *Screens) showHelp(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	page := &HelpPage{InfoPage: *info(r, "help.title", "help.lead", "/assistenza")}
	var err error
	if page.Who, err = pages.Find(ctx, s.db.Web); err != nil {
		return err
	}
	if page.Desks, err = s.openDesks(ctx, desks.Filter{}, r.Now); err != nil {
		return err
	}
	page.Dial = dial(page.Who.Phone)
	return s.web.Render(c, "portal/pages/help", page)
}
