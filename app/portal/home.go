package portal

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
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

// openDesk is a desk with the hours it opens next, nil where none are known.
type openDesk struct {
	desks.Desk
	Next *opening
}

func (s *Screens) home(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	page := &HomePage{Rating: ratingOf(r, pages.Clarity, "/")}
	var err error
	if page.Areas, err = services.List(ctx, s.db.Web); err != nil {
		return err
	}
	if page.Desks, err = s.openDesks(ctx, desks.Filter{}, r.Now); err != nil {
		return err
	}
	page.Title, page.Description = r.T("home.title"), r.T("home.lead")
	return s.web.Render(c, "portal/home/index", page)
}

func (s *Screens) openDesks(ctx context.Context, f desks.Filter, now time.Time) ([]openDesk, error) {
	list, err := desks.List(ctx, s.db.Web, f)
	if err != nil {
		return nil, err
	}
	all := make([]openDesk, len(list))
	for i := range list {
		days, err := s.hoursAhead(ctx, &list[i], now)
		if err != nil {
			return nil, err
		}
		all[i] = openDesk{list[i], nextOpening(days, now)}
	}
	return all, nil
}
