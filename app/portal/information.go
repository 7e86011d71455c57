package portal

import (
	"context"
	"strings"
	"time"

	"approdo/app/desks"
	"approdo/app/pages"
	"approdo/app/web"
)

// informationRoutes are the pages that only inform, and the two small forms that
// say something about them (report, rating).
func (s *Screens) informationRoutes() {
	s.web.Get("/", web.Public, s.home)
	s.web.Get("/servizi", web.Public, s.listServices)
	s.web.Get("/servizi/:slug", web.Public, s.showService)
	s.web.Get("/sportelli", web.Public, s.listDesks)
	s.web.Get("/sportelli/:slug", web.Public, s.showDesk)
	s.web.Get("/domande-frequenti", web.Public, s.showQuestions)
	s.web.Get("/assistenza", web.Public, s.showHelp)
	s.web.Get("/carta-dei-servizi", web.Public, s.showCharter)
	s.web.Get("/note-legali", web.Public, s.showNotes)
	s.web.Get("/privacy", web.Public, s.showPrivacy)
	s.web.Get("/accessibilita", web.Public, s.showAccessibility)
	s.web.Get("/segnalazione-disservizio", web.Public, s.newReport)
	s.web.Post("/segnalazione-disservizio", web.Public, s.sendReport)
	s.web.Get("/segnalazione-disservizio/:token", web.Public, s.showReport)
	s.web.Get("/valutazione", web.Public, s.newRating)
	s.web.Post("/valutazione", web.Public, s.rate)
	s.web.Get("/valutazione/:token", web.Public, s.askReason)
	s.web.Post("/valutazione/:token", web.Public, s.explainRating)
	s.web.Get("/sitemap.xml", web.Public, s.sitemap)
	s.web.Get("/robots.txt", web.Public, s.robots)
	s.web.Get("/.well-known/security.txt", web.Public, s.security)
}

// InfoPage is a page of sentences: each view names its own keys. Who is who runs
// the portal, asked anew where the page names addresses the frame does not hold.
type InfoPage struct {
	web.Page
	Who    *pages.Institution
	Groups []string
	Rating ratingForm
}

// info prepares a page of sentences: its title, its first sentence, its address.
func info(r *web.Request, title, lead, path string) *InfoPage {
	page := &InfoPage{Rating: ratingOf(r, pages.Clarity, path)}
	page.Title, page.Description = r.T(title), r.T(lead)
	page.Crumbs = crumbs(r, title, "")
	return page
}

// opening is when a desk opens next, or until when it is open now.
type opening struct {
	desks.Span
	Now bool
}

// weeksAhead is how far the pages look for the next opening; a desk shut for
// longer says so.
const weeksAhead = 4

// nextOpening is the stretch of hours under way or the first one to come, nil when
// there is none in the coming weeks.
func nextOpening(days []desks.DayHours, now time.Time) *opening {
	for _, day := range days {
		for _, span := range day.Spans {
			if span.End.After(now) {
				return &opening{span, !span.Start.After(now)}
			}
		}
	}
	return nil
}

func (s *Screens) hoursAhead(ctx context.Context, d *desks.Desk, now time.Time) ([]desks.DayHours, error) {
	today := desks.DateOf(now.In(d.Location()))
	return desks.Hours(ctx, s.db.Web, d, today, today.AddDays(7*weeksAhead))
}

// dial is a telephone number as a tel: link wants it: "+390800000000". A number
// that does not say its country is Italian.
func dial(phone string) string {
	var b strings.Builder
	for i, r := range strings.TrimSpace(phone) {
		if r >= '0' && r <= '9' || r == '+' && i == 0 {
			b.WriteRune(r)
		}
	}
	n := b.String()
	switch {
	case n == "" || strings.HasPrefix(n, "+"):
		return n
	case strings.HasPrefix(n, "00"):
		return "+" + n[2:]
	}
	return "+39" + n
}
