package portal

import (
	"slices"
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

func (s *information) listDesks(c *fiber.Ctx) error {
	r := web.Of(c)
	n, err := s.board.read(c.UserContext(), r.Now)
	if err != nil {
		return err
	}
	page := &DesksPage{Desks: n.open(0, r.Now), Rating: ratingOf(r, pages.Clarity, "/sportelli")}
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

func (s *information) showDesk(c *fiber.Ctx) error {
	r := web.Of(c)
	n, err := s.board.read(c.UserContext(), r.Now)
	if err != nil {
		return err
	}
	p, err := n.desk(c.Params("slug"))
	if err != nil {
		return err
	}
	page := &DeskPublicPage{
		Desk: openDesk{p.Desk, nextOpening(p.Days, r.Now)}, Coming: p.Days[:min(len(p.Days), comingDays)], Week: usualWeek(p.Week),
		Dial: dial(p.Phone), Geo: geo(p.Site), Rating: ratingOf(r, pages.Clarity, "/sportelli/"+p.Slug),
	}
	for _, a := range n.Areas {
		if slices.Contains(p.AreaIDs, a.ID) {
			page.Areas = append(page.Areas, a)
		}
	}
	page.Title, page.Description = r.L.Plain(p.Name), r.L.Plain(p.Summary)
	page.Crumbs = append(crumbs(r, "desk.list.title", "/sportelli"), web.Crumb{Label: page.Title})
	return s.web.Render(c, "portal/desks/show", page)
}

// usualWeek puts the hours of each weekday on one line.
func usualWeek(hours []desks.WeekdayHours) []weekday {
	var week []weekday
	some := desks.Date{Year: 2026, Month: time.January, Day: 1} // only the hours of it are shown
	for _, h := range hours {
		if n := len(week); n == 0 || week[n-1].Day != h.Weekday {
			week = append(week, weekday{Day: h.Weekday})
		}
		day := &week[len(week)-1]
		day.Spans = append(day.Spans, desks.Span{Start: h.From.On(some, time.UTC), End: h.To.On(some, time.UTC)})
	}
	return week
}

func geo(site *desks.Site) string {
	if site.Lat == nil || site.Lon == nil {
		return ""
	}
	return strconv.FormatFloat(*site.Lat, 'f', 5, 64) + "," + strconv.FormatFloat(*site.Lon, 'f', 5, 64)
}
