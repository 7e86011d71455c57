package persons

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	screens "approdo/app/office/placements"
	"approdo/app/people"
	"approdo/app/placements"
	"approdo/app/web"
)

// addPlacements puts the placements of the person on the page of their file.
func (s *Screens) addPlacements(c *fiber.Ctx, p *ShowPage) error {
	r := web.Of(c)
	list, err := placements.OfPerson(c.UserContext(), s.db.Web, r.Actor, p.Person.ID)
	p.Placements = screens.Rows(r, list)
	return err
}

// handoverPlacements are the placements of the case.
func (s *Screens) handoverPlacements(c *fiber.Ctx, p *HandoverPage, x *cases.Case) error {
	r := web.Of(c)
	list, err := placements.OfCase(c.UserContext(), s.db.Web, r.Actor, x.ID)
	p.Placements = screens.Rows(r, list)
	return err
}

// tellPlacement is tell for where somebody works; no hour of it is known.
func (row *TimelineRow) tellPlacement(r *web.Request, e *people.Event) {
	row.URL, row.WholeDay = r.URL("/ufficio/inserimenti/"+web.IDText(e.About)), true
	switch e.Kind {
	case placements.EventEnded:
		row.Done = r.T("placements.reason." + e.Code)
	case placements.EventVisit:
		row.Done = r.T("placements.channel." + e.Code)
	case placements.EventAsked:
		row.Done = r.T("placements.side." + e.Code)
	default:
		row.Done = r.T("placements.kind." + e.Code)
	}
}
