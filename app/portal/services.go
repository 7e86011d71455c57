package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
	"approdo/app/pages"
	"approdo/app/services"
	"approdo/app/web"
)

// ServicesPage lists the seven areas.
type ServicesPage struct {
	web.Page
	Areas  []services.Area
	Rating ratingForm
}

func (s *information) listServices(c *fiber.Ctx) error {
	r := web.Of(c)
	n, err := s.board.read(c.UserContext(), r.Now)
	if err != nil {
		return err
	}
	page := &ServicesPage{Areas: n.Areas, Rating: ratingOf(r, pages.Clarity, "/servizi")}
	page.Title, page.Description = r.T("service.list.title"), r.T("service.list.lead")
	page.Crumbs = crumbs(r, "service.list.title", "")
	return s.web.Render(c, "portal/services/index", page)
}

// ServicePage is the card of one area, with the parts and marks of Modello Comuni.
type ServicePage struct {
	web.Page
	Area                  *services.Area
	How, Needed, Obtained items
	Desks                 []openDesk
	// Facts say where it happens, how long it takes and with how many people.
	Facts     []web.Fact
	Standards []services.Standard
	Rating    ratingForm
}

// items is a list an operator wrote, with the language and direction it is in.
type items struct {
	Lines     []string
	Lang, Dir string
}

func itemsOf(x i18n.Text, lang string) items {
	lines, actual := services.Items(x, lang)
	return items{lines, actual, i18n.Dir(actual)}
}

func (s *information) showService(c *fiber.Ctx) error {
	r := web.Of(c)
	n, err := s.board.read(c.UserContext(), r.Now)
	if err != nil {
		return err
	}
	area, err := n.area(c.Params("slug"))
	if err != nil {
		return err
	}
	page := &ServicePage{
		Area: area, Desks: n.open(area.ID, r.Now), Standards: n.standardsOf(area), Rating: ratingOf(r, pages.Clarity, "/servizi/"+area.Slug),
		How: itemsOf(area.How, r.Lang), Needed: itemsOf(area.Needed, r.Lang), Obtained: itemsOf(area.Obtained, r.Lang),
	}
	page.Facts = accessFacts(r, area)
	page.Title, page.Description = r.L.Plain(area.Name), r.L.Plain(area.Summary)
	page.Crumbs = crumbs(r, "service.list.title", "/servizi", "service.card.category", "/servizi")
	page.Crumbs = append(page.Crumbs, web.Crumb{Label: page.Title})
	page.JSONLD = s.governmentService(r, area, n.Who, page.Desks)
	return s.web.Render(c, "portal/services/show", page)
}

// accessFacts are what to know before booking.
func accessFacts(r *web.Request, area *services.Area) []web.Fact {
	var places []string
	for _, p := range area.Places {
		places = append(places, r.T("appointments.place."+string(p)))
	}
	long := web.Fact{Label: r.T("booking.fact.duration"), Value: r.L.N("booking.minutes", area.Minutes)}
	if area.Group() {
		long.Note = r.L.N("booking.area.group", area.Seats)
	}
	return []web.Fact{{Label: r.T("booking.fact.where"), Value: r.L.List(places), Note: languagesOf(r, area)}, long}
}

// governmentService is the card for machines (schema.org GovernmentService with
// the fields Modello Comuni looks for, R.SI.1.1).
type governmentService struct {
	Context  string   `json:"@context"`
	Type     string   `json:"@type"`
	Name     string   `json:"name"`
	Kind     string   `json:"serviceType"`
	Operator named    `json:"serviceOperator"`
	Area     named    `json:"areaServed"`
	Audience audience `json:"audience"`
	Channel  channel  `json:"availableChannel"`
}

type named struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type audience struct {
	Type string `json:"@type"`
	Kind string `json:"audienceType"`
}

type channel struct {
	Type     string        `json:"@type"`
	Name     string        `json:"name"`
	URL      string        `json:"serviceUrl"`
	Location *serviceVenue `json:"serviceLocation,omitempty"`
}

type serviceVenue struct {
	Type    string        `json:"@type"`
	Name    string        `json:"name"`
	Address postalAddress `json:"address"`
}

type postalAddress struct {
	Type       string `json:"@type"`
	Street     string `json:"streetAddress"`
	PostalCode string `json:"postalCode"`
	Locality   string `json:"addressLocality"`
}

// governmentService describes the first desk that offers the area: the validator
// wants one object, not a list.
func (s *information) governmentService(r *web.Request, a *services.Area, who *pages.Institution, at []openDesk) any {
	card := governmentService{
		Context: "https://schema.org", Type: "GovernmentService",
		Name: r.L.Plain(a.Name), Kind: r.T("service.card.category"),
		Operator: named{"GovernmentOrganization", who.ParentName},
		Area:     named{"AdministrativeArea", who.ParentName},
		Audience: audience{"Audience", r.L.Plain(a.Audience)},
		Channel: channel{
			Type: "ServiceChannel", Name: r.T("service.card.booking"),
			URL: s.web.BaseURL() + r.URL("/prenota?ambito="+a.Slug),
		},
	}
	if len(at) > 0 {
		site := at[0].Site
		card.Area.Name = site.City
		card.Channel.Location = &serviceVenue{"Place", site.Name, postalAddress{"PostalAddress", site.Street, site.PostalCode, site.City}}
	}
	return card
}
