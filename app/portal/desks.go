package portal

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/pages"
	"approdo/app/services"
	"approdo/app/web"
)

// DesksPage lists the desks with the hours they open next.
type DesksPage struct {
	web.Page
	Desks  []openDesk
	Rating ratingForm
}

func (s *Screens) listDesks(c *fiber.Ctx) error {
	r := web.Of(c)
	page := &DesksPage{Rating: ratingOf(r, pages.Clarity, "/sportelli")}
	var err error
	if page.Desks, err = s.openDesks(c.UserContext(), desks.Filter{}, r.Now); err != nil {
		return err
	}
	page.Title, page.Description = r.T("desk.list.title"), r.T("desk.list.lead")
	page.Crumbs = crumbs(r, "desk.list.title", "")
	return s.web.Render(c, "portal/desks/index", page)
}

// DeskPublicPage is a desk: when it is open, where it is, how to get in.
type DeskPublicPage struct {
	web.Page
	Desk  openDesk
	Areas []services.Area
	// Week is the usual week, Coming the next days that are really open.
	Week   []weekday
	Coming []desks.DayHours
	Dial   string
	// Geo is the position as a geo: link wants it, "" where it is unknown.
	Geo    string
	Rating ratingForm
}

// weekday is one line of the usual week.
type weekday struct {
	Day   time.Weekday
	Spans []desks.Span
}

// comingDays is how many open days the page lists.
const comingDays = 6

func (s *Screens) showDesk(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	desk, err := desks.FindBySlug(ctx, s.db.Web, c.Params("slug"))
	if err != nil {
		return err
	}
	days, err := s.hoursAhead(ctx, desk, r.Now)
	if err != nil {
		return err
	}
	page := &DeskPublicPage{
		Desk: openDesk{*desk, nextOpening(days, r.Now)}, Coming: days[:min(len(days), comingDays)],
		Dial: dial(desk.Phone), Geo: geo(desk.Site), Rating: ratingOf(r, pages.Clarity, "/sportelli/"+desk.Slug),
	}
	if page.Week, err = s.usualWeek(ctx, desk, r.Now); err != nil {
		return err
	}
	if page.Areas, err = services.ListAt(ctx, s.db.Web, desk.ID); err != nil {
		return err
	}
	page.Title, page.Description = r.L.Plain(desk.Name), r.L.Plain(desk.Summary)
	page.Crumbs = append(crumbs(r, "desk.list.title", "/sportelli"), web.Crumb{Label: page.Title})
	return s.web.Render(c, "portal/desks/show", page)
}

func (s *Screens) usualWeek(ctx context.Context, d *desks.Desk, now time.Time) ([]weekday, error) {
	today := desks.DateOf(now.In(d.Location()))
	hours, err := desks.WeeklyHours(ctx, s.db.Web, d, today)
	if err != nil {
		return nil, err
	}
	var week []weekday
	for _, h := range hours {
		if n := len(week); n == 0 || week[n-1].Day != h.Weekday {
			week = append(week, weekday{Day: h.Weekday})
		}
		day := &week[len(week)-1]
		day.Spans = append(day.Spans, desks.Span{Start: h.From.On(today, time.UTC), End: h.To.On(today, time.UTC)})
	}
	return week, nil
}

func geo(site *desks.Site) string {
	if site.Lat == nil || site.Lon == nil {
		return ""
	}
	return strconv.FormatFloat(*site.Lat, 'f', 5, 64) + "," + strconv.FormatFloat(*site.Lon, 'f', 5, 64)
}
