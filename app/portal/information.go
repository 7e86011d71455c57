package portal

import (
	"strings"

	"approdo/app/pages"
	"approdo/app/web"
)

// information are the pages that only inform, and the two small forms that say
// something about them (report, rating).
type information struct {
	*Screens
	board *board
}

func (s *Screens) informationRoutes() {
	i := &information{s, &board{db: s.db}}
	s.web.Get("/", web.Public, i.home)
	s.web.Get("/servizi", web.Public, i.listServices)
	i.standardRoutes()
	s.web.Get("/servizi/:slug", web.Public, i.showService)
	s.web.Get("/sportelli", web.Public, i.listDesks)
	s.web.Get("/sportelli/:slug", web.Public, i.showDesk)
	s.web.Get("/domande-frequenti", web.Public, i.showQuestions)
	s.web.Get("/assistenza", web.Public, i.showHelp)
	s.web.Get("/carta-dei-servizi", web.Public, i.showCharter)
	s.web.Get("/note-legali", web.Public, i.showNotes)
	s.web.Get("/privacy", web.Public, i.showPrivacy)
	s.web.Get("/accessibilita", web.Public, i.showAccessibility)
	s.web.Get("/segnalazione-disservizio", web.Public, i.newReport)
	s.web.Post("/segnalazione-disservizio", web.Public, i.sendReport)
	s.web.Get("/segnalazione-disservizio/:token", web.Public, i.showReport)
	s.web.Get("/valutazione", web.Public, i.newRating)
	s.web.Post("/valutazione", web.Public, i.rate)
	s.web.Get("/valutazione/:token", web.Public, i.askReason)
	s.web.Post("/valutazione/:token", web.Public, i.explainRating)
	s.web.Get("/sitemap.xml", web.Public, i.sitemap)
	s.web.Get("/robots.txt", web.Public, i.robots)
	s.web.Get("/.well-known/security.txt", web.Public, i.security)
}

// InfoPage is a page of sentences: each view names its own keys. Who runs the
// portal is there where the page names addresses the frame does not hold.
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
